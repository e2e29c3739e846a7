import errno

import pytest

from orderset.errors import StorageError, UnfitMachineError, places, surroundings_at_fault


def _raised() -> ValueError:
    try:
        int("Testcase, Amelia")
    except ValueError as error:
        return error
    raise AssertionError


def test_a_defect_is_named_by_class_and_place_only() -> None:
    told = places(_raised())
    assert told.startswith("ValueError at test_errors.py:")
    assert "Testcase" not in told


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), UnfitMachineError),
        (ImportError("failed to map segment", name="_imaging"), UnfitMachineError),
        (OSError(errno.EMFILE, "Too many open files"), UnfitMachineError),
        (OSError(errno.ENOSPC, "No space left on device"), StorageError),
    ],
)
def test_faults_of_the_surroundings(error: Exception, kind: type[Exception]) -> None:
    assert type(surroundings_at_fault(error)) is kind


@pytest.mark.parametrize("error", [KeyError("x"), OSError(errno.ENOENT, "No such file"), OSError()])
def test_what_is_not_known_to_be_the_machine_s_fault_is_ours(error: Exception) -> None:
    assert surroundings_at_fault(error) is None
