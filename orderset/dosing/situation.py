"""What the rules judge: one patient under one protocol at one site, and what was computed."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from orderset.dosing.plan import Cycle, Infusion, Renal
from orderset.errors import SettingsError
from orderset.findings import Action, CellRef, Definition, Finding, finding
from orderset.patients.age import completed_years
from orderset.patients.patient import Patient, PreviousDose
from orderset.protocol.figures import figure_at
from orderset.protocol.schema import Presentation, Protocol
from orderset.quantities import plain
from orderset.settings import SiteSettings


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A patient, the protocol with the definitions of its findings, and the site's settings."""

    patient: Patient
    protocol: Protocol
    definitions: Mapping[str, Definition]
    site: SiteSettings

    @property
    def age_years(self) -> int:
        """Completed years on day 1."""
        return completed_years(self.patient.date_of_birth, self.patient.day_1)

    def age_on(self, day: dt.date) -> int:
        """Completed years on a day."""
        return completed_years(self.patient.date_of_birth, day)

    @property
    def minimum_days(self) -> int:
        """The shortest interval since the last cycle, in days, at the age on day 1."""
        return int(figure_at(self.protocol.interval.minimum_days, self.age_years).value)

    @property
    def maximum_days(self) -> int:
        """The longest interval without a caution, in days, at the age on day 1."""
        return int(figure_at(self.protocol.interval.maximum_days, self.age_years).value)

    @property
    def presentation(self) -> Presentation:
        """The vial in use at the site; ``check_site`` has shown that there is one."""
        return next(
            each
            for each in self.protocol.medicine.presentations
            if (each.strength_mg_per_ml, each.vial_mg)
            == (self.site.strength_mg_per_ml, self.site.vial_mg)
        )

    @property
    def last_cycle(self) -> tuple[PreviousDose, ...]:
        """The infusions of the cycle given last, oldest first; empty when none is listed."""
        doses = sorted(self.patient.previous_doses, key=lambda each: each.given_on)
        if not doses:
            return ()
        return tuple(each for each in doses if each.cycle_number == doses[-1].cycle_number)

    @property
    def last_cycle_day_1(self) -> dt.date | None:
        """Day 1 of the cycle given last."""
        return self.last_cycle[0].given_on if self.last_cycle else None

    def days_before_day_1(self, day: dt.date) -> int:
        """How many days a date lies before day 1; negative after it."""
        return (self.patient.day_1 - day).days

    def at(self, key: str) -> CellRef:
        """The cell of one of the patient's fields."""
        return self.patient.cells[key]

    def finding(
        self,
        code: str,
        message: str,
        *,
        where: CellRef | None,
        found: str = "",
        expected: str = "",
        hint: str = "",
        action: Action | None = None,
    ) -> Finding:
        """Make a finding with the protocol's action and remedy."""
        return finding(
            self.definitions[code],
            message,
            where=where,
            found=found,
            expected=expected,
            hint=hint,
            action=action,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """A subject with everything computed for the cycle: what the clinical rules judge."""

    subject: Subject
    renal: Renal
    infusions: tuple[Infusion, ...]
    cycle: Cycle


def check_site(protocol: Protocol, site: SiteSettings) -> None:
    """Check that the site's settings and the protocol fit each other.

    Raises:
        SettingsError: they do not; the message says what there is.
    """
    _check_presentation(protocol, site)
    factor = protocol.dose.first_infusion_factor.value
    if site.half_dose_first_infusion and factor == 1:
        message = (
            "half_dose_first_infusion: the protocol gives the first infusion whole "
            "(first_infusion_factor is 1), so it cannot be lowered. Leave the setting out, or use "
            "a protocol with a lower first infusion."
        )
        raise SettingsError(message)


def _check_presentation(protocol: Protocol, site: SiteSettings) -> None:
    known = [(each.strength_mg_per_ml, each.vial_mg) for each in protocol.medicine.presentations]
    if (site.strength_mg_per_ml, site.vial_mg) not in known:
        listed = ", ".join(
            f"{plain(vial)} mg of {plain(strength)} mg per mL" for strength, vial in known
        )
        message = (
            f"strength_mg_per_ml, vial_mg: a vial of {plain(site.vial_mg)} mg of "
            f"{plain(site.strength_mg_per_ml)} mg per mL is not in the protocol; there are "
            f"{listed}."
        )
        raise SettingsError(message)
