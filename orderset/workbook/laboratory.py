"""The tests that the Results sheet knows: names, units, words and the spellings of exports.

A test name or unit that a laboratory export spells differently is an alias here and nowhere
else. Source: contract.md section 1.
"""

import dataclasses
import unicodedata
from decimal import Decimal


@dataclasses.dataclass(frozen=True, slots=True)
class LaboratoryTest:
    """One test.

    It is answered with a number in one of ``units`` (the first is the test's own, to which the
    others are converted), with one of ``words``, or with free words when both are empty.
    ``ranges`` bound what can be a result at all, for each unit in order.
    """

    key: str
    name: str
    units: tuple[str, ...] = ()
    ranges: tuple[tuple[Decimal, Decimal], ...] = ()
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unit_required: bool = True

    @property
    def is_number(self) -> bool:
        """Whether the test is answered with a number."""
        return bool(self.ranges)


def _upto(*limits: str) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(0), Decimal(limit)) for limit in limits)


TESTS = (
    LaboratoryTest(
        "creatinine",
        "Creatinine",
        ("µmol/L", "mg/dL"),
        _upto("100000", "100000"),
        aliases=("Creat", "Serum creatinine", "Plasma creatinine", "CREA"),
    ),
    LaboratoryTest(
        "adjusted_calcium",
        "Adjusted calcium",
        ("mmol/L", "mg/dL"),
        _upto("100", "100"),
        aliases=("Corrected calcium", "Adj calcium", "Adj Ca", "Calcium (adjusted)"),
    ),
    LaboratoryTest(
        "phosphate", "Phosphate", ("mmol/L",), _upto("10"), aliases=("PO4", "Inorganic phosphate")
    ),
    LaboratoryTest("magnesium", "Magnesium", ("mmol/L",), _upto("10"), aliases=("Mg",)),
    LaboratoryTest("sodium", "Sodium", ("mmol/L",), _upto("250"), aliases=("Na",)),
    LaboratoryTest("potassium", "Potassium", ("mmol/L",), _upto("20"), aliases=("K",)),
    LaboratoryTest(
        "alkaline_phosphatase",
        "Alkaline phosphatase",
        ("U/L",),
        _upto("10000"),
        aliases=("ALP", "Alk phos"),
    ),
    LaboratoryTest(
        "vitamin_d",
        "Vitamin D (25-OH)",
        ("nmol/L", "ng/mL"),
        _upto("1000", "400"),
        aliases=("25OHD", "25-OH vitamin D", "25-hydroxyvitamin D", "Vitamin D", "Vit D"),
    ),
    LaboratoryTest(
        "urine_albumin_creatinine",
        "Urine albumin:creatinine",
        ("mg/mmol",),
        _upto("5000"),
        aliases=("ACR", "Urine ACR", "Albumin creatinine ratio", "Albumin:creatinine ratio"),
    ),
    LaboratoryTest(
        "urine_protein_24h",
        "Urine protein 24 h",
        ("mg per 24 h",),
        _upto("50000"),
        aliases=("24 h urine protein", "Urine protein 24h"),
    ),
    LaboratoryTest(
        "urine_ntx_creatinine",
        "Urine NTX:creatinine",
        ("nmol BCE/mmol",),
        _upto("10000"),
        aliases=("uNTX/uCr", "Urine NTX", "NTX:creatinine"),
    ),
    LaboratoryTest(
        "pregnancy_test",
        "Pregnancy test",
        words=("Negative", "Positive"),
        aliases=("Urine hCG", "hCG"),
    ),
    LaboratoryTest("imaging", "Imaging", aliases=("MRI", "Whole-body MRI", "WBMRI")),
    LaboratoryTest("dental_review", "Dental review", aliases=("Dental",)),
    LaboratoryTest(
        "pain_vas",
        "Pain VAS",
        ("0-10",),
        _upto("10"),
        aliases=("VAS", "Pain VAS (0-10)"),
        unit_required=False,
    ),
)

UNIT_ALIASES = {
    "umol/l": "µmol/L",
    "micromol/l": "µmol/L",
    "micromoles/l": "µmol/L",
    "μmol/l": "µmol/L",
    "mg/24h": "mg per 24 h",
    "mg/24 h": "mg per 24 h",
    "iu/l": "U/L",
    "nmolbce/mmol": "nmol BCE/mmol",
    "0 to 10": "0-10",
}


def folded(text: str) -> str:
    """Fold a heading, a test name or a unit for comparison.

    Case, white space, invisible characters and compatibility forms do not count.

    Example:
        >>> folded("  Hospital\u00a0Number\u200b ")
        'hospitalnumber'
    """
    kept = (
        c
        for c in unicodedata.normalize("NFKC", text)
        if not c.isspace() and unicodedata.category(c) != "Cf"
    )
    return "".join(kept).casefold()


def all_units() -> tuple[str, ...]:
    """Return every unit of every test, each once, in the order of the tests."""
    return tuple(dict.fromkeys(unit for test in TESTS for unit in test.units))


_BY_NAME = {folded(each): test for test in reversed(TESTS) for each in (test.name, *test.aliases)}
_BY_UNIT = {folded(each): each for each in all_units()} | {
    folded(alias): name for alias, name in UNIT_ALIASES.items()
}


def laboratory_test(name: str) -> LaboratoryTest | None:
    """Return the test with this name or alias, however it is spelled, or None."""
    return _BY_NAME.get(folded(name))


def unit_named(unit: str) -> str:
    """Return the unit in its standard spelling; an unknown unit is returned as it is."""
    return _BY_UNIT.get(folded(unit), unit)
