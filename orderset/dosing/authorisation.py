"""Decisions in the workbook that named findings need not stop a cycle.

A refer finding, and a return that the protocol marks authorisable, can be authorised by name and
date. A withhold never can. An authorisation that does not fit is itself a finding.
Source: clinical.md A1.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from orderset.dates import printed_date
from orderset.dosing.situation import Subject
from orderset.findings import (
    Action,
    Authorised,
    Definition,
    Finding,
    workbook_definitions,
    workbook_finding,
)
from orderset.patients.patient import Authorisation
from orderset.quantities import plain


def all_definitions(subject: Subject) -> Mapping[str, Definition]:
    """Return every code that can be named: those of the workbook and those of the protocol."""
    return {**workbook_definitions(), **subject.definitions}


def authorised_findings(subject: Subject, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, those with a valid authorisation marked with who decided and when."""
    authorisation = subject.patient.authorisation
    if authorisation is None or not _is_in_date(subject, authorisation):
        return tuple(findings)
    definitions = all_definitions(subject)
    stamp = Authorised(by=authorisation.by, on=authorisation.on.isoformat())
    return tuple(
        dataclasses.replace(each, authorised=stamp)
        if each.code in authorisation.codes
        and definitions[each.code].authorisable
        and each.action in {Action.REFER, Action.RETURN}
        else each
        for each in findings
    )


def _is_in_date(subject: Subject, authorisation: Authorisation) -> bool:
    days = subject.days_before_day_1(authorisation.on)
    return 0 <= days <= subject.protocol.validity.authorisation_days.value


def _why_not(definition: Definition) -> str:
    """Say why a finding cannot be authorised, by what it does."""
    return {
        Action.RETURN: "the row has to be corrected",
        Action.WITHHOLD: "its rule says do not give",
        Action.REFER: "it is about the authorisation itself",
    }.get(definition.action, "it does not stop the cycle")


def unknown_codes(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for every authorised code that there is not: a slip nobody may guess at."""
    authorisation = subject.patient.authorisation
    if authorisation is None:
        return
    definitions = all_definitions(subject)
    for code in authorisation.codes:
        if code not in definitions:
            yield workbook_finding(
                "value-not-in-list",
                f"There is no finding called {code}.",
                where=subject.at("authorised_findings"),
                found=code,
                expected="codes of findings, as the report of this list names them",
            )


def invalid_authorisation(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the authorisation whatever arose: a code or the date.

    This is said of a returned row too: what was authorised there may be what returns it.
    """
    authorisation = subject.patient.authorisation
    if authorisation is None:
        return
    definitions = all_definitions(subject)
    for code in authorisation.codes:
        if code in definitions and not definitions[code].authorisable:
            yield workbook_finding(
                "authorisation-not-allowed",
                f"{code} cannot be authorised in the workbook: {_why_not(definitions[code])}.",
                where=subject.at("authorised_findings"),
                found=code,
                expected="codes of refer findings, or of measurements that are true",
            )
    if not _is_in_date(subject, authorisation):
        days = plain(subject.protocol.validity.authorisation_days.value)
        yield workbook_finding(
            "authorisation-out-of-date",
            f"The authorisation of {printed_date(authorisation.on)} does not count for day 1, "
            f"{printed_date(subject.patient.day_1)}.",
            where=subject.at("authorised_on"),
            found=printed_date(authorisation.on),
            expected=f"at most {days} days before day 1, and not after it",
        )


def authorisation_findings(subject: Subject, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what is wrong with the authorisation, given everything that arose."""
    authorisation = subject.patient.authorisation
    if authorisation is None:
        return
    yield from invalid_authorisation(subject)
    definitions, arisen = all_definitions(subject), {each.code for each in findings}
    for code in authorisation.codes:
        if definitions[code].authorisable and code not in arisen:
            yield workbook_finding(
                "authorisation-unused",
                f"{code} is authorised but did not arise.",
                where=subject.at("authorised_findings"),
                found=code,
                expected="only codes that arose for this patient",
            )
