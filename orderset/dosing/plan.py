"""What is computed for one patient's cycle: infusions, renal function, findings, working.

Values only. Every number is exact or was rounded once by the rule that made it; the unit is in
the name. Field names are those of ``record.json``.
"""

import dataclasses
import datetime as dt
import enum
from decimal import Decimal
from fractions import Fraction

from orderset.findings import Finding
from orderset.patients.patient import Result


@dataclasses.dataclass(frozen=True, slots=True)
class Infusion:
    """One day's dose: one bag, one label.

    ``creatinine_limit_micromol_per_l`` is the whole number above which this day's infusion must
    not be given; None where no baseline is known.
    """

    day: int
    date: dt.date
    mg_per_kg: Decimal
    calculated_mg: Decimal
    capped: bool
    cap_mg: Decimal
    dose_mg: Decimal
    concentrate_ml: Decimal
    drawn_up_ml: Decimal
    delivered_mg: Decimal
    deviation_percent: Decimal
    vials: int
    waste_mg: Decimal
    bag_ml: Decimal
    concentration_mg_per_ml: Decimal
    duration_h: Decimal
    rate_ml_per_h: Decimal
    rate_mg_per_h: Decimal
    maximum_rate_ml_per_h: Decimal
    cumulative_mg_per_kg: Decimal
    creatinine_limit_micromol_per_l: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Cycle:
    """The cycle as a whole and its place in the year."""

    total_mg: Decimal
    total_mg_per_kg: Decimal
    cumulative_mg_per_kg_before: Decimal
    days_within_limit: int
    residual_mg_per_kg: Decimal | None
    earliest_full_cycle_on: dt.date | None
    interval_days: int | None
    earliest_by_interval_on: dt.date | None
    previous_cycle_day_1: dt.date | None


class RenalEquation(enum.StrEnum):
    """Which estimate decides: eGFR is per 1.73 m², creatinine clearance is not."""

    SCHWARTZ = "schwartz"
    COCKCROFT_GAULT = "cockcroft-gault"


@dataclasses.dataclass(frozen=True, slots=True)
class Renal:
    """Renal function. Exact fractions where the equation allows, floats for U25 and CKD-EPI.

    ``decisive`` is the value that limits are compared with, None under one year of age or
    without a creatinine.
    """

    creatinine: Result | None
    baseline: Result | None
    baseline_is_current: bool
    egfr_schwartz_ml_per_min_per_1_73m2: Fraction | None
    crcl_cockcroft_gault_ml_per_min: Fraction | None
    egfr_ckid_u25_ml_per_min_per_1_73m2: float | None
    egfr_ckd_epi_2021_ml_per_min_per_1_73m2: float | None
    creatinine_percent_of_baseline: Fraction | None
    decisive_equation: RenalEquation | None
    decisive: Fraction | None


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One line of the working, for the second checker.

    ``inputs`` and ``rule`` say what goes in and what is done with it; ``unrounded`` and ``result``
    are both printed; ``source`` is the citation. All are formatted, with units.
    """

    step: str
    inputs: str
    rule: str
    unrounded: str
    result: str
    source: str

    @property
    def text(self) -> str:
        """The whole line in one sentence."""
        before = f" = {self.unrounded}" if self.unrounded else ""
        return f"{self.inputs}{before}; {self.rule}: {self.result}"


class Status(enum.StrEnum):
    """Where a monitoring item stands on day 1."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    ASK = "ask"


@dataclasses.dataclass(frozen=True, slots=True)
class MonitoringItem:
    """One item of the schedule on day 1.

    ``last`` is the newest result on or before day 1. ``next_due_on`` is the day the next one is
    due. ``ASK`` items have no data in the workbook: somebody asks and ticks.
    """

    key: str
    label: str
    schedule: str
    last: Result | None
    status: Status
    next_due_on: dt.date | None
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class PainScore:
    """Pain on the visual analogue scale, 0 to 10, on one day."""

    on: dt.date
    vas: Decimal


@dataclasses.dataclass(frozen=True, slots=True)
class Monitoring:
    """The schedule, the pain scores in order, the markers in order, and prompts that apply."""

    items: tuple[MonitoringItem, ...]
    pain: tuple[PainScore, ...]
    creatinine: tuple[Result, ...]
    untx: tuple[Result, ...]
    prompts: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class CyclePlan:
    """Everything computed for one patient's cycle.

    A plan under a withhold or refer finding is arithmetic to check, never to print as an order.
    """

    infusions: tuple[Infusion, ...]
    cycle: Cycle
    renal: Renal
    findings: tuple[Finding, ...]
    working: tuple[Step, ...]
    monitoring: Monitoring
