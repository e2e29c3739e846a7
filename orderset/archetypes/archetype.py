"""What an archetype is: an invented patient at an edge of a protocol, and what is made of it."""

import dataclasses

from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.patients.patient import Patient
from orderset.protocol.loading import LoadedProtocol
from orderset.settings import SiteSettings


@dataclasses.dataclass(frozen=True, slots=True)
class Sketch:
    """An archetype that has no number yet.

    ``group`` is the heading it stands under, ``why`` the edge that it stands at, in words.
    """

    group: str
    why: str
    patient: Patient
    site: SiteSettings

    @property
    def facts(self) -> str:
        """Everything that is judged, as one text: equal for patients who differ in name alone."""
        unnamed = dataclasses.replace(
            self.patient, family_name="", given_name="", hospital_number="", nhs_number=None
        )
        return f"{unnamed} {self.site}"


@dataclasses.dataclass(frozen=True, slots=True)
class Archetype:
    """An invented patient with a number, for example ``A07``."""

    number: str
    sketch: Sketch

    @property
    def patient(self) -> Patient:
        """The patient."""
        return self.sketch.patient


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedArchetype:
    """An archetype under one protocol, judged by what judges every patient."""

    archetype: Archetype
    subject: Subject
    judgement: Judgement


@dataclasses.dataclass(frozen=True, slots=True)
class Bench:
    """What archetypes are made for: a protocol with its hash, and a site's settings."""

    loaded: LoadedProtocol
    site: SiteSettings


def judged_under(archetype: Archetype, loaded: LoadedProtocol) -> JudgedArchetype:
    """Judge an archetype as any other patient is judged."""
    subject = Subject(archetype.patient, loaded.rules, loaded.definitions, archetype.sketch.site)
    return JudgedArchetype(archetype, subject, judge(subject))
