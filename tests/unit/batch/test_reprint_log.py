"""The log of reprints: each line as it was written, in its place, and counting on."""

import itertools
import json

import pytest

from orderset.batch.reprint_log import Reprint, ReprintLog, log_of


PAPER = ["OS1-7F3A9C21B4-L2"]


def written(*papers: list[str]) -> ReprintLog:
    """Return a log with a line for each of these."""
    log = ReprintLog(())
    for place, each in enumerate(papers or (PAPER, PAPER, ["OS1-7F3A9C21B4-O"]), start=1):
        entry = Reprint(
            entry=place,
            at="2026-12-07T07:15:00+00:00",
            user="ward3",
            folder="patients/H1-c1",
            document="labels",
            days=[2],
            papers=each,
            number=log.next_number(each),
            reason="torn at the printer – “twice”",
            file=f"reprints/{place:04}-labels.pdf",
            pages=1,
            pdf_sha256="ab" * 32,
            remarks=[],
            line_before_sha256=log.last_sha256,
        )
        log = ReprintLog((*log.entries, entry))
    return log


def test_a_log_reads_back_and_each_paper_has_its_own_count() -> None:
    log = written(PAPER, PAPER, ["OS1-7F3A9C21B4-O"], PAPER)
    read = log_of(log.content)
    assert read.wrong == ""
    assert [each.number for each in read.entries] == [1, 2, 1, 3]
    assert read.content == log.content
    assert log_of(b"") == ReprintLog(())


def test_labels_printed_together_count_on_from_the_one_that_was_printed_most_often() -> None:
    all_labels = [f"OS1-7F3A9C21B4-L{day}" for day in (1, 2, 3)]
    assert [each.number for each in written(PAPER, PAPER, all_labels).entries] == [1, 2, 3]


def test_any_byte_that_is_changed_is_found() -> None:
    content = written().content
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        read = log_of(bytes(changed))
        assert read.wrong, place
        assert len(read.entries) <= content[:place].count(b"\n")


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))][1:])
def test_lines_in_another_order_are_found(order: tuple[int, ...]) -> None:
    lines = written().content.splitlines(keepends=True)
    assert log_of(b"".join(lines[each] for each in order)).wrong


@pytest.mark.parametrize("missing", [0, 1])
def test_a_line_that_was_taken_out_is_found(missing: int) -> None:
    lines = written().content.splitlines(keepends=True)
    del lines[missing]
    assert log_of(b"".join(lines)).wrong == f"line {missing + 1} does not follow the one before"


def test_a_line_that_does_not_count_on_is_found() -> None:
    """A forged line may have the right hashes; the number of the paper tells."""
    first, second, _ = written().entries
    forged = second.model_copy(update={"number": 1})
    log = log_of(first.line + forged.line)
    assert log.wrong == "line 2 does not count on"
    assert [each.line for each in log.entries] == [first.line]


@pytest.mark.parametrize("half", [10, 200])
def test_half_a_line_is_found(half: int) -> None:
    assert log_of(written().content[:-half]).wrong == "line 3 is not as it was written"


def test_what_is_no_line_of_ours_is_found() -> None:
    assert log_of(b"[]\n").wrong == "line 1 is not as it was written"
    assert log_of(b"\xff\n").wrong == "line 1 is not as it was written"
    told = json.loads(written().entries[0].line)
    assert log_of(json.dumps(told).encode() + b"\n").wrong == "line 1 is not as it was written"
