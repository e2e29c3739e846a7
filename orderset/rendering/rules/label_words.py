"""The rules for the words on a label, ours and not the patient's: LBL-11 to 17, 26, 36 to 43."""

import re
from collections.abc import Callable, Iterator

from orderset.documents.labels import STANDING
from orderset.documents.wording import TEST_PATIENT, found_as
from orderset.patients.identifiers import is_test_number
from orderset.rendering.printed import Printed
from orderset.rendering.rules.label_reading import OneLabel, each_label
from orderset.rendering.rules.medication_text import lint, parted, tall_man
from orderset.rendering.rules.rule import PrintRule, Runs


_MEDICATION_SIGNS = re.compile(r"[@|<>&()\[\]{}/+]")


def _linted(*names: str) -> Callable[[Printed], Iterator[str]]:
    return each_label(lambda one: lint(one.our_words, names))


def _kept_together(one: OneLabel) -> Iterator[str]:
    return parted(one.our_words)


def _signs(one: OneLabel) -> Iterator[str]:
    for line in one.medication:
        for found in _MEDICATION_SIGNS.findall(_without_ids(one, line.text)):
            yield f"“{found}” stands among the medication."
    yield from lint(one.our_words, ["SYMB"])


def _without_ids(one: OneLabel, text: str) -> str:
    for each in (one.label.label_id, one.content.protocol):
        text = text.replace(each, "")
    return text


def _no_residue(one: OneLabel) -> Iterator[str]:
    yield from lint(one.our_words, ["NANNONE", "NHSFMT", "SCI", "NUMDATE", "AMPM", "FRACDAY"])
    if "?" in one.our_words:
        yield "a question mark is printed."


def _nothing_empty(one: OneLabel) -> Iterator[str]:
    banner = one.content.banner
    for caption, value in (
        ("name", banner.name),
        ("Born", banner.born),
        ("NHS No.", banner.nhs_number),
        ("Hospital No.", banner.hospital_number),
        ("ward", one.label.ward),
    ):
        if not value.strip():
            yield f"nothing stands behind {caption}."


def _marks(printed: Printed) -> Iterator[str]:
    document = printed.document
    banner = getattr(document.content, "banner", None)
    number = getattr(banner, "nhs_number", "")
    if is_test_number(number) and TEST_PATIENT not in document.watermarks:
        yield "A test patient's document is not marked as such."
    for page in printed.pages:
        for mark in document.watermarks:
            if "".join(mark.split()) not in page.squeezed.letters:
                yield f"Page {page.number}: “{mark}” is not printed."


def _standing(one: OneLabel) -> Iterator[str]:
    if one.content.standing != STANDING or not _says(one, STANDING):
        yield f"“{STANDING}” is not printed."


def _storage(one: OneLabel) -> Iterator[str]:
    if not one.content.warnings or not one.content.warnings[0].strip():
        yield "there is no storage instruction."
    elif not _says(one, one.content.warnings[0]):
        yield "the storage instruction is not printed whole."


def _warnings(one: OneLabel) -> Iterator[str]:
    for warning in one.content.warnings[1:]:
        if not _says(one, warning):
            yield f"“{warning}” is not printed whole."


def _says(one: OneLabel, text: str) -> bool:
    return "".join(found_as(text).split()) in one.page.squeezed.letters


def _no_tall_man(one: OneLabel) -> Iterator[str]:
    for line in one.medication:
        yield from tall_man(_without_ids(one, line.text))


def _barcode(one: OneLabel) -> Iterator[str]:
    payloads = {symbol.payload for symbol in one.page.symbols}
    if payloads != {one.label.label_id}:
        yield f"the barcode is not that of {one.label.label_id}."


