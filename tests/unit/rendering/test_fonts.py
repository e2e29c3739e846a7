import pytest

from orderset.errors import RenderingUnavailableError
from orderset.rendering import fonts
from orderset.rendering.fonts import FIRST_FAMILY, SECOND_FAMILY, family_for, undrawable


@pytest.mark.parametrize("text", ["O’NEILL-Łukasz", "80 µmol per L, ≤ 5\u00a0mL", "a\nb\tc", ""])
def test_first_family_draws_ordinary_text(text: str) -> None:
    assert family_for(text) == FIRST_FAMILY
    assert undrawable(text) == ()


@pytest.mark.parametrize("text", ["Ŵilliams", "Nguyễn", "Παπαδόπουλος", "Иванова", "İpek"])
def test_name_that_the_first_lacks_a_letter_of_is_whole_in_the_second(text: str) -> None:
    assert family_for(text) == SECOND_FAMILY
    assert undrawable(text) == ()


def test_text_with_letters_from_both_families_can_be_drawn() -> None:
    assert undrawable("Ŵ ≤ 5") == ()


def test_each_undrawable_character_is_named_once_in_order() -> None:
    assert undrawable("王 م王☐a") == ("王", "م", "☐")


def test_missing_font_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_REGULAR", ("fontpkg_that_is_not_there", "x.ttf"))
    fonts.font_assets.cache_clear()
    with pytest.raises(RenderingUnavailableError, match="fontpkg-noto-sans"):
        fonts.font_assets()
    fonts.font_assets.cache_clear()
