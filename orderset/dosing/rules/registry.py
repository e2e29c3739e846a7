"""Every clinical rule, in the order in which its findings are listed."""

from collections.abc import Callable, Iterator

from orderset.dosing.rules import blood, creatinine, dose, history, patient, renal
from orderset.dosing.situation import Situation
from orderset.findings import Finding


Rule = Callable[[Situation], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    patient.indication,
    patient.age,
    patient.medicines_and_allergies,
    patient.recency_of_measurements,
    dose.capped,
    dose.deviation,
    dose.fluid_volume,
    history.dose_history,
    history.cumulative,
    history.interval,
    history.cycle_count,
    creatinine.creatinine_available,
    creatinine.baseline_available,
    creatinine.creatinine_against_baseline,
    creatinine.acute_rise,
    creatinine.resumed,
    renal.impairment,
    renal.equations,
    blood.calcium,
    blood.vitamin_d,
    blood.albuminuria,
    blood.imaging,
    blood.pregnancy,
    blood.untx,
)


def clinical_findings(situation: Situation) -> tuple[Finding, ...]:
    """Return what every rule has to say: all of it, not only the first."""
    return tuple(found for rule in RULES for found in rule(situation))
