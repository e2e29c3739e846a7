"""The labels: one page per infusion, 102 × 76 mm, one for each bag.

Source: printing.md LBL-01 to LBL-44, clinical.md A4.
"""

import dataclasses
import datetime as dt

from orderset.dates import hours_later, printed_date, printed_time
from orderset.documents import wording
from orderset.documents.case import ReadyCase
from orderset.documents.document import Banner, Barcode, Document, Figure, Kind
from orderset.documents.figures import expiry_figures, medication_figures
from orderset.documents.medication import MedicationLine, medication_lines
from orderset.dosing.plan import Infusion
from orderset.settings import SiteSettings


STANDING = "Not valid until released by pharmacist"
PROTECT_FROM_LIGHT = "Protect from light."


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """One label. ``key`` is its barcode's.

    ``not_before`` and ``use_before`` are empty where the site has not said when it prepares:
    somebody then writes both. Where it has, the bag expires by the planned time, so it may not be
    prepared earlier.
    """

    key: str
    label_id: str
    number: str
    ward: str
    cycle: str
    infusion: MedicationLine
    not_before: str
    use_before: str
    use_before_rule: str


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """The view model: what all labels of a cycle share, and each of them."""

    banner: Banner
    labels: tuple[Label, ...]
    standing: str
    protocol: str
    gtin: str
    warnings: tuple[str, ...]
    pharmacy: str


def labels(case: ReadyCase, dates: frozenset[dt.date] | None = None) -> Document:
    """Return the labels of one patient's cycle.

    Args:
        case: The case.
        dates: The infusion dates that labels are wanted for; None for all. The numbers are those
            of the whole cycle, so that "Label 2 of 3" is the same label on whatever day it is
            printed. The caller sees to it that there is at least one (``selection.kinds_of``).
    """
    protocol = case.subject.protocol
    document_id = f"{case.document_id}-L"
    content = _content(case, document_id, dates)
    return Document(
        kind=Kind.LABELS,
        document_id=document_id,
        title=f"Labels {document_id}",
        page_width_mm="102",
        page_height_mm="76",
        pages=len(content.labels),
        watermarks=wording.watermarks(protocol, case.patient.nhs_number),
        required_text=tuple(
            wording.found_as(each)
            for each in (*_required(content), *wording.version_texts(case, len(content.labels)))
        ),
        barcodes=tuple(
            Barcode(each.key, each.label_id, f"DataMatrix of label {each.label_id}", content.gtin)
            for each in content.labels
        ),
        content=content,
        figures=_figures(case, dates),
        version=case.version,
        replaces=case.replaces,
        spelling=wording.spelling(case.subject.protocol),
    )


def _wanted(case: ReadyCase, dates: frozenset[dt.date] | None) -> tuple[Infusion, ...]:
    return tuple(each for each in case.plan.infusions if dates is None or each.date in dates)


def _figures(case: ReadyCase, dates: frozenset[dt.date] | None) -> tuple[Figure, ...]:
    """Return each label's numbers, on the page that is that label's."""
    return tuple(
        figure
        for page, infusion in enumerate(_wanted(case, dates), start=1)
        for figure in (*medication_figures(infusion, page), *expiry_figures(case, page))
    )


def _content(case: ReadyCase, document_id: str, dates: frozenset[dt.date] | None) -> Labels:
    protocol, site = case.subject.protocol, case.subject.site
    infusions = case.plan.infusions
    lines = medication_lines(infusions, case.subject)
    rule = f"{wording.hours(protocol.preparation.expiry_h.value)} after preparation"
    light = (PROTECT_FROM_LIGHT,) if site.protect_from_light else ()
    return Labels(
        banner=wording.banner_of(case.patient),
        labels=tuple(
            Label(
                key=f"label-{each.day}",
                label_id=f"{document_id}{each.day}",
                number=f"Label {each.day} of {len(infusions)}",
                ward=case.patient.ward,
                cycle=f"Cycle {case.patient.cycle_number}, {line.day.lower()}, {line.date}",
                infusion=line,
                not_before=_planned(case, each, site, expires=False),
                use_before=_planned(case, each, site, expires=True),
                use_before_rule=rule,
            )
            for each, line in zip(infusions, lines, strict=True)
            if dates is None or each.date in dates
        ),
        standing=STANDING,
        protocol=f"{protocol.id} {protocol.version}",
        gtin=site.gs1_gtin,
        warnings=(
            *wording.words_of((protocol.label.storage,)),
            *light,
            *wording.words_of((protocol.label.warning,)),
        ),
        pharmacy=f"{site.pharmacy}, {site.pharmacy_phone}",
    )


def _planned(case: ReadyCase, infusion: Infusion, site: SiteSettings, *, expires: bool) -> str:
    """Return when the bag is prepared, or expires, if the site has said when it prepares.

    Source: printing.md LBL-24; the hours are real ones when the clocks change (faults.md F15).
    """
    if not site.planned_preparation_time:
        return ""
    prepared_at = dt.time.fromisoformat(site.planned_preparation_time)
    lasts_h = int(case.subject.protocol.preparation.expiry_h.value) if expires else 0
    moment = hours_later(dt.datetime.combine(infusion.date, prepared_at), lasts_h)
    return wording.kept(f"{printed_date(moment.date())} {printed_time(moment.time())}")


def _required(content: Labels) -> tuple[str, ...]:
    """Return what must be found whole, as often as there are labels."""
    banner, said = content.banner, []
    for label in content.labels:
        said += [
            banner.name,
            f"Born {banner.born}",
            f"NHS No. {banner.nhs_number}",
            f"Hospital No. {banner.hospital_number}",
            label.ward,
            label.cycle,
            *label.infusion.texts,
            f"DOSE {label.infusion.dose}",
            label.number,
            label.label_id,
            label.use_before_rule,
            *((f"not before {label.not_before}", label.use_before) if label.use_before else ()),
            content.standing,
            content.protocol,
            *((f"GTIN {content.gtin}",) if content.gtin else ()),
            *content.warnings,
            content.pharmacy,
        ]
    return tuple(said)
