"""A committee's commands from outside: check, diff, show, approve, and what an edit undoes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from orderset.delivery import MANIFEST
from orderset.protocol.loading import default_protocol_bytes, load_protocol
from tests.approved import approved_bytes
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, write_case


DECIDED = (
    "--committee",
    "Medicines Committee",
    "--approved-by",
    "A. Example, lead pharmacist",
    "--approved-by",
    "B. Example, consultant",
    "--on",
    "2026-11-30",
    "--review-by",
    "2027-06-30",
)
CAP = b"cap_mg = { value = 60, unit"
HIGHER_CAP = b"cap_mg = { value = 90, unit"
WATERMARK = "NOT APPROVED FOR CLINICAL USE"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    file = tmp_path / "ours.toml"
    file.write_bytes(default_protocol_bytes())
    return file


def told(*arguments: Any, code: int = 0) -> dict[str, Any]:
    result = invoke("protocol", *arguments, "--format", "json")
    assert result.exit_code == code, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_an_approved_file_is_approved_until_it_is_edited(ours: Path) -> None:
    before = told("check", ours)
    assert (before["approved"], before["why_not_approved"]) == (
        False,
        "the approval block is empty",
    )
    done = invoke("protocol", "approve", ours, *DECIDED)
    assert done.exit_code == 0, done.output
    assert f"For the minutes, what was approved: sha256 {before['content_sha256']}" in done.output
    assert "Warning, which the committee should have seen: The interval" in done.output
    approved = told("check", ours)
    assert (approved["approved"], approved["review_date"]) == (True, "2027-06-30")
    assert approved["content_sha256"] == before["content_sha256"]
    assert approved["sha256"] != before["sha256"]
    assert "; approved; review by 2027-06-30;" in invoke("protocol", "check", ours).output
    ours.write_bytes(ours.read_bytes().replace(CAP, HIGHER_CAP))
    edited = invoke("protocol", "check", ours)
    assert edited.exit_code == 0
    assert (
        "not approved: approved on 30-Nov-2026 by Medicines Committee, but the file has been "
        "changed since"
    ) in edited.output
    assert f"{WATERMARK}: approved on 30-Nov-2026" in invoke("protocol", "show", ours).output


def test_the_hash_of_the_minutes_keeps_another_file_from_being_approved(ours: Path) -> None:
    minutes = told("check", ours)["content_sha256"]
    ours.write_bytes(ours.read_bytes().replace(CAP, HIGHER_CAP))
    result = invoke("protocol", "approve", ours, *DECIDED, "--content", minutes)
    assert result.exit_code == 2
    assert "The file is not what --content says" in result.output
    assert b'committee = ""' in ours.read_bytes()
    short = told("check", ours)["content_sha256"][:7]
    assert invoke("protocol", "approve", ours, *DECIDED, "--content", short).exit_code == 2
    right = told("check", ours)["content_sha256"][:8].upper()
    assert invoke("protocol", "approve", ours, *DECIDED, "--content", right).exit_code == 0


def test_what_cannot_be_approved_leaves_the_file_as_it_was(ours: Path) -> None:
    content = ours.read_bytes()
    result = invoke("protocol", "approve", ours, *DECIDED[:-1], "2028-06-30")
    assert result.exit_code == 2
    assert "The file itself says review by 30-Nov-2027." in result.output
    ours.write_bytes(content.replace(CAP, b"cap_mg = { value = 100, unit"))
    assert invoke("protocol", "approve", ours, *DECIDED).exit_code == 4
    assert ours.read_bytes().count(b'committee = ""') == 1
    assert invoke("protocol", "approve", "pamidronate-crmo", *DECIDED).exit_code == 2
    assert [each.name for each in ours.parent.iterdir()] == ["ours.toml"]


def test_a_file_keeps_its_mode_and_a_link_to_it_stays(ours: Path, tmp_path: Path) -> None:
    ours.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(ours)
    assert invoke("protocol", "approve", link, *DECIDED).exit_code == 0
    assert link.is_symlink()
    assert ours.stat().st_mode & 0o777 == 0o640
    assert load_protocol(ours).rules.approved is not None
    assert {each.name for each in tmp_path.iterdir()} == {"ours.toml", "link.toml"}


def test_a_disk_that_fails_leaves_the_file_as_it_was(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    content = ours.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    result = invoke("protocol", "approve", ours, *DECIDED)
    assert result.exit_code == 7
    assert "The file is as it was." in result.output
    assert ours.read_bytes() == content
    assert [each.name for each in ours.parent.iterdir()] == ["ours.toml"]


def _published(protocol: Path, template: Path, out: Path) -> tuple[str, dict[str, Any]]:
    """The index and the manifest of a batch of one patient under a protocol."""
    ready = out.parent / "ready.xlsx"
    write_case(template, ready, case("C01"))
    result = invoke(
        "run", ready, "-o", out, "--today", TODAY, "--protocol", protocol, "--no-progress"
    )
    assert result.exit_code == 0, result.output
    (batch,) = out.glob("2*")
    manifest: dict[str, Any] = json.loads((batch / MANIFEST).read_text("utf-8"))
    return (batch / "index.html").read_text("utf-8"), manifest


def test_the_watermark_goes_with_the_approval_and_returns_with_an_edit(
    ours: Path, tmp_path: Path
) -> None:
    template = blank_template(tmp_path)
    ours.write_bytes(approved_bytes())
    page, manifest = _published(ours, template, tmp_path / "approved")
    assert WATERMARK not in page
    assert manifest["protocol"]["approved"] is True
    ours.write_bytes(approved_bytes().replace(b"No site may", b"No site must"))
    page, manifest = _published(ours, template, tmp_path / "edited")
    assert WATERMARK in page
    assert "Not approved: approved on 30-Nov-2026, but the file has been changed since" in " ".join(
        page.replace("\u00a0", " ").replace("\u2060", "").split()
    )
    assert manifest["protocol"]["approved"] is False


def test_a_difference_is_told_in_clinical_words_and_ends_with_1(ours: Path) -> None:
    ours.write_bytes(ours.read_bytes().replace(CAP, HIGHER_CAP))
    result = invoke("protocol", "diff", "pamidronate-crmo", ours)
    assert result.exit_code == 1
    assert "  limit per infusion 60 mg → 90 mg\n" in result.output
    data = told("diff", "pamidronate-crmo", ours, code=1)
    assert data["schema"] == "orderset/protocol-differences/1"
    assert data["new"]["sha256"] == load_protocol(ours).sha256
    assert data["differences"] == [
        {
            "section": "What reaches the patient",
            "key": "dose.cap_mg",
            "what": "limit per infusion",
            "before": "60 mg",
            "after": "90 mg",
        }
    ]


def test_a_comment_is_no_difference_though_it_costs_the_approval(ours: Path) -> None:
    """What the committee read is another file; what it says is the same."""
    ours.write_bytes(default_protocol_bytes().replace(b"# Words on paper.", b"# Words."))
    result = invoke("protocol", "diff", "pamidronate-crmo", ours)
    assert (result.exit_code, "They say the same." in result.output) == (0, True)
    assert told("diff", ours, "pamidronate-crmo")["differences"] == []


def test_a_file_that_cannot_be_used_cannot_be_compared(ours: Path) -> None:
    ours.write_bytes(b"schema = 1\n")
    assert invoke("protocol", "diff", "pamidronate-crmo", ours).exit_code == 4


def test_the_contradiction_of_the_sources_is_a_warning(ours: Path) -> None:
    result = invoke("protocol", "check", ours)
    assert result.exit_code == 0
    assert "Warning: The interval and the limit over 365 days contradict each other." in (
        result.output
    )
    warnings = told("check", ours)["warnings"]
    assert "from 121 days apart" in warnings[0]
