"""What ``check`` and ``run`` say of a workbook: findings for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from orderset.batch.lists import JudgedList
from orderset.documents.case import Case
from orderset.documents.pulling import replaced_in_words
from orderset.documents.record import finding_fields
from orderset.documents.summary import BatchSummary
from orderset.findings import Finding, Outcome, workbook_definitions
from orderset.workbook.shown import visible


CHECK_SCHEMA = "orderset/check/1"

NO_WORKBOOK = (
    "No workbook was found there. Name an .xlsx file or a folder that holds some; "
    "orderset template writes a blank one."
)

AUTHORISING = (
    "Who is referred is printed once each finding has been authorised: write its code in "
    "Authorised findings of the row, and who and when in the two cells beside it."
)

OUTCOME_WORDS = {
    Outcome.RETURNED: "returned",
    Outcome.WITHHELD: "withheld",
    Outcome.REFERRED: "referred",
    Outcome.READY_WITH_CAUTIONS: "ready with cautions",
    Outcome.READY: "ready",
}


def text_report(judged: JudgedList) -> Iterator[str]:
    """Yield the lines of a workbook's report: outcomes, then every finding with its cell."""
    yield f"{judged.name}: {outcome_line(judged.cases) if judged.usable else 'could not be read'}"
    for each in judged.findings:
        yield from _finding_lines(each)
    for case in judged.cases:
        if case.judgement.findings:
            yield f"  {who(case)}: {OUTCOME_WORDS[case.judgement.outcome]}"
        for each in case.judgement.findings:
            yield from _finding_lines(each)
    if any(case.judgement.outcome is Outcome.REFERRED for case in judged.cases):
        yield f"  {AUTHORISING}"


def who(case: Case) -> str:
    """Say which patient it is without a name: the row, and the hospital number if there is one."""
    number = case.entry.hospital_number
    row = f"row {case.entry.row}"
    return f"{row}, hospital number {visible(number)}" if number else row


def discreet_report(judged: JudgedList) -> Iterator[str]:
    """Yield the lines on a workbook that could not be read, without a word that stands in it.

    A nightly run's output ends in the machine's journal, where others read it; and where the row of
    headings is missing, what stands in its place is a patient.
    """
    yield f"{judged.name}: could not be read"
    definitions = workbook_definitions()
    for each in judged.findings:
        place = f"{each.where}: " if each.where and str(each.where) else ""
        yield f"    {place}{each.action} {each.code}: {definitions[each.code].title}"
        yield f"        To do: {definitions[each.code].remedy}"
    yield "    What was found there: orderset check"


def outcome_line(cases: Sequence[Case]) -> str:
    """Say how many patients there are and what became of them.

    Example:
        >>> outcome_line([])
        '0 patients'
    """
    return counts_in_words(Counter(case.judgement.outcome for case in cases))


def counts_in_words(counts: Counter[Outcome]) -> str:
    """Say how many patients came out with each outcome, the worst first.

    Example:
        >>> counts_in_words(Counter({Outcome.READY: 2, Outcome.REFERRED: 1}))
        '3 patients: 1 referred, 2 ready'
    """
    parts = [
        f"{counts[outcome]} {words}" for outcome, words in OUTCOME_WORDS.items() if counts[outcome]
    ]
    number = counts.total()
    total = f"{number} patient{'' if number == 1 else 's'}"
    return f"{total}: {', '.join(parts)}" if parts else total


def to_pull(batch: BatchSummary) -> Iterator[str]:
    """Yield a line for each set of papers that must be pulled, with its row and without a name."""
    by_row = {each.entry.row: each for each in batch.cases}
    for each in batch.replaced:
        case = by_row[each.row]
        words = replaced_in_words(each, case, batch.failed.get(each.row))
        yield f"pull from the trolley: {words}"


def not_listed(batch: BatchSummary) -> Iterator[str]:
    """Yield a line for each patient of an earlier list of the workbook who is not in this one."""
    for each in batch.absent:
        yield (
            f"not in this list any more: {each.document_id}, version {each.version}, "
            f"in {' and '.join(each.batches)}"
        )


def decided_by(found: Finding) -> str:
    """Say who decided that a finding need not stop the cycle; empty if nobody did."""
    if found.authorised is None:
        return ""
    return f"authorised by {visible(found.authorised.by)}, {visible(found.authorised.on)}"


def _finding_lines(found: Finding) -> Iterator[str]:
    place = str(found.where) if found.where else ""
    by = f" ({decided})" if (decided := decided_by(found)) else ""
    yield f"    {place + ': ' if place else ''}{found.action} {found.code}{by}"
    yield f"        {visible(found.message)}"
    if found.expected:
        expected = visible(found.expected).removesuffix(".")
        yield f"        Found: {visible(found.found) or 'nothing'}. Expected: {expected}."
    yield f"        To do: {visible(found.hint)}"


def json_report(lists: Sequence[JudgedList]) -> dict[str, object]:
    """Return the report of a check as plain data."""
    return {
        "schema": CHECK_SCHEMA,
        "workbooks": [
            {
                "workbook": each.name,
                "sha256": each.source.sha256 if each.source else None,
                "usable": each.usable,
                "findings": [finding_fields(found) for found in each.findings],
                "patients": [
                    {
                        "row": case.entry.row,
                        "hospital_number": case.entry.hospital_number,
                        "cycle_number": case.entry.cycle_number,
                        "outcome": str(case.judgement.outcome),
                        "findings": [finding_fields(found) for found in case.judgement.findings],
                    }
                    for case in each.cases
                ],
            }
            for each in lists
        ],
    }
