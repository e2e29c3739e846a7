"""The renal equations against the test vectors of clinical.md B6.2."""

from decimal import Decimal
from fractions import Fraction

import pytest

from orderset.dosing.renal import ckd_epi_2021, ckid_u25, cockcroft_gault, schwartz
from orderset.patients.sex import Sex
from orderset.quantities import creatinine_mg_per_dl, creatinine_micromol_per_l, round_half_up


SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}

PRINTED_TO = 0.00005 + 1e-9
"""The vectors have four decimals."""

# height cm, creatinine µmol/L, 36.5 × height ÷ µmol/L
SCHWARTZ = [
    ("76", "22", 126.0909),
    ("88", "25", 128.48),
    ("102", "31", 120.0968),
    ("110", "30", 133.8333),
    ("121", "38", 116.2237),
    ("135", "42", 117.3214),
    ("140", "204", 25.049),
    ("150", "55", 99.5455),
    ("165", "62", 97.1371),
    ("178", "80", 81.2125),
    ("102", "62", 60.0484),
    ("127", "36", 128.7639),
]

# age, sex, height m, creatinine mg/dL, creatinine µmol/L, eGFR
U25 = [
    ("1.0", "M", "0.76", "0.25", "22.1", 108.6106),
    ("1.0", "F", "0.75", "0.25", "22.1", 99.2116),
    ("4.0", "M", "1.02", "0.35", "30.94", 106.6381),
    ("7.5", "F", "1.24", "0.42", "37.128", 102.827),
    ("11.0", "M", "1.2", "0.9", "79.56", 51.5873),
    ("11.0", "F", "1.2", "0.9", "79.56", 47.7513),
    ("11.999", "M", "1.5", "0.6", "53.04", 97.4992),
    ("12.0", "M", "1.5", "0.6", "53.04", 97.5),
    ("12.0", "F", "1.52", "0.6", "53.04", 91.4533),
    ("15.0", "M", "1.6", "1.9", "167.96", 37.4783),
    ("15.0", "F", "1.6", "1.9", "167.96", 32.5462),
    ("17.999", "M", "1.78", "0.9", "79.56", 100.4432),
    ("18.0", "M", "1.78", "0.9", "79.56", 100.4711),
    ("17.999", "F", "1.65", "0.7", "61.88", 97.5297),
    ("18.0", "F", "1.65", "0.7", "61.88", 97.5857),
    ("20.0", "M", "1.81", "2.1", "185.64", 43.7848),
    ("20.0", "F", "1.81", "2.1", "185.64", 35.6829),
    ("25.0", "M", "1.8", "1.0", "88.4", 91.44),
]

# Printed by the page of the equation's authors: age, sex, height m, mg/dL, eGFR to one decimal
U25_PUBLISHED = [
    (11, "M", "1.2", "0.9", "51.6"),
    (11, "F", "1.2", "0.9", "47.8"),
    (15, "M", "1.6", "1.9", "37.5"),
    (15, "F", "1.6", "1.9", "32.5"),
    (20, "M", "1.81", "2.1", "43.8"),
    (20, "F", "1.81", "2.1", "35.7"),
]

# age, sex, kg, creatinine µmol/L, creatinine clearance with 1.23 and 1.04
COCKCROFT_GAULT = [
    (18, "M", "60", "70", 128.6229),
    (18, "F", "55", "60", 116.3067),
    (25, "M", "70", "80", 123.7687),
    (30, "M", "82", "88.4", 125.5045),
    (35, "F", "64", "65", 107.52),
    (45, "F", "58", "229", 25.0236),
    (50, "M", "90", "120", 83.025),
    (60, "M", "72", "150", 47.232),
    (65, "F", "50", "95", 41.0526),
    (40, "F", "58", "176.8", 34.1176),
]

# age, sex, creatinine mg/dL, creatinine µmol/L, eGFR
CKD_EPI = [
    (18, "M", "0.8", "70.72", 131.5583),
    (18, "F", "0.6", "53.04", 133.3475),
    (25, "F", "0.7", "61.88", 123.0109),
    (30, "M", "1.0", "88.4", 103.8363),
    (35, "F", "0.735", "64.974", 109.0201),
    (45, "F", "2.59", "228.956", 22.5986),
    (50, "M", "0.9", "79.56", 104.049),
    (60, "M", "1.7", "150.28", 45.5806),
    (65, "F", "1.07", "94.588", 57.6448),
    (40, "M", "3.0", "265.2", 26.1092),
]


@pytest.mark.parametrize(("height_cm", "micromol", "wanted"), SCHWARTZ)
def test_bedside_schwartz(height_cm: str, micromol: str, wanted: float) -> None:
    """Exact, so that only the vector is rounded."""
    value = schwartz(Decimal(height_cm), Decimal(micromol))
    assert value == Fraction("36.5") * Fraction(height_cm) / Fraction(micromol)
    assert float(value) == pytest.approx(wanted, abs=PRINTED_TO, rel=0)


@pytest.mark.parametrize("vector", U25)
def test_ckid_u25(vector: tuple[str, str, str, str, str, float]) -> None:
    """On both sides of the joins at 12 and 18 years."""
    age, sex, height_m, mg_per_dl, micromol, wanted = vector
    assert creatinine_micromol_per_l(Decimal(mg_per_dl)) == Decimal(micromol)
    value = ckid_u25(Decimal(age), SEXES[sex], 100 * Decimal(height_m), Decimal(micromol))
    assert value == pytest.approx(wanted, abs=PRINTED_TO, rel=0)


@pytest.mark.parametrize(("age", "sex", "height_m", "mg_per_dl", "wanted"), U25_PUBLISHED)
def test_ckid_u25_as_its_authors_print_it(
    age: int, sex: str, height_m: str, mg_per_dl: str, wanted: str
) -> None:
    """To one decimal."""
    micromol = creatinine_micromol_per_l(Decimal(mg_per_dl))
    value = ckid_u25(age, SEXES[sex], 100 * Decimal(height_m), micromol)
    assert round_half_up(Fraction(value), Decimal("0.1")) == Decimal(wanted)


@pytest.mark.parametrize(("age", "sex", "kg", "micromol", "wanted"), COCKCROFT_GAULT)
def test_cockcroft_gault(age: int, sex: str, kg: str, micromol: str, wanted: float) -> None:
    """With actual weight and the constants 1.23 and 1.04."""
    value = cockcroft_gault(age, SEXES[sex], Decimal(kg), Decimal(micromol))
    assert isinstance(value, Fraction)
    assert float(value) == pytest.approx(wanted, abs=PRINTED_TO, rel=0)


@pytest.mark.parametrize(("age", "sex", "mg_per_dl", "micromol", "wanted"), CKD_EPI)
def test_ckd_epi_2021(age: int, sex: str, mg_per_dl: str, micromol: str, wanted: float) -> None:
    """On both sides of kappa."""
    assert creatinine_mg_per_dl(Decimal(micromol)) == Fraction(mg_per_dl)
    value = ckd_epi_2021(age, SEXES[sex], Decimal(micromol))
    assert value == pytest.approx(wanted, abs=PRINTED_TO, rel=0)
