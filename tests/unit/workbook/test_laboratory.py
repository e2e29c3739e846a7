import pytest

from orderset.workbook.laboratory import TESTS, LaboratoryTest, folded, laboratory_test, unit_named


@pytest.mark.parametrize("test", TESTS, ids=lambda each: each.key)
def test_every_test_is_found_by_its_name_and_its_other_spellings(test: LaboratoryTest) -> None:
    for name in (test.name, test.name.upper(), f" {test.name}\u200b", *test.aliases):
        assert laboratory_test(name) is test
    assert len(test.ranges) == len(test.units)
    assert not (test.words and test.units)


def test_no_spelling_stands_for_two_tests() -> None:
    spellings = [folded(name) for test in TESTS for name in (test.name, *test.aliases)]
    distinct = {(folded(name), test.key) for test in TESTS for name in (test.name, *test.aliases)}
    assert len({spelling for spelling, _ in distinct}) == len(distinct)
    assert len(spellings) >= len(TESTS)


@pytest.mark.parametrize("name", ["", "Haemoglobin", "Calcium"])
def test_an_unknown_test_is_none(name: str) -> None:
    assert laboratory_test(name) is None


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("umol/L", "µmol/L"),
        ("\u03bcmol/l", "µmol/L"),
        ("MMOL / L", "mmol/L"),
        ("mg/24 h", "mg per 24 h"),
        ("IU/L", "U/L"),
        ("stones", "stones"),
    ],
)
def test_units_are_found_in_their_common_spellings(written: str, unit: str) -> None:
    assert unit_named(written) == unit
