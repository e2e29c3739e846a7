"""One day's infusion as every document writes it: the same words and numbers on each.

Order: drug, dose, volume, route, duration, rate. Source: printing.md LBL-08 to LBL-23 (MEDi-051).
"""

import dataclasses

from orderset.documents import wording
from orderset.documents.document import NO_BREAK_SPACE
from orderset.dosing.plan import Infusion
from orderset.dosing.situation import Subject


@dataclasses.dataclass(frozen=True, slots=True)
class MedicationLine:
    """One infusion, each part as printed.

    ``creatinine_limit`` is empty where no baseline is known and the prescriber sets it.
    """

    day: str
    date: str
    drug: str
    dose: str
    per_kg: str
    maximum: str
    diluent: str
    volume: str
    concentration: str
    route: str
    duration: str
    rate: str
    never_faster: str
    creatinine_limit: str
    has_creatinine_limit: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """What must be found whole wherever this infusion is printed."""
        return (
            self.drug,
            self.dose,
            self.diluent,
            self.volume,
            self.concentration,
            self.route,
            self.duration,
            self.rate,
        )


def medication_lines(
    infusions: tuple[Infusion, ...], subject: Subject
) -> tuple[MedicationLine, ...]:
    """Return each infusion of a cycle as printed."""
    return tuple(_line(each, subject) for each in infusions)


def _line(infusion: Infusion, subject: Subject) -> MedicationLine:
    medicine, limit = subject.protocol.medicine, infusion.creatinine_limit_micromol_per_l
    per_kg = wording.amount(infusion.mg_per_kg, "mg per kg")
    weight = wording.amount(subject.patient.weight_kg, "kg")
    cap = wording.amount(infusion.cap_mg, "mg")
    return MedicationLine(
        day=f"Day {infusion.day}",
        date=wording.whole_date(infusion.date),
        drug=medicine.name,
        dose=wording.amount(infusion.dose_mg, "mg"),
        per_kg=f"{per_kg} × {weight}",
        maximum=f"limited to {cap}" if infusion.capped else f"maximum {cap}",
        diluent=medicine.diluent,
        volume=f"{wording.amount(infusion.bag_ml, 'mL')} total volume",
        concentration=wording.amount(infusion.concentration_mg_per_ml, "mg per mL"),
        route=medicine.route,
        duration=f"over {wording.hours(infusion.duration_h)}",
        rate=f"at {wording.amount(infusion.rate_ml_per_h, 'mL per hour')}",
        never_faster=wording.amount(infusion.maximum_rate_ml_per_h, "mL per hour"),
        creatinine_limit="" if limit is None else f"{limit:,}{NO_BREAK_SPACE}µmol/L",
        has_creatinine_limit=limit is not None,
    )
