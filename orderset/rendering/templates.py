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

PAGE_SUFFIX = ".html"

LOGO = "asset:logo"


@dataclasses.dataclass(frozen=True, slots=True)
class Sources:
    """Where a site keeps its print design: None takes the project's own templates and no logo."""

    folder: pathlib.Path | None = None
    logo: pathlib.Path | None = None


OWN_SOURCES = Sources()


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """A templates folder, read once; afterwards no document opens a file of it.

    ``pages`` are the templates by their path in the folder. ``assets`` is exact: an address that is
    not a key of it cannot be fetched by any document. ``logo`` is the logo's address, or empty.
    ``sha256`` covers every file of the folder, so that the manifest can say which design a batch
    was printed with.
    """

    folder: pathlib.Path
    pages: Mapping[str, str]
    assets: Mapping[str, bytes]
    logo: str
    sha256: str

    def say(self, text: str) -> bool:
        """Tell whether a text stands in the design as it was written.

        Such a text is no patient's and may be repeated in a message. Any other may have come from
        a value that a template put together, so it may hold a name.
        """
        written = text.encode()
        pages = (page.encode() for page in self.pages.values())
        return text in self.assets or any(
            written in each for each in (*pages, *self.assets.values())
        )


@functools.cache
def load_templates(sources: Sources = OWN_SOURCES) -> Templates:
    """Read the folder and the logo that ``sources`` name; once per process.

    Raises:
        SettingsError: the site's own folder or logo cannot be read.
        RenderingUnavailableError: the project's own templates or a font package are missing.
    """
    folder = _site_folder(sources.folder) if sources.folder else _own_folder()
    contents = {
        path.relative_to(folder).as_posix(): _content(path, folder)
        for path in sorted(folder.rglob("*"))
        if _is_ours(path, folder)
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
        pages={
            name: _text(folder / name, content)
            for name, content in contents.items()
            if name.endswith(PAGE_SUFFIX)
        },
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
        message = (
            f"The site's templates folder {folder} does not exist or is not a folder. "
            "Correct templates_folder in the site settings."
        )
        raise SettingsError(message)
    return folder


def _logo(path: pathlib.Path) -> bytes:
    if not path.is_file():
        message = (
            f"The site's logo {path} does not exist or is not a file. "
            "Correct logo in the site settings."
        )
        raise SettingsError(message)
    return _content(path, path.parent)


def _is_ours(path: pathlib.Path, folder: pathlib.Path) -> bool:
    """Tell the design's files from editors' and version control's, which must not count.

    A link counts even when it leads nowhere or to a folder, so that it is refused and not missed.
    """
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return False
    return path.is_file() or path.is_symlink()


def _content(path: pathlib.Path, folder: pathlib.Path) -> bytes:
    """Read one file of the design, which must be a file and lie in its folder.

    Raises:
        SettingsError: it is a link that leads out of the folder, or it cannot be read.
    """
    # Who may write into the folder, which the ward may, must not get at any other file by it.
    if not path.resolve().is_relative_to(folder.resolve()):
        message = (
            f"{path} is a link that leads out of its folder. Documents are printed from the files"
            " of the templates folder alone: copy the file into it."
        )
        raise SettingsError(message)
    if path.is_dir() or not path.exists():
        message = f"{path} is a link to a folder or to nothing. Replace it by what it stands for."
        raise SettingsError(message)
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise SettingsError(message) from error


def _text(path: pathlib.Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"The template {path} is not text in UTF-8. Save it again as such."
        raise SettingsError(message) from error


def _fingerprint(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()
