"""Publication alone, as a program: a batch of a few small files, without rendering."""

from collections.abc import Sequence
from pathlib import Path

from orderset.delivery import Staging
from orderset.errors import OrdersetError
from orderset.output_folder import output_lock


def main(arguments: Sequence[str]) -> None:
    """Publish a batch into a folder: its name and the content of its files; no name, no batch."""
    root, *batch = arguments
    try:
        with output_lock(Path(root)):
            if batch:
                name, content = batch
                with Staging(Path(root), name) as staging:
                    staging.write("patients/H1-c1/record.json", content.encode())
                    staging.write("index.html", content.encode())
                    staging.publish({"patients": []})
    except OrdersetError as error:
        print(error)  # noqa: T201 - this is a program
        raise SystemExit(error.exit_code) from error
