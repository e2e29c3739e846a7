"""A worked case through the real door: into the template, through ``orderset run``, out again."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from orderset.cli import main
from tools.filling import fill


TODAY = "2026-12-07"
DATE_KEYS = {
    "date_of_birth",
    "weight_measured_on",
    "height_measured_on",
    "day_1",
    "taken_on",
    "given_on",
    "authorised_on",
}
IDENTITY = {
    "hospital_number": "H1234567",
    "nhs_number": "999 000 0018",
    "family_name": "Testcase",
    "given_name": "Amelia",
    "ward": "Day Unit 3",
    "consultant": "Dr Example",
}


def invoke(*arguments: str | Path) -> Result:
    """Call the command as a shell would."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


def blank_template(folder: Path, protocol: str = "") -> Path:
    """Write the template with the command, for the default protocol or one by its id."""
    target = folder / f"template{protocol}.xlsx"
    by = ("--protocol", protocol) if protocol else ()
    assert invoke("template", "-o", target, *by).exit_code == 0
    return target


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: dt.datetime.fromisoformat(value) if key in DATE_KEYS and value else value
        for key, value in row.items()
    }


def rows_of_case(case: dict[str, Any], **identity: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of one case of ``cases.json`` by sheet, as ``fill`` takes them."""
    who = IDENTITY | identity
    number = {"hospital_number": who["hospital_number"]}
    return {
        "infusions": [who | _dated(case["infusion"])],
        "results": [
            number | _dated(each) | {"baseline": "Yes" if each.get("baseline") else None}
            for each in case["results"]
        ],
        "previous_doses": [number | _dated(each) for each in case["previous_doses"]],
    }


def write_case(template: Path, target: Path, case: dict[str, Any], **identity: Any) -> None:
    """Write one case of ``cases.json`` into a copy of the template."""
    fill(template, target, **rows_of_case(case, **identity))


def site_file(folder: Path, settings: dict[str, Any]) -> Path:
    """Write the settings of a case as a site file."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    target = folder / "site.toml"
    target.write_text("\n".join(lines) + "\n", "utf-8")
    return target


def records(root: Path) -> list[dict[str, Any]]:
    """Return every record under an output folder."""
    return [
        json.loads(each.read_text("utf-8"))
        for each in sorted(root.glob("*/patients/*/record.json"))
    ]
