import pathlib

import pytest

from orderset.errors import RenderingUnavailableError, SettingsError
from orderset.rendering import templates as module
from orderset.rendering.templates import Sources, load_templates
from tests.unit.rendering.tiny_design import SOURCES, changed_templates, tiny_templates


def test_assets_are_the_folder_and_the_fonts_and_nothing_else() -> None:
    assert set(tiny_templates().assets) == {
        "asset:css/base.css",
        "asset:css/labels.css",
        "asset:css/notice.css",
        "asset:css/order-set.css",
        "asset:evil.svg",
        "asset:font/atkinson-bold",
        "asset:font/atkinson-regular",
        "asset:font/noto",
    }


def test_folder_is_read_once() -> None:
    assert load_templates(SOURCES) is load_templates(SOURCES)


def test_fingerprint_changes_with_any_file(tmp_path: pathlib.Path) -> None:
    changed = changed_templates(tmp_path, {"notice.html": "<p>{{ content.heading }}</p>"})
    assert changed.sha256 != tiny_templates().sha256


def test_hidden_files_do_not_count(tmp_path: pathlib.Path) -> None:
    same = changed_templates(tmp_path, {".editor.css": "x"})
    assert same.sha256 == tiny_templates().sha256
    assert "asset:.editor.css" not in same.assets


def test_logo_is_an_asset_and_counts(tmp_path: pathlib.Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"picture")
    with_logo = load_templates(Sources(SOURCES.folder, logo))
    assert with_logo.assets[with_logo.logo] == b"picture"
    assert with_logo.sha256 != tiny_templates().sha256
    assert tiny_templates().logo == ""


def test_missing_folder_or_logo_of_a_site_is_a_wrong_setting(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SettingsError, match="templates folder"):
        load_templates(Sources(tmp_path / "not-there"))
    with pytest.raises(SettingsError, match="logo"):
        load_templates(Sources(SOURCES.folder, tmp_path / "not-there.png"))


def test_installed_copy_comes_before_a_stranger_s_folder(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "orderset" / "rendering"
    monkeypatch.setattr(module, "__file__", str(package / "templates.py"))
    with pytest.raises(RenderingUnavailableError):
        module._own_folder()
    stranger = tmp_path / "site-packages" / "templates"
    stranger.mkdir(parents=True)
    assert module._own_folder() == stranger
    ours = package.parent / "_templates"
    ours.mkdir(parents=True)
    assert module._own_folder() == ours
