"""Which version a case is: the pure part, with chains of any contents."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orderset.batch.history import (
    MARK,
    PublishedBatch,
    checksum_of,
    history_of,
    mark_in,
    published_batches,
)
from orderset.batch.identity import first_id, later_id
from orderset.batch.replacing import OutputFolder, mark_of, stylesheet_of
from orderset.batch.versions import (
    History,
    Version,
    absent_from,
    key_of_case,
    replaced_by,
    versioned,
)
from orderset.delivery import sealed
from orderset.documents.case import Case
from orderset.storage import Access
from tests.unit.documents.judged_cases import worked


CONTENTS = {name: name * 64 for name in "abcd"}


def case_with(content: str, hospital_number: str = "H1", cycle_number: int = 1) -> Case:
    case = worked("C01", hospital_number=hospital_number, cycle_number=cycle_number)
    digest = CONTENTS[content]
    return dataclasses.replace(case, content=digest, document_id=first_id(digest))


def version_of(case: Case, batch: str, *, is_printed: bool = True, **changes: Any) -> Version:
    """Return a case as its batch's manifest tells of it."""
    hospital_number, cycle_number = case.entry.hospital_number, case.entry.cycle_number
    assert hospital_number
    assert cycle_number is not None
    version = Version(
        hospital_number=hospital_number,
        cycle_number=cycle_number,
        number=case.version,
        document_id=case.document_id,
        replaces=case.replaces,
        content=case.content,
        kinds=("labels",) if is_printed else (),
        outcome="ready",
        batch=batch,
        workbook="list.xlsx",
        last_day=dt.date(2026, 12, 9),
    )
    return dataclasses.replace(version, **changes)


def one(case: Case, history: History) -> Case:
    (made,) = versioned([case], history)
    return made


def test_a_cycle_that_nobody_has_seen_is_version_1_with_the_id_of_its_content() -> None:
    case = case_with("a")
    assert one(case, History()) == case
    assert (case.version, case.replaces) == (1, "")


def test_the_same_content_keeps_version_id_and_what_it_replaces() -> None:
    history = History()
    first = one(case_with("a"), history)
    history.add([version_of(first, "1")])
    second = one(case_with("b"), history)
    history.add([version_of(second, "2")])
    assert one(case_with("b"), history) == second
    assert (second.version, second.replaces) == (2, first.document_id)
    assert second.document_id == later_id(case_with("b").document_id, 2, first.document_id)


def test_a_hospital_number_is_the_same_in_capitals_and_another_cycle_is_not() -> None:
    history = History([version_of(case_with("a", "abc1"), "1")])
    assert one(case_with("b", "ABC1"), history).version == 2
    assert one(case_with("b", "ABC1", 2), history).version == 1


def test_what_was_never_printed_is_no_paper_to_replace() -> None:
    history = History([version_of(case_with("a"), "1", is_printed=False)])
    second = one(case_with("b"), history)
    assert (second.version, second.replaces) == (2, "")
    history.add([version_of(second, "2")])
    third = one(case_with("c"), history)
    history.add([version_of(third, "3", is_printed=False)])
    fourth = one(case_with("d"), history)
    assert third.replaces == fourth.replaces == second.document_id
    assert fourth.version == 4


def test_content_that_is_not_known_equals_nothing() -> None:
    history = History([version_of(case_with("a"), "1", content="")])
    nameless = dataclasses.replace(case_with("a"), content="")
    assert one(nameless, history).version == 2


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=12))
def test_there_are_never_two_live_versions_of_a_cycle_with_different_contents(
    turns: list[tuple[str, bool]],
) -> None:
    history = History()
    printed: list[Version] = []
    for turn, (content, is_printed) in enumerate(turns):
        case = one(case_with(content), history)
        again = one(case_with(content), history)
        assert case == again
        version = version_of(case, str(turn), is_printed=is_printed)
        history.add([version])
        if is_printed:
            printed.append(version)
        live = history.live(key_of_case(case))
        assert live
        assert live.content == case.content
        for old in printed:
            is_live = history.heir_of(old) is None
            assert is_live is (old.document_id == live.document_id)
    by_id = {each.document_id: each.content for each in printed}
    assert all(by_id[each.document_id] == each.content for each in printed)
    numbers = {(each.number, each.document_id) for each in printed}
    assert len({number for number, _ in numbers}) == len(numbers)
    earlier = {each.document_id for each in printed}
    assert all(not each.replaces or each.replaces in earlier for each in printed)


def test_papers_are_to_be_pulled_once_and_again_where_the_batch_is_made_again() -> None:
    history = History([version_of(case_with("a"), "1"), version_of(case_with("a"), "1b")])
    second = one(case_with("b"), history)
    (told,) = replaced_by([second], history, "2")
    assert (told.document_id, told.version) == (case_with("a").document_id, 1)
    assert told.batches == ("1", "1b")
    history.add([version_of(second, "2", is_printed=False)])
    assert replaced_by([second], history, "2") == (told,)
    assert replaced_by([second], history, "3") == ()


