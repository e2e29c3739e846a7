"""The rules for whom a label is for and which one it is: LBL-04 to 07, 28 and 29."""

import datetime as dt
import re
from collections.abc import Iterator

from orderset.dates import MONTHS
from orderset.documents.labels import Labels
from orderset.documents.wording import NOT_KNOWN, found_as
from orderset.patients.age import completed_years
from orderset.patients.identifiers import is_nhs_number
from orderset.rendering.printed import Printed
from orderset.rendering.rules.label_reading import OneLabel, each_label
from orderset.rendering.rules.rule import PrintRule, Runs


DATE = rf"(\d{{2}})-({'|'.join(MONTHS)})-(\d{{4}})"
_NAME = re.compile(r"(?P<family>[^,]+), [^,()]+(?: \([^()]+\))?")
_BORN = re.compile(rf"Born {DATE} \((\d{{1,3}})y\)")
_NHS_NUMBER = re.compile(r"NHS No\. (\d{3}) (\d{3}) (\d{4})(?!\d)")
_NUMBER_OF = re.compile(r"Label (\d+) of (\d+)")

_LONGEST_CYCLE = dt.timedelta(days=31)


def _name(one: OneLabel) -> Iterator[str]:
    name = one.content.banner.name
    read = _NAME.fullmatch(name)
    if not read:
        yield "the name is not SURNAME, Given (Title)."
    elif read["family"] != read["family"].upper():
        yield "the family name is not in capitals."
    if not one.page.squeezed.letters.count("".join(name.split())):
        yield "the name is not printed as the record has it."


def _born(one: OneLabel) -> Iterator[str]:
    found = next((_BORN.search(line.text) for line in one.page.lines if "Born" in line.text), None)
    if not found:
        yield "there is no “Born dd-Mmm-yyyy (NNy)” on one line."
        return
    if found[0] != f"Born {one.content.banner.born}":
        yield "the date of birth is not the record's."
    day = date_in(one.label.infusion.date)
    born = date_in(found[0])
    if not born or not day:
        yield "there is no such date."
        return
    # The age is that on day 1: a birthday within the cycle changes no label of it.
    ages = {completed_years(born, day), completed_years(born, day - _LONGEST_CYCLE)}
    if int(found[4]) not in ages:
        yield f"the age is not that of somebody born then: {found[4]}."


def _nhs_number(one: OneLabel) -> Iterator[str]:
    wanted = one.content.banner.nhs_number
    if not any(f"NHS No. {wanted}" in line.text for line in one.page.lines):
        yield "there is no “NHS No.” with the record's number on one line."
    if wanted == NOT_KNOWN:
        return
    found = next(filter(None, map(_NHS_NUMBER.search, _texts(one))), None)
    if not found:
        yield "the NHS number is not in groups of 3, 3 and 4."
    elif not is_nhs_number("".join(found.groups())):
        yield "the NHS number is not one: its check digit or range is wrong."


def _identifiers(one: OneLabel) -> Iterator[str]:
    banner = one.content.banner
    if not banner.hospital_number or not one.line_of(f"Hospital No. {banner.hospital_number}"):
        yield "the hospital number is not printed behind its caption."
    letters = one.page.squeezed.letters
    if not one.label.ward or "".join(one.label.ward.split()) not in letters:
        yield "the ward is not printed."


def _pharmacy(one: OneLabel) -> Iterator[str]:
    name, _, phone = one.content.pharmacy.rpartition(", ")
    if not name.strip() or not phone.strip():
        yield "the pharmacy's name or telephone is missing."
    elif "".join(one.content.pharmacy.split()) not in one.page.squeezed.letters:
        yield "the pharmacy is not printed."


def _numbering(printed: Printed) -> Iterator[str]:
    """Yield what is wrong with "Label k of n": each k once, in order, one n."""
    content = printed.document.content
    if not isinstance(content, Labels):
        return
    numbers: list[tuple[int, int]] = []
    for page, label in zip(printed.pages, content.labels, strict=False):
        found = [*filter(None, (_NUMBER_OF.search(line.text) for line in page.lines))]
        if len(found) != 1:
            yield f"Page {page.number}: there is no “Label k of n”."
            return
        k, n = int(found[0][1]), int(found[0][2])
        numbers.append((k, n))
        if found[0][0] != label.number or label.infusion.day != f"Day {k}":
            yield f"Page {page.number}: {found[0][0]} is not the number of this label."
    ks = [k for k, _ in numbers]
    whole = max((n for _, n in numbers), default=0)
    if len({n for _, n in numbers}) > 1 or any(not 1 <= k <= n for k, n in numbers):
        yield "The labels do not say the same number of labels."
    if ks != sorted({*ks}):
        yield "A label is missing, twice there or out of order."
    if len(ks) > 1 and len(ks) != whole and ks != [*range(ks[0], ks[-1] + 1)]:
        yield f"{len(ks)} of {whole} labels, and not of days that follow each other."


def _texts(one: OneLabel) -> Iterator[str]:
    return (line.text for line in one.page.lines)


def date_in(text: str) -> dt.date | None:
    """Return the first date in a text, None where there is none or no such day."""
    found = re.search(DATE, found_as(text))
    if not found:
        return None
    try:
        return dt.date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


LABEL_PATIENT = (
    PrintRule(
        "LBL-04",
        "The patient is SURNAME, Given (Title).",
        "PAB-0049..0053 [S1]; DSCN 04/2009 [S2]",
        Runs.EVERY_FILE,
        "form of the record's name; that name, whole, on each label",
        "The given name has the capitals of the list: d’Arcy and de la Cruz are not faults.",
        check=each_label(_name),
    ),
    PrintRule(
        "LBL-05",
        "Born dd-Mmm-yyyy (NNy), with the age computed anew.",
        "D+Ta-0002..0010, 0018; PAB-0033, 0034 [S1]",
        Runs.EVERY_FILE,
        "regular expression on one line; equal to the record; age from the two dates",
        "The age is that on day 1 of the cycle: one label does not differ from the next by a "
        "birthday between them.",
        check=each_label(_born),
    ),
    PrintRule(
        "LBL-06",
        "NHS No. and three groups on one line, without a colon; a number with its check digit.",
        "NUM-0001, 0002; PAB-0036, 0042 [S1]",
        Runs.EVERY_FILE,
        "regular expression on one line; modulus 11; equal to the record. Without groups: LBL-37",
        check=each_label(_nhs_number),
    ),
    PrintRule(
        "LBL-07",
        "Hospital number and ward are there: three identifiers or more.",
        "[S2][S16]",
        Runs.EVERY_FILE,
        "hospital number behind its caption on one line; the ward",
        check=each_label(_identifiers),
    ),
    PrintRule(
        "LBL-28",
        "Name and telephone of the hospital's pharmacy.",
        "[S18]",
        Runs.EVERY_FILE,
        "both halves there, and printed whole",
        "A site that has set neither gets words that say so; it is not refused.",
        check=each_label(_pharmacy),
    ),
    PrintRule(
        "LBL-29",
        "Label k of n: each k once, in order, and one n.",
        "[S56]",
        Runs.EVERY_FILE,
        "the numbers on all labels of the file, against the day of each",
        "A file of some days' labels holds those only: then the days follow each other.",
        check=_numbering,
    ),
)
