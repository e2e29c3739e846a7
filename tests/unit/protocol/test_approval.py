"""What a committee's approval covers, and when it counts."""

import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest

from orderset.protocol.approval import Standing, content_sha256, parted
from orderset.protocol.loading import (
    LoadedProtocol,
    default_protocol_bytes,
    load_protocol,
    protocol_from_bytes,
    shipped_protocols,
)
from tests.approved import approved_bytes, approved_protocol
from tests.unit.protocol.changed_protocol import SHIPPED, changed


APPROVED = approved_bytes().decode("utf-8")
SAID = "approved on 30-Nov-2026 by Medicines Committee, but "


def _loaded(text: str) -> LoadedProtocol:
    return protocol_from_bytes(text.encode("utf-8"))


def _replaced(old: str, new: str) -> LoadedProtocol:
    assert APPROVED.count(old) == 1
    return _loaded(APPROVED.replace(old, new))


def test_no_protocol_is_shipped_approved() -> None:
    for each in shipped_protocols():
        assert each.rules.approved is None
        assert each.rules.why_not_approved == "the approval block is empty"


def test_an_approval_that_orderset_wrote_counts() -> None:
    rules = approved_protocol().rules
    assert rules.approved is rules.approval_block
    assert rules.why_not_approved == ""
    assert rules.approved is not None
    assert rules.approved.approved_by[0] == "A Pharmacist, lead pharmacist"
    assert rules.approved.approved_on == dt.date(2026, 11, 30)


def test_the_hash_is_that_of_the_file_without_the_block() -> None:
    """Anybody can take it with an editor and sha256sum, before and after the approval."""
    by_hand = re.sub(r"\[approval\]\n(?:.+\n)+", "", SHIPPED)
    expected = hashlib.sha256(by_hand.encode("utf-8")).hexdigest()
    assert content_sha256(default_protocol_bytes()) == expected
    assert content_sha256(APPROVED.encode("utf-8")) == expected
    assert f'content_sha256 = "{expected}"' in APPROVED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cap_mg = { value = 60, unit", "cap_mg = { value = 90, unit"),
        ("No site may exceed it.", "No site may exceed it!"),
        ("# Words on paper.", "# Words on  paper."),
        ('version = "1.0.0"', 'version = "1.0.1"'),
        ("\n[dose]\n", "\n\n[dose]\n"),
        ("review_date = 2027-11-30\nowner", "review_date = 2028-11-30\nowner"),
        ("[findings.untx-rising]\naction", "[findings.untx-rising]\nconfidential = true\naction"),
    ],
)
def test_a_file_that_was_edited_is_no_longer_approved(old: str, new: str) -> None:
    """A figure, a note, a comment, an empty line, whatever stands outside the block."""
    rules = _replaced(old, new).rules
    assert rules.approved is None
    assert rules.why_not_approved == f"{SAID}the file has been changed since"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A Pharmacist,", "C Pharmacist,"),
        ('committee = "Medicines Committee"', 'committee = "Another Committee"'),
        ("approved_on = 2026-11-30", "approved_on = 2026-12-01"),
        ("review_date = 2027-11-30\ncontent", "review_date = 2027-01-30\ncontent"),
    ],
)
def test_a_block_that_was_edited_does_not_count(old: str, new: str) -> None:
    rules = _replaced(old, new).rules
    assert rules.approved is None
    assert rules.why_not_approved.endswith(
        "but names or dates of the approval have been changed since"
    )


def test_another_ending_of_lines_changes_nothing() -> None:
    """A file that went by mail or through another editor says the same."""
    assert _loaded(APPROVED.replace("\n", "\r\n")).rules.approved


def test_a_comment_within_the_block_is_not_what_was_approved() -> None:
    assert _replaced("[approval]\n", "[approval] # minutes, item 4\n").rules.approved


@pytest.mark.parametrize(
    ("committee", "names", "date", "why"),
    [
        ("Committee", '["A. Sample"]', "2026-11-30", "by hand"),
        ("", '["A. Sample"]', "2026-11-30", "is empty"),
        ("Committee", "[]", "2026-11-30", "is empty"),
        ("Committee", '["A. Sample"]', None, "is empty"),
    ],
)
def test_a_block_that_was_filled_by_hand_does_not_count(
    committee: str, names: str, date: str | None, why: str
) -> None:
    """Nothing binds it to the file."""
    text = changed(
        ('committee = ""', f'committee = "{committee}"'),
        ("approved_by = []", f"approved_by = {names}"),
        ("# approved_on = 2026-12-01", f"approved_on = {date}" if date else "#"),
    )
    rules = _loaded(text).rules
    assert rules.approved is None
    assert why in rules.why_not_approved


