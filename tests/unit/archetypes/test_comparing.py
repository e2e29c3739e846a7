"""Two protocols held against each other: only what reaches a patient counts as different."""

from orderset.archetypes.comparing import compared
from orderset.protocol.loading import default_protocol_bytes, protocol_from_bytes
from orderset.settings import SiteSettings
from tests.books import DEFAULT, changed


SITE = SiteSettings()


def test_a_protocol_differs_from_itself_nowhere() -> None:
    assert not any(each.differs for each in compared(DEFAULT, DEFAULT, SITE))


def test_other_words_are_no_difference() -> None:
    text = default_protocol_bytes().decode().replace('title = "Disodium', 'title = "New: disodium')
    other = protocol_from_bytes(text.encode())
    assert not any(each.differs for each in compared(DEFAULT, other, SITE))


def test_another_limit_differs_for_those_whom_it_stops_and_for_its_own_edges() -> None:
    other = changed("cap_mg = { value = 60", "cap_mg = { value = 90")
    differing = [each for each in compared(DEFAULT, other, SITE) if each.differs]
    numbers = {each.one.archetype.number[0] for each in differing}
    assert numbers == {"A", "B"}
    for each in differing:
        assert each.one.judgement.plan
        assert each.other.judgement.plan
        one, after = each.one.judgement.plan.infusions[0], each.other.judgement.plan.infusions[0]
        assert (one.dose_mg, one.capped) != (after.dose_mg, after.capped)


def test_a_finding_that_does_something_else_is_a_difference() -> None:
    text = default_protocol_bytes().decode()
    start = text.index("[findings.interval-long]")
    stricter = text[:start] + text[start:].replace('action = "caution"', 'action = "refer"', 1)
    other = protocol_from_bytes(stricter.encode())
    differing = [each for each in compared(DEFAULT, other, SITE) if each.differs]
    assert differing
    for each in differing:
        assert "interval-long" in {found.code for found in each.one.judgement.findings}


def test_who_is_returned_under_one_alone_differs() -> None:
    other = changed(
        "weight_change_highest_ratio = { value = 1.25",
        "weight_change_highest_ratio = { value = 1.1",
    )
    differing = [each for each in compared(DEFAULT, other, SITE) if each.differs]
    assert any(each.one.judgement.plan and not each.other.judgement.plan for each in differing)