LABEL_WORDS = (
    PrintRule(
        "LBL-11",
        "A no-break space between number and unit, and no line ends there.",
        "MEDi-041, 008 [S1]; ISMP [S5]",
        Runs.EVERY_FILE,
        "the file's own text, where no-break spaces are kept",
        check=each_label(_kept_together),
    ),
    *(
        PrintRule(
            id_,
            says,
            source,
            Runs.EVERY_FILE,
            f"{', '.join(names)} of printing.md 1.5 over all but the patient's own words",
            check=_linted(*names),
        )
        for id_, says, source, names in (
            ("LBL-12", "No trailing zero.", "MEDi-015, 042, 048 [S1]; ISMP", ("TRAILZERO",)),
            ("LBL-13", "No naked decimal point.", "MEDi-016, 043, 049 [S1]; ISMP", ("NAKED",)),
            ("LBL-14", "Commas from 1,000 on.", "MEDi-017, 044, 050 [S1]; ISMP", ("THOUSANDS",)),
            ("LBL-15", "No full stop behind a unit.", "MEDi-024 [S1]; ISMP", ("UNITDOT",)),
            (
                "LBL-16",
                "Name, number and unit are not run together.",
                "ISMP [S5][S8]",
                ("RUNON_NUM_UNIT", "RUNON_NAME_NUM"),
            ),
            (
                "LBL-17",
                "Units as in mL, micrograms in full, per for a stroke; no misread abbreviation.",
                "[S24]; ISMP",
                ("ML_CASE", "MICRO", "SLASHPER", "BADABBR"),
            ),
        )
    ),
    PrintRule(
        "LBL-26",
        "How to store it and when not to use it, in the protocol's words.",
        "[S18]",
        Runs.EVERY_FILE,
        "the protocol's line, whole, on each label",
        check=each_label(_storage),
    ),
    PrintRule(
        "LBL-36",
        "No bracket or sign that is taken for a figure.",
        "MEDi-026, 028 v PAB-0034, 0052 [S1]",
        Runs.EVERY_FILE,
        "from the drug down to where people write; < > @ & | anywhere but in the patient's words",
        check=each_label(_signs),
    ),
    PrintRule(
        "LBL-37",
        "No word of a program, no question mark, no date or time in another form.",
        "[S57]; PAB-0019 [S1]",
        Runs.EVERY_FILE,
        "NANNONE, NHSFMT, SCI, NUMDATE, AMPM, FRACDAY of printing.md 1.5 over all but the "
        "patient's own words",
        check=each_label(_no_residue),
    ),
    PrintRule(
        "LBL-38",
        "What nobody knows is printed as Not Known, never left empty.",
        "PAB-0019, D+Ta-0022, D+Tb-0011 [S1]",
        Runs.EVERY_FILE,
        "no value of the label's head is empty; the words for unknown ones: test_wording.py",
        check=each_label(_nothing_empty),
    ),
    PrintRule(
        "LBL-39",
        "A test patient's paper, or one under no approved protocol, says so.",
        "[D]",
        Runs.EVERY_FILE,
        "each mark on each page; the mark is there when the NHS number begins with 999",
        "Checked on every kind of document.",
        check=_marks,
    ),
    PrintRule(
        "LBL-40",
        "Not valid until released by pharmacist, on every label.",
        "ISMP 2022 [S50]",
        Runs.EVERY_FILE,
        "the words, whole",
        "The program knows of no release, so every label carries the words.",
        check=each_label(_standing),
    ),
    PrintRule(
        "LBL-41",
        "The protocol's warnings, whole.",
        "clinical team",
        Runs.EVERY_FILE,
        "each of the protocol's lines on each label",
        check=each_label(_warnings),
    ),
    PrintRule(
        "LBL-42",
        "No tall-man letters.",
        "[S3]",
        Runs.EVERY_FILE,
        "no word with capitals in its middle among the medication",
        "There is no site list: no list that was found names a medicine of this kind.",
        check=each_label(_no_tall_man),
    ),
    PrintRule(
        "LBL-43",
        "The barcode is there, can be read and is this label's.",
        "printing.md section 4",
        Runs.EVERY_FILE,
        "what is decoded from the page at 203 dpi against the label's id; beside it: BAR-10",
        check=each_label(_barcode),
    ),
)
