"""The paths given: nothing that may be a list is passed over silently, no link is followed."""

import os
import socket
from pathlib import Path

import pytest

from orderset.batch import inputs as inputs_module
from orderset.batch.folder import Entry
from orderset.batch.inputs import Inputs, inputs_of


def touched(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode())


def codes(inputs: Inputs) -> list[str]:
    return [found.code for judged in inputs.refused for found in judged.findings]


@pytest.mark.parametrize(
    "name",
    ["a.xlsx", "A.XLSX", "a.xlsm", "a.xls", "a.xlsb", "a.csv", "a.ods", "a.html", "a.numbers"],
)
def test_whatever_may_be_a_list_is_taken_from_a_folder(tmp_path: Path, name: str) -> None:
    touched(tmp_path, name)
    assert [each.name for each in inputs_of([tmp_path]).workbooks] == [name]


@pytest.mark.parametrize("name", ["site.toml", "notes.pdf", "~$a.xlsx", ".a.xlsx", "Thumbs.db"])
def test_what_is_passed_over_is_named_to_people_and_counted_in_the_log(
    tmp_path: Path, name: str
) -> None:
    touched(tmp_path, "list.xlsx", name)
    inputs = inputs_of([tmp_path])
    assert [each.name for each in inputs.workbooks] == ["list.xlsx"]
    assert any(name in line for line in inputs.told)
    assert any("1 × " in line for line in inputs.counts)
    assert not any(name in line for line in inputs.counts)


def test_a_folder_inside_is_told_and_not_gone_into(tmp_path: Path) -> None:
    touched(tmp_path / "old", "list.xlsx")
    inputs = inputs_of([tmp_path])
    assert (inputs.workbooks, inputs.refused) == ((), ())
    assert inputs.told == (f"Not read in {tmp_path.name}: old (folder).",)


def test_a_folder_with_the_name_of_a_list_gets_a_list_s_answer(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").mkdir()
    assert [each.name for each in inputs_of([tmp_path]).workbooks] == ["list.xlsx"]


def test_a_pipe_and_a_socket_with_the_name_of_a_list_get_its_answer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.xlsx"))
        taken = inputs_of([tmp_path]).workbooks
    assert [each.name for each in taken] == ["pipe.xlsx", "socket.xlsx"]


@pytest.mark.parametrize("target", ["../outside.xlsx", "/dev/zero", "nowhere.xlsx", "link.xlsx"])
def test_a_link_in_a_folder_is_refused_wherever_it_leads_out(tmp_path: Path, target: str) -> None:
    touched(tmp_path, "outside.xlsx")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "link.xlsx").symlink_to(target)
    inputs = inputs_of([folder])
    assert (inputs.workbooks, codes(inputs)) == ((), ["workbook-is-a-link"])


def test_a_link_to_a_neighbour_is_told_and_the_file_read_once(tmp_path: Path) -> None:
    touched(tmp_path, "list.xlsx")
    (tmp_path / "today.xlsx").symlink_to("list.xlsx")
    inputs = inputs_of([tmp_path])
    assert ([each.name for each in inputs.workbooks], codes(inputs)) == (["list.xlsx"], [])
    assert inputs.told == (f"Not read in {tmp_path.name}: today.xlsx (link).",)


def test_a_link_that_is_given_is_the_users_choice_and_said(tmp_path: Path) -> None:
    touched(tmp_path, "list.xlsx")
    link = tmp_path / "today.xlsx"
    link.symlink_to("list.xlsx")
    inputs = inputs_of([link])
    assert inputs.workbooks == (tmp_path / "list.xlsx",)
    assert inputs.told == ("today.xlsx is a link; what it leads to is read.",)


def test_one_file_given_by_several_paths_is_read_once_and_said(tmp_path: Path) -> None:
    touched(tmp_path, "list.xlsx")
    (tmp_path / "hard.xlsx").hardlink_to(tmp_path / "list.xlsx")
    (tmp_path / "soft.xlsx").symlink_to("list.xlsx")
    detour = tmp_path / ".." / tmp_path.name / "list.xlsx"
    inputs = inputs_of([tmp_path / "list.xlsx", detour, tmp_path / "hard.xlsx", tmp_path])
    assert inputs.workbooks == (tmp_path / "list.xlsx",)
    assert inputs.told[:2] == (
        "list.xlsx is the same file as list.xlsx: it is read once.",
        "hard.xlsx is the same file as list.xlsx: it is read once.",
    )


def test_a_folder_that_cannot_be_listed_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> tuple[Entry, ...]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(inputs_module, "entries_of", refused)
    assert codes(inputs_of([tmp_path])) == ["folder-unreadable"]


@pytest.mark.parametrize("lock", ["~$list.xlsx", ".~lock.list.xlsx#"])
def test_a_workbook_that_is_open_is_read_as_last_saved_and_told(tmp_path: Path, lock: str) -> None:
    touched(tmp_path, "list.xlsx", lock)
    inputs = inputs_of([tmp_path])
    assert [each.name for each in inputs.workbooks] == ["list.xlsx"]
    assert inputs.told[0].startswith("list.xlsx is open in a spreadsheet program;")


@pytest.mark.parametrize("name", ["a" * 300 + ".xlsx", "nul\0byte.xlsx", "nowhere.xlsx"])
def test_a_path_that_cannot_be_looked_at_is_left_to_reading(tmp_path: Path, name: str) -> None:
    assert inputs_of([tmp_path / name]).workbooks == (tmp_path / name,)


def test_names_that_act_on_a_terminal_are_told_escaped(tmp_path: Path) -> None:
    (tmp_path / "a\nb\x1b[31m.pdf").write_bytes(b"")
    (tmp_path / os.fsdecode(b"c\xff.pdf")).write_bytes(b"")
    (told,) = inputs_of([tmp_path]).told
    assert "a<U+000A>b<U+001B>[31m.pdf" in told
    assert "c<U+DCFF>.pdf" in told
