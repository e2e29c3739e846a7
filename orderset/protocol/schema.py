"""The shape of a protocol file: every figure with its unit and its source.

pydantic checks what comes in; unknown keys are refused, numbers are exact decimals. What one
field alone cannot show (bands without gap, citations that resolve) is proved in ``checking``.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from orderset.findings import Action
from orderset.protocol.approval import Approval, Standing, standing, why_not
from orderset.protocol.figures import (
    Date,
    Figure,
    FigureByAge,
    Figures,
    Number,
    Part,
    Sources,
    Text,
)


WholeDays = Annotated[int, Field(strict=True, ge=0)]


class Line(Part):
    """One line of words for paper."""

    text: Text
    source: Sources


class Prompt(Line):
    """A question on the checklist, and for which patients it is asked."""

    when: Literal["always", "later-cycle", "recurrence"]


class Source(Part):
    """What a citation resolves to."""

    title: Text
    date: Text
    locator: Text


class Presentation(Part):
    """A vial: strength in mg per mL, content in mg and mL."""

    strength_mg_per_ml: Number
    vial_mg: Number
    vial_ml: Number
    source: Sources


class Medicine(Part):
    """The medicine and its words.

    ``never_written`` are other names of it, brands and abbreviations: none may stand on paper
    among our own words. One in capitals is an abbreviation, and is found in capitals only.
    """

    name: Text
    never_written: tuple[Text, ...] = ()
    route: Text
    diluent: Text
    diluent_source: Sources
    doses_are_stated_as: Text
    presentations: Annotated[tuple[Presentation, ...], Field(min_length=1)]


class Dose(Part):
    """How the dose of one infusion is found.

    ``first_infusion_factor`` lowers day 1 of cycle 1, dose and cap, once: ``always``, or where the
    site's settings turn it on (``by-site``).
    """

    infusions: Figure
    mg_per_kg: FigureByAge
    cap_mg: Figure
    absolute_cap_mg: Figure
    rounding_step_mg: Figure
    first_infusion_factor: Figure
    first_infusion_lowered: Literal["by-site", "always"] = "by-site"
    deviation_caution_percent: Figure


class ConcentrationLimit(Part):
    """Highest concentration in the bag for an age band, in completed years."""

    from_years: Number
    below_years: Number | None = None
    mg_per_ml: Number
    source: Sources
    note: str = ""


class Preparation(Part):
    """How a dose becomes a bag."""

    draw_up_step_ml: Figure
    bag_sizes_ml: Figures
    fluid_caution_ml_per_kg: Figure
    concentration_limits: Annotated[tuple[ConcentrationLimit, ...], Field(min_length=1)]
    expiry_h: Figure


class InfusionRules(Part):
    """How long a bag runs."""

    minimum_h: Figure
    maximum_rate_mg_per_h: Figure
    impaired_rate_mg_per_h: Figure
    severe_minimum_h: Figure
    severe_refer_above_h: Figure
    rounding_step_h: Figure


class RenalBand(Part):
    """Which equation decides in an age band, in completed years."""

    from_years: Number
    below_years: Number | None = None
    equation: Literal["none", "schwartz", "cockcroft-gault"]
    source: Sources


class RenalRules(Part):
    """Limits of renal function and the equations they are compared with."""

    impaired_below: Figure
    severe_below: Figure
    equations: Annotated[tuple[RenalBand, ...], Field(min_length=1)]


class CumulativeRules(Part):
    """The limit over a rolling window."""

    limit_mg_per_kg: Figure
    window_days: Figure


class IntervalRules(Part):
    """How far apart cycles stand, day 1 to day 1; the age is that on the later one."""

    minimum_days: FigureByAge
    maximum_days: FigureByAge
    cycles_note_above: Figure
    treatment_note_above_months: Figure


class Validity(Part):
    """How old a measurement may be on day 1."""

    creatinine_missing_days: Figure
    creatinine_days: Figure
    calcium_days: Figure
    vitamin_d_first_cycle_days: Figure
    vitamin_d_later_days: Figure
    albuminuria_days: Figure
    weight_days: Figure
    height_days: Figure
    pregnancy_test_days: Figure
    authorisation_days: Figure


class DeteriorationRules(Part):
    """When creatinine has risen too far."""

    baseline_limit_percent: Figure
    rise_normal_baseline_micromol_per_l: Figure
    rise_abnormal_baseline_micromol_per_l: Figure
    normal_baseline_below_micromol_per_l: Figure
    acute_ratio: Figure
    acute_rise_micromol_per_l: Figure
    acute_rise_days: Figure


class BloodRules(Part):
    """Limits of other results."""

    calcium_withhold_below_mmol_per_l: Figure
    calcium_refer_below_mmol_per_l: Figure
    vitamin_d_withhold_below_nmol_per_l: Figure
    untx_rise_percent: Figure


class PopulationLimits(Part):
    """Ages at which rules begin, in completed years.

    Without ``refer_below_years`` nobody is referred for being young: every age has its dose.
    """

    refer_below_years: Figure | None = None
    adult_from_years: Figure
    pregnancy_test_from_years: Figure


class PlausibilityLimits(Part):
    """What cannot be a true measurement."""

    creatinine_minimum_micromol_per_l: Figure
    creatinine_maximum_micromol_per_l: Figure
    creatinine_maximum_mg_per_dl: Figure
    calcium_maximum_mmol_per_l: Figure
    height_metres_at_most: Figure
    adult_height_minimum_cm: Figure
    adult_height_maximum_cm: Figure
    adult_weight_minimum_kg: Figure
    adult_weight_maximum_kg: Figure
    weight_change_days: Figure
    weight_change_lowest_ratio: Figure
    weight_change_highest_ratio: Figure


class MedicineList(Part):
    """Names that raise a finding when one is among the medicines or the allergies."""

    code: Text
    field: Literal["current_medicines", "allergies"]
    source: Sources
    names: Annotated[tuple[Text, ...], Field(min_length=1)]


class MonitoringRule(Part):
    """One item of the monitoring schedule."""

    key: Text
    label: Text
    tests: tuple[str, ...]
    schedule: Literal["each-infusion", "each-cycle", "interval", "baseline", "even-cycles", "ask"]
    valid_days: WholeDays | None = None
    first_cycle_valid_days: WholeDays | None = None
    words: Text
    only: Literal["pregnancy-possible"] | None = None
    source: Sources


class OrderSetWords(Part):
    """What stands on the order set beside the numbers."""

    purpose: Text
    off_label: Line
    hydration: Line
    never_faster: Line
    diluents_not_to_use: Line
    stop_and_ask: Line
    calcium_and_vitamin_d: Line
    checks: tuple[Line, ...]
    emergency: tuple[Line, ...]
    provenance: tuple[Line, ...]


class ChecklistWords(Part):
    """What stands on the monitoring checklist beside the schedule."""

    before: tuple[Line, ...]
    observation_minutes: Figures
    observation_every_min: Figure
    observations_after_min: Figure
    observations: tuple[Text, ...]
    stop_criteria: tuple[Line, ...]
    after: tuple[Line, ...]
    prompts: tuple[Prompt, ...]


class LabelWords(Part):
    """What stands on the label beside the numbers."""

    storage: Line
    warning: Line


class WorksheetWords(Part):
    """What stands on the preparation worksheet beside the numbers."""

    steps: tuple[Line, ...]
    handling: Line


class FindingRule(Part):
    """What a clinical finding means and does; a ``confidential`` one is named to few."""

    action: Action
    title: Text
    reason: Text
    remedy: Text
    source: Sources
    authorisable: bool = False
    confidential: bool = False
    at_impaired: Action | None = None


class Protocol(Part):
    """The rules of one treatment. Whether they are approved is asked of ``approved`` alone."""

    schema_: Annotated[Literal["orderset/protocol/1"], Field(alias="schema")]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    population: Text
    review_date: Date
    owner_role: Text
    approval_block: Annotated[Approval, Field(alias="approval")]
    medicine: Medicine
    dose: Dose
    preparation: Preparation
    infusion: InfusionRules
    renal: RenalRules
    cumulative: CumulativeRules
    interval: IntervalRules
    validity: Validity
    deterioration: DeteriorationRules
    blood: BloodRules
    population_limits: PopulationLimits
    plausibility: PlausibilityLimits
    medicine_lists: tuple[MedicineList, ...]
    monitoring: tuple[MonitoringRule, ...]
    order_set: OrderSetWords
    checklist: ChecklistWords
    label: LabelWords
    worksheet: WorksheetWords
    sources: dict[str, Source]
    findings: dict[str, FindingRule]

    _standing: Standing = PrivateAttr(default=Standing.NOT_HELD)

    @property
    def approved(self) -> Approval | None:
        """The committee's approval, or None unless it counts for exactly this file."""
        return self.approval_block if self._standing is Standing.APPROVED else None

    @property
    def why_not_approved(self) -> str:
        """Why the approval does not count, with its committee; empty if it does."""
        return "" if self.approved else why_not(self.approval_block, self._standing)

    @property
    def lost_approval(self) -> str:
        """Why an approval that stands in the file does not count, for paper; empty if none does."""
        if self.approved or self._standing is Standing.EMPTY:
            return ""
        return why_not(self.approval_block, self._standing, by_whom=False)

    @property
    def review_by(self) -> dt.date:
        """The last day of use: the file's own review date, or the committee's if it is earlier."""
        return min(self.review_date, self.approval_block.review_date or self.review_date)

    def held_to(self, content: bytes) -> Self:
        """Return these rules with their approval held to the bytes they were read from."""
        held = self.model_copy()
        held._standing = standing(self.approval_block, content)  # noqa: SLF001  its own kind
        return held

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, which is not approved: what a committee approves is a file."""
        copied = super().model_copy(update=update, deep=deep)
        copied._standing = Standing.NOT_HELD  # noqa: SLF001  its own kind
        return copied