def test_content_that_was_replaced_before_and_comes_back_is_pointed_out() -> None:
    history = History([version_of(case_with("a"), "1")])
    history.add([version_of(one(case_with("b"), history), "2")])
    third = one(case_with("a"), history)
    (told,) = replaced_by([third], history, "3")
    assert (third.version, told.same_as) == (3, 1)


def test_papers_of_which_no_batch_stands_any_more_are_still_to_be_pulled() -> None:
    lost = version_of(case_with("b"), "2", replaces="OS1-AAAAAAAAAA", number=2)
    history = History([lost])
    unprinted = dataclasses.replace(case_with("b"), version=2, replaces="OS1-AAAAAAAAAA")
    (told,) = replaced_by([unprinted], history, "2")
    assert (told.document_id, told.version, told.batches) == ("OS1-AAAAAAAAAA", 0, ())


def test_who_is_gone_from_a_list_is_told_while_infusions_are_to_come() -> None:
    today = dt.date(2026, 12, 9)
    history = History(
        [
            version_of(case_with("a", "H1"), "1"),
            version_of(case_with("b", "H2"), "1"),
            version_of(case_with("b", "H2"), "2"),
            version_of(case_with("a", "H3"), "1", last_day=dt.date(2026, 12, 8)),
            version_of(case_with("a", "H4"), "1", outcome="withheld"),
            version_of(case_with("a", "H5"), "1", is_printed=False),
            version_of(case_with("a", "H6"), "1", workbook="other.xlsx"),
        ]
    )
    (gone,) = absent_from([case_with("c", "h1")], history, "list.xlsx", today)
    assert (gone.hospital_number, gone.batches) == ("H2", ("1", "2"))


def test_a_batch_with_a_patient_that_cannot_be_read_is_never_replaced_whole() -> None:
    old = version_of(case_with("a"), "1")
    history = History([old])
    history.add([version_of(one(case_with("b"), history), "2")])
    for cycles, is_whole in ((1, True), (2, False)):
        mark = mark_of(PublishedBatch(Path("1"), (old,), cycles), history)
        assert mark
        assert mark["whole"] is is_whole


def test_a_mark_holds_no_identity_and_a_stylesheet_cannot_be_left_by_a_name() -> None:
    old = version_of(case_with("a", "H7777"), "1")
    history = History([old])
    history.add([version_of(one(case_with("b", "H7777"), history), 'a"; } b\\')])
    mark = mark_of(PublishedBatch(Path("1"), (old,), 1), history)
    assert mark
    assert "H7777" not in json.dumps(mark)
    assert 'by a\\"; } b\\\\. Do not' in stylesheet_of(mark)


def test_a_mark_that_was_changed_is_none(tmp_path: Path) -> None:
    mark: dict[str, Any] = {"replaced": [], "batch": "1"}
    (tmp_path / MARK).write_text(json.dumps(mark | {"sha256": checksum_of(mark)}), "utf-8")
    assert mark_in(tmp_path)
    (tmp_path / MARK).write_text(json.dumps(mark | {"sha256": "0" * 64}), "utf-8")
    assert mark_in(tmp_path) is None


def manifest_of(*cases: Case) -> dict[str, Any]:
    return {
        "workbook": {"name": "list.xlsx"},
        "patients": [
            {
                "hospital_number": each.entry.hospital_number,
                "cycle_number": each.entry.cycle_number,
                "version": each.version,
                "replaces": each.replaces or None,
                "document_id": each.document_id,
                "content": each.content,
                "documents": ["labels"],
                "last_day": "2026-12-09",
                "outcome": "ready",
            }
            for each in cases
        ],
    }


def publish(root: Path, name: str, manifest: object) -> None:
    (root / name).mkdir(parents=True)
    content = sealed(manifest) if isinstance(manifest, dict) else json.dumps(manifest).encode()
    (root / name / "manifest.json").write_bytes(content)


def test_history_is_read_from_what_stands(tmp_path: Path) -> None:
    first = case_with("a")
    publish(tmp_path, "1", manifest_of(first))
    folder = OutputFolder(tmp_path, Access.PRIVATE)
    second = one(case_with("b"), folder.history)
    publish(tmp_path, "2", manifest_of(second))
    assert [*folder.published("2", manifest_of(second))] == []
    assert (tmp_path / "1" / "replaced.json").exists()
    read = history_of(published_batches(tmp_path))
    assert one(case_with("b"), read) == second
    assert one(case_with("a"), read).version == 3


def test_what_is_no_batch_or_cannot_be_understood_tells_nothing(tmp_path: Path) -> None:
    publish(tmp_path, ".staging-x", manifest_of(case_with("a")))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").write_text("ours", "utf-8")
    publish(tmp_path, "1", {"patients": [3, {"hospital_number": 3}, {"hospital_number": "H1"}]})
    publish(tmp_path, "2", ["no manifest"])
    broken = manifest_of(case_with("a"))
    broken["patients"][0] |= {"document_id": "x{}", "last_day": "soon"}
    publish(tmp_path, "3", broken)
    assert [each.versions for each in published_batches(tmp_path)] == [(), (), ()]
