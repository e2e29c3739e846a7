"""Exact quantities: the only place that rounds numbers or converts units.

Inputs are decimals as they were typed. Unrounded intermediate values are fractions, because
a quotient such as 27.5 mg ÷ 27.6 kg has no finite decimal form and a limit must be compared
exactly. A value is rounded once, to a decimal, when it becomes a dose, a volume, a rate or print.
"""

import math
from decimal import Decimal
from fractions import Fraction


Exact = Decimal | Fraction | int
"""A number without rounding error."""

MICROMOL_PER_L_PER_MG_PER_DL_CREATININE = Decimal("88.4")
"""Creatinine: 1 mg/dL is 88.4 µmol/L. Source: clinical.md B6.1 (F23, F24)."""

NMOL_PER_L_PER_NG_PER_ML_VITAMIN_D = Decimal("2.496")
"""25-OH vitamin D: 1 ng/mL is 2.496 nmol/L. Source: clinical.md A3 and B10.4."""

MG_PER_DL_PER_MMOL_PER_L_CALCIUM = Decimal("4.0078")
"""Calcium: 1 mmol/L is 4.0078 mg/dL. Source: standard atomic weight of calcium, 40.078 (IUPAC)."""


def round_half_up(value: Exact, step: Decimal) -> Decimal:
    """Round to the nearest multiple of ``step``; a half goes up.

    Example:
        >>> round_half_up(Fraction(8, 3), Decimal("0.1"))
        Decimal('2.7')
        >>> round_half_up(Decimal("1.25"), Decimal("0.1"))
        Decimal('1.3')
    """
    return math.floor(Fraction(value) / Fraction(step) + Fraction(1, 2)) * step


def round_down(value: Exact, step: Decimal) -> Decimal:
    """Round down to a multiple of ``step``.

    Example:
        >>> round_down(Decimal("23.3"), Decimal("0.5"))
        Decimal('23.0')
    """
    return math.floor(Fraction(value) / Fraction(step)) * step


def round_up(value: Exact, step: Decimal) -> Decimal:
    """Round up to a multiple of ``step``.

    Example:
        >>> round_up(Fraction(55, 20), Decimal("0.5"))
        Decimal('3.0')
    """
    return math.ceil(Fraction(value) / Fraction(step)) * step


def plain(value: Decimal) -> str:
    """Write a number for people and records: no exponent, no trailing zero, a leading zero.

    Example:
        >>> plain(Decimal("60.0")), plain(Decimal("0.160")), plain(Decimal("1E+3"))
        ('60', '0.16', '1000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value: Decimal) -> str:
    """Write a number for paper: as ``plain``, with a comma in thousands.

    Source: printing.md LBL-12 to LBL-14.

    Example:
        >>> printed(Decimal("1000.0")), printed(Decimal("0.5"))
        ('1,000', '0.5')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def creatinine_micromol_per_l(mg_per_dl: Decimal) -> Decimal:
    """Convert a creatinine from mg/dL to µmol/L, exactly.

    Example:
        >>> creatinine_micromol_per_l(Decimal("0.42"))
        Decimal('37.128')
    """
    return mg_per_dl * MICROMOL_PER_L_PER_MG_PER_DL_CREATININE


def creatinine_mg_per_dl(micromol_per_l: Exact) -> Fraction:
    """Convert a creatinine from µmol/L to mg/dL, exactly.

    Example:
        >>> creatinine_mg_per_dl(Decimal("44.2"))
        Fraction(1, 2)
    """
    return Fraction(micromol_per_l) / Fraction(MICROMOL_PER_L_PER_MG_PER_DL_CREATININE)


def vitamin_d_nmol_per_l(ng_per_ml: Decimal) -> Decimal:
    """Convert a 25-OH vitamin D from ng/mL to nmol/L, exactly.

    Example:
        >>> vitamin_d_nmol_per_l(Decimal("20"))
        Decimal('49.920')
    """
    return ng_per_ml * NMOL_PER_L_PER_NG_PER_ML_VITAMIN_D


def calcium_mmol_per_l(mg_per_dl: Decimal) -> Fraction:
    """Convert a calcium from mg/dL to mmol/L, exactly.

    Example:
        >>> round_half_up(calcium_mmol_per_l(Decimal("9.5")), Decimal("0.01"))
        Decimal('2.37')
    """
    return Fraction(mg_per_dl) / Fraction(MG_PER_DL_PER_MMOL_PER_L_CALCIUM)