@pytest.mark.parametrize("key", ["review_date", "content_sha256", "block_sha256"])
def test_a_block_that_lost_a_line_does_not_count(key: str) -> None:
    block = re.search(r"\[approval\]\n(?:.+\n)+", APPROVED)
    assert block
    shorter = re.sub(rf"{key} = .*\n", "", block[0])
    rules = _loaded(APPROVED.replace(block[0], shorter)).rules
    assert "filled by hand" in rules.why_not_approved


def test_a_changed_copy_of_approved_rules_is_not_approved() -> None:
    """What was approved is the file, not what the program makes of it."""
    rules = approved_protocol().rules
    copied = rules.model_copy(update={"title": "Another"})
    assert copied.approved is None
    assert copied.why_not_approved == "the rules were changed after they were read from their file"
    assert rules.approved


def test_rules_that_were_not_held_to_a_file_are_not_approved() -> None:
    rules = approved_protocol().rules
    assert type(rules).model_validate(rules.model_dump(by_alias=True)).approved is None
    assert rules.held_to(APPROVED.encode("utf-8")).approved
    other = changed(("cap_mg = { value = 60, unit", "cap_mg = { value = 90, unit"))
    assert rules.held_to(other.encode("utf-8")).approved is None


def test_the_block_in_the_middle_of_a_text_is_not_taken_for_it() -> None:
    """It is found where it is one, and the text stays covered."""
    hidden = '\n[approval]\ncommittee = ""\napproved_by = []\n\n'
    text = changed(('owner_role = "Lead', f'owner_role = """{hidden}Lead'))
    text = text.replace('paediatric rheumatology"\n', 'paediatric rheumatology"""\n', 1)
    parts = parted(text.encode("utf-8"))
    assert parts
    assert f'"""{hidden}Lead' in parts.before
    assert "medicine" not in parts.block
    approved = approved_bytes(text.encode("utf-8"))
    assert protocol_from_bytes(approved).rules.approved
    other = approved.replace(b"Lead pharmacist", b"Late pharmacist")
    assert protocol_from_bytes(other).rules.approved is None


@pytest.mark.parametrize(
    "block",
    [
        'approval = { committee = "", approved_by = [] }\n\n',
        'approval.committee = ""\napproval.approved_by = []\n\n',
        '["approval"]\ncommittee = ""\napproved_by = []\n\n',
        '[approval]\ncommittee = ""\n\napproved_by = []\n\n',
        '[approval]\ncommittee = ""\napproved_by = [\n\n]\n\n',
    ],
)
def test_a_block_that_is_not_one_run_of_lines_is_not_told_apart(block: str) -> None:
    text = re.sub(r"# Shipped empty.*\n\[approval\]\n(?:.+\n)+\n", block, SHIPPED)
    assert content_sha256(text.encode("utf-8")) == ""
    assert _loaded(text).rules.why_not_approved == "the approval block is empty"


def test_the_earlier_review_date_counts() -> None:
    """A committee may shorten what the file says, and the file what a committee said."""
    assert load_protocol().rules.review_by == dt.date(2027, 11, 30)
    sooner = _replaced("review_date = 2027-11-30\ncontent", "review_date = 2027-01-30\ncontent")
    assert sooner.rules.review_by == dt.date(2027, 1, 30)
    later = _replaced("review_date = 2027-11-30\ncontent", "review_date = 2029-01-30\ncontent")
    assert later.rules.review_by == dt.date(2027, 11, 30)


def test_every_reason_is_one_of_those_that_are_known() -> None:
    assert len(Standing) == 6


def test_no_other_room_reads_what_stands_in_the_block() -> None:
    """Whether a protocol is approved is asked of one property alone."""
    package = Path(__file__).parents[3] / "orderset"
    reading = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if "approval_block" in path.read_text("utf-8")
    }
    assert reading == {"protocol"}
