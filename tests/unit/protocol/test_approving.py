"""Writing an approval: into the block, and nowhere else."""

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest

from orderset.errors import SettingsError
from orderset.protocol.approval import Approval, block_sha256
from orderset.protocol.approving import decision_problems, with_approval
from orderset.protocol.loading import default_protocol_bytes, load_protocol, protocol_from_bytes
from tests.approved import DECISION, approved_bytes
from tests.unit.protocol.changed_protocol import SHIPPED


BLOCK = re.compile(r"\[approval\]\n(?:.+\n)+")


def _problems(**changes: Any) -> list[str]:
    decision = dataclasses.replace(DECISION, **changes)
    return [
        *decision_problems(decision, load_protocol().rules, lambda text: text.count("王") * "王")
    ]


def test_no_byte_outside_the_block_is_touched() -> None:
    approved = approved_bytes().decode("utf-8")
    assert BLOCK.sub("", approved) == BLOCK.sub("", SHIPPED)
    (block,) = BLOCK.findall(approved)
    assert block.splitlines()[:5] == [
        "[approval]",
        'committee = "Medicines Committee"',
        'approved_by = ["A Pharmacist, lead pharmacist", "B Consultant, rheumatologist"]',
        "approved_on = 2026-11-30",
        "review_date = 2027-11-30",
    ]


def test_the_block_keeps_the_ending_of_its_lines() -> None:
    content = default_protocol_bytes().replace(b"\n", b"\r\n")
    approved = approved_bytes(content)
    assert approved.count(b"\n") == approved.count(b"\r\n")
    assert protocol_from_bytes(approved).rules.approved is not None


def test_a_later_approval_takes_the_place_of_the_earlier_one() -> None:
    later = dataclasses.replace(DECISION, committee="Trust's “Formulary” Committee \\ A")
    again = with_approval(approved_bytes(), later)
    rules = protocol_from_bytes(again).rules
    assert rules.approved is not None
    assert rules.approved.committee == later.committee
    assert again.count(b"[approval]") == 1


def test_a_block_at_the_end_of_the_file_can_be_filled() -> None:
    """The last line may lack its ending."""
    (block,) = BLOCK.findall(SHIPPED)
    moved = SHIPPED.replace(block, "") + "\n" + block.rstrip()
    assert protocol_from_bytes(approved_bytes(moved.encode())).rules.approved is not None


def test_the_hash_of_a_block_is_the_same_in_every_version_of_the_program() -> None:
    """Another way of writing the block would take every approval away."""
    approval = Approval(
        committee="Medicines “Committee”",
        approved_by=("A. Example, pharmacist", "B. \\ Example, consultant"),
        approved_on=dt.date(2026, 11, 30),
        review_date=dt.date(2027, 11, 30),
        content_sha256="ab" * 32,
    )
    known = "76a667aac8f5451f24666398b6f11f946cc92e9ef51d4a3d502fc5bad0984020"
    assert block_sha256(approval) == known


@pytest.mark.parametrize(
    "block",
    [
        'approval = { committee = "", approved_by = [] }\n\n',
        '[approval]\ncommittee = ""\n\napproved_by = []\n\n',
    ],
)
def test_a_block_that_cannot_be_told_apart_is_not_filled(block: str) -> None:
    text = re.sub(r"# Shipped empty.*\n\[approval\]\n(?:.+\n)+\n", block, SHIPPED)
    with pytest.raises(SettingsError, match="its approval block must be the line"):
        approved_bytes(text.encode("utf-8"))


def test_a_file_that_cannot_be_used_is_not_approved() -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        approved_bytes(b'schema = "orderset/protocol/1"\n')


def test_a_decision_that_is_whole_has_no_problem() -> None:
    assert _problems() == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"committee": " "}, "“ ” must be one line of 1 to 60 letters."),
        ({"committee": "x" * 61}, f"“{'x' * 61}” must be one line of 1 to 60 letters."),
        ({"committee": "Two\nlines"}, "“Two\nlines” must be one line of 1 to 60 letters."),
        ({"committee": "王"}, "“王” has letters that cannot be printed: 王"),
        (
            {"approved_by": ("A. Example",)},
            "“A. Example” must be a name, a comma and the role, as “A. Example, pharmacist”.",
        ),
        (
            {"approved_by": (", pharmacist",)},
            "“, pharmacist” must be a name, a comma and the role, as “A. Example, pharmacist”.",
        ),
        ({"approved_by": ()}, "Name 1 to 4 people who approved it."),
        ({"approved_by": ("A, b",) * 5}, "Name 1 to 4 people who approved it."),
        (
            {"review_by": dt.date(2026, 11, 30)},
            "The review date must come after the date of the approval.",
        ),
        (
            {"review_by": dt.date(2027, 12, 1)},
            (
                "The file itself says review by 30-Nov-2027. Give no later date, or change "
                "review_date in the file before it is approved."
            ),
        ),
    ],
)
def test_a_decision_that_is_not_whole_is_not_written(changes: dict[str, Any], problem: str) -> None:
    assert _problems(**changes) == [problem]


def test_the_longest_names_are_allowed() -> None:
    assert _problems(committee="x" * 60, approved_by=("A" * 57 + ", b",) * 4) == []
