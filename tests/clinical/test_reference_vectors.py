"""The renal equations of the independent reference against the test vectors of clinical.md B6.2.

Body surface area and de-indexing are not checked: the reference does not compute them, nor does A2.
"""

from fractions import Fraction

import pytest

from tests.reference import naive


SEXES = {"M": "Male", "F": "Female"}

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

# age, sex, height m, creatinine mg/dL, creatinine µmol/L, k, eGFR
U25 = [
    (1.0, "M", "0.76", "0.25", "22.1", 35.727181, 108.6106),
    (1.0, "F", "0.75", "0.25", "22.1", 33.070545, 99.2116),
    (4.0, "M", "1.02", "0.35", "30.94", 36.591512, 106.6381),
    (7.5, "F", "1.24", "0.42", "37.128", 34.828503, 102.827),
    (11.0, "M", "1.2", "0.9", "79.56", 38.690476, 51.5873),
    (11.0, "F", "1.2", "0.9", "79.56", 35.813492, 47.7513),
    (11.999, "M", "1.5", "0.6", "53.04", 38.999689, 97.4992),
    (12.0, "M", "1.5", "0.6", "53.04", 39.0, 97.5),
    (12.0, "F", "1.52", "0.6", "53.04", 36.1, 91.4533),
    (15.0, "M", "1.6", "1.9", "167.96", 44.505479, 37.4783),
    (15.0, "F", "1.6", "1.9", "167.96", 38.64863, 32.5462),
    (17.999, "M", "1.78", "0.9", "79.56", 50.785909, 100.4432),
    (18.0, "M", "1.78", "0.9", "79.56", 50.8, 100.4711),
    (17.999, "F", "1.65", "0.7", "61.88", 41.37625, 97.5297),
    (18.0, "F", "1.65", "0.7", "61.88", 41.4, 97.5857),
    (20.0, "M", "1.81", "2.1", "185.64", 50.8, 43.7848),
    (20.0, "F", "1.81", "2.1", "185.64", 41.4, 35.6829),
    (25.0, "M", "1.8", "1.0", "88.4", 50.8, 91.44),
]

# Printed by the shinyapps page of the equation's authors: age, sex, height m, mg/dL, eGFR to 1 dp
U25_SHINYAPPS = [
    (11.0, "M", "1.2", "0.9", 51.6),
    (11.0, "F", "1.2", "0.9", 47.8),
    (15.0, "M", "1.6", "1.9", 37.5),
    (15.0, "F", "1.6", "1.9", 32.5),
    (20.0, "M", "1.81", "2.1", 43.8),
    (20.0, "F", "1.81", "2.1", 35.7),
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

# The vectors are printed to four decimals (k to six).
FOUR_DECIMALS = 0.00005 + 1e-9
SIX_DECIMALS = 0.0000005 + 1e-12


@pytest.mark.parametrize(("height_cm", "umol", "want"), SCHWARTZ)
def test_bedside_schwartz(height_cm: str, umol: str, want: float) -> None:
    got = naive.bedside_schwartz(Fraction(height_cm), Fraction(umol))
    assert float(got) == pytest.approx(want, abs=FOUR_DECIMALS, rel=0)


@pytest.mark.parametrize("vector", U25)
def test_ckid_u25(vector: tuple[float, str, str, str, str, float, float]) -> None:
    age, sex, height_m, mg_dl, umol, k, want = vector
    assert Fraction(mg_dl) * naive.UMOL_PER_MG_DL == Fraction(umol)
    assert naive.ckid_u25_k(age, SEXES[sex]) == pytest.approx(k, abs=SIX_DECIMALS, rel=0)
    got = naive.ckid_u25(age, SEXES[sex], float(Fraction(height_m) * 100), float(umol))
    assert got == pytest.approx(want, abs=FOUR_DECIMALS, rel=0)


@pytest.mark.parametrize(("age", "sex", "height_m", "mg_dl", "want"), U25_SHINYAPPS)
def test_ckid_u25_published_values(
    age: float, sex: str, height_m: str, mg_dl: str, want: float
) -> None:
    umol = Fraction(mg_dl) * naive.UMOL_PER_MG_DL
    got = naive.ckid_u25(age, SEXES[sex], float(Fraction(height_m) * 100), float(umol))
    assert naive.out(Fraction(got), 1) == want


@pytest.mark.parametrize(("age", "sex", "kg", "umol", "want"), COCKCROFT_GAULT)
def test_cockcroft_gault(age: int, sex: str, kg: str, umol: str, want: float) -> None:
    got = naive.cockcroft_gault(age, SEXES[sex], Fraction(kg), Fraction(umol))
    assert float(got) == pytest.approx(want, abs=FOUR_DECIMALS, rel=0)


@pytest.mark.parametrize(("age", "sex", "mg_dl", "umol", "want"), CKD_EPI)
def test_ckd_epi_2021(age: int, sex: str, mg_dl: str, umol: str, want: float) -> None:
    assert Fraction(mg_dl) * naive.UMOL_PER_MG_DL == Fraction(umol)
    got = naive.ckd_epi_2021(age, SEXES[sex], float(umol))
    assert got == pytest.approx(want, abs=FOUR_DECIMALS, rel=0)
