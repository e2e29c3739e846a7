"""Make the scenario books of ``docs/books/``, one for each protocol that is shipped.

``python tools/make_books.py`` writes those that are not what the program says. With ``--check``
nothing is written; a book that would change is named and the exit code is 1.

A book counts as the same when every number and text of it is read in the file that stands there:
other versions of what draws it give other bytes.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from orderset.batch.books import ROOMS, book_document, book_pdf
from orderset.documents.document import Document
from orderset.protocol.loading import LoadedProtocol, shipped_protocols
from orderset.rendering.inspection import inspect, page_count
from orderset.settings import SiteSettings


BOOKS = Path(__file__).parents[1] / "docs" / "books"


def is_up_to_date(loaded: LoadedProtocol, folder: Path = BOOKS) -> bool:
    """Tell whether a protocol's book stands there and says what the program says today."""
    path = folder / f"{loaded.rules.id}.pdf"
    if not path.exists():
        return False
    pdf = path.read_bytes()
    return any(page_count(pdf) == each.pages and not inspect(each, pdf) for each in _made(loaded))


def _made(loaded: LoadedProtocol) -> Iterator[Document]:
    """Yield the book for each way of filling its pages."""
    for room in ROOMS:
        yield book_document(loaded, SiteSettings(), room)


def main(arguments: Sequence[str] | None = None, folder: Path = BOOKS) -> int:
    """Write the books, or check them. Return the exit code."""
    parser = argparse.ArgumentParser(description="Make the books of docs/books/.")
    parser.add_argument("--check", action="store_true", help="write nothing; name stale books")
    is_check = parser.parse_args(arguments).check
    stale = [each for each in shipped_protocols() if not is_up_to_date(each, folder)]
    for loaded in stale:
        name = f"{loaded.rules.id}.pdf"
        if is_check:
            print(f"docs/books/{name} is not what the program says: run `make docs`.")
        else:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(book_pdf(loaded, SiteSettings()))
            print(f"docs/books/{name} written.")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
