"""The print designers' folder: where it is, and everything in it that a document may fetch."""

import dataclasses
import functools
import hashlib
import pathlib
from collections.abc import Mapping

from orderset.errors import RenderingUnavailableError, SettingsError
from orderset.rendering import fonts


ASSET_SUFFIXES = frozenset({".css", ".gif", ".jpeg", ".jpg", ".otf", ".png", ".svg", ".ttf"})
"""What a template or stylesheet may name by ``asset:`` and its path in the folder."""

LOGO = "asset:logo"


@dataclasses.dataclass(frozen=True, slots=True)
class Sources:
    """Where a site keeps its print design: None takes the project's own templates and no logo."""

    folder: pathlib.Path | None = None
    logo: pathlib.Path | None = None


OWN_SOURCES = Sources()


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """A templates folder, read once.

    ``assets`` is exact: an address that is not a key of it cannot be fetched by any document.
    ``logo`` is the logo's address, or empty. ``sha256`` covers every file of the folder, so that
    the manifest can say which design a batch was printed with.
    """

    folder: pathlib.Path
    assets: Mapping[str, bytes]
    logo: str
    sha256: str


@functools.cache
def load_templates(sources: Sources = OWN_SOURCES) -> Templates:
    """Read the folder and the logo that ``sources`` name; once per process.

    Raises:
        SettingsError: the site's own folder or logo cannot be read.
        RenderingUnavailableError: the project's own templates or a font package are missing.
    """
    folder = _site_folder(sources.folder) if sources.folder else _own_folder()
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _is_hidden(path.relative_to(folder))
    }
    assets = {
        f"asset:{name}": content
        for name, content in contents.items()
        if pathlib.PurePosixPath(name).suffix in ASSET_SUFFIXES
    }
    if sources.logo:
        assets[LOGO] = _logo(sources.logo)
    # Last, so that no file of a site can take the place of a font that was checked.
    assets |= fonts.font_assets()
    return Templates(
        folder=folder,
        assets=assets,
        logo=LOGO if sources.logo else "",
        sha256=_fingerprint(contents | ({LOGO: assets[LOGO]} if sources.logo else {})),
    )


def _own_folder() -> pathlib.Path:
    """Return the wheel's copy, or the folder at the top of a checkout."""
    package = pathlib.Path(__file__).parents[1]
    # The wheel's copy first: beside an installed package any stranger's "templates" may stand.
    for folder in (package / "_templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    message = "The templates of this program are missing. Install it again."
    raise RenderingUnavailableError(message)


def _site_folder(folder: pathlib.Path) -> pathlib.Path:
    if not folder.is_dir():
        message = f"The site's templates folder {folder} does not exist or is not a folder."
        raise SettingsError(message)
    return folder


def _logo(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"The site's logo {path} cannot be read: {error.strerror}."
        raise SettingsError(message) from error


def _is_hidden(path: pathlib.Path) -> bool:
    """Tell editors' and version control's files, which must not change the fingerprint."""
    return any(part.startswith(".") for part in path.parts)


def _fingerprint(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()
