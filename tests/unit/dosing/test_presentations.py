"""The vial in use at the site."""

from decimal import Decimal

import pytest

from orderset.dosing.planning import judge
from orderset.dosing.situation import check_site
from orderset.errors import SettingsError
from orderset.settings import SiteSettings
from tests.unit.dosing.edge_subjects import LOADED, boy


def _site(strength: str, vial: str) -> SiteSettings:
    return SiteSettings(strength_mg_per_ml=Decimal(strength), vial_mg=Decimal(vial))


def test_every_presentation_of_the_protocol_may_be_in_use() -> None:
    """And is found again, with its volume and source, by the subject."""
    for each in LOADED.rules.medicine.presentations:
        site = _site(str(each.strength_mg_per_ml), str(each.vial_mg))
        check_site(LOADED.rules, site)
        subject = boy(site=site)
        assert subject.presentation == each
        assert judge(subject).plan is not None


@pytest.mark.parametrize(("strength", "vial"), [("3", "31"), ("4", "30"), ("9", "30")])
def test_a_presentation_that_the_protocol_does_not_know_is_refused(
    strength: str, vial: str
) -> None:
    """With those there are: 3 for 9 mg per mL is a three-fold trap."""
    with pytest.raises(SettingsError) as caught:
        check_site(LOADED.rules, _site(strength, vial))
    told = str(caught.value)
    assert told.startswith(
        f"strength_mg_per_ml, vial_mg: a vial of {vial} mg of {strength} mg per mL is not in the "
        "protocol; there are 15 mg of 3 mg per mL, 30 mg of 3 mg per mL,"
    )
    assert told.endswith("90 mg of 15 mg per mL.")
