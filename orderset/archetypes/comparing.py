"""Two protocols held against each other on the archetypes of both."""

import dataclasses
from decimal import Decimal

from orderset.archetypes.archetype import JudgedArchetype, judged_under
from orderset.archetypes.collection import archetypes, numbered
from orderset.protocol.loading import LoadedProtocol
from orderset.settings import SiteSettings


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """One archetype under two protocols."""

    one: JudgedArchetype
    other: JudgedArchetype

    @property
    def differs(self) -> bool:
        """Whether anything that reaches a patient differs: outcome, numbers, findings."""
        return _result(self.one) != _result(self.other)


def compared(
    one: LoadedProtocol, other: LoadedProtocol, site: SiteSettings
) -> tuple[Compared, ...]:
    """Judge the archetypes of both protocols under both.

    Those that only the other protocol has follow the first one's; their numbers begin with B.
    """
    first = archetypes(one, site)
    known = {each.sketch.facts for each in first}
    added = [each.sketch for each in archetypes(other, site) if each.sketch.facts not in known]
    return tuple(
        Compared(judged_under(each, one), judged_under(each, other))
        for each in (*first, *numbered(added, "B"))
    )


def _result(judged: JudgedArchetype) -> tuple[object, ...]:
    """What becomes of a patient: wording, sources and working are the protocol's own affair.

    So is a limit that does not take effect: what differs by it is the dose.
    """
    plan = judged.judgement.plan
    said = {(each.code, each.effective_action) for each in judged.judgement.findings}
    if plan is None:
        return judged.judgement.outcome, said
    infusions = [dataclasses.replace(each, cap_mg=Decimal(0)) for each in plan.infusions]
    return judged.judgement.outcome, said, infusions, plan.cycle, plan.renal.decisive
