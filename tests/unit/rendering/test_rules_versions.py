"""The rules for versions, broken in the ways they forbid."""

import dataclasses
import pathlib

import pytest

from orderset.documents.checklist import checklist
from orderset.documents.document import Document, reprinted
from orderset.documents.labels import labels
from orderset.documents.notice import notice
from orderset.documents.order_set import order_set
from orderset.documents.summary import summary
from orderset.documents.worksheet import worksheet
from tests.unit.documents.batches import batch_of
from tests.unit.documents.judged_cases import worked
from tests.unit.documents.order_documents import ready_at
from tests.unit.rendering.shipped_design import Mutation, broken_rules_of, with_document


OLD = "OS1-0D9B2E66AC"
BANNER = "{{ document.version_told }}"
SPANS = (
    '<p class="replaces">{% for each in document.replaces_lines %}<span>{{ each }}</span>'
    "{% endfor %}</p>"
)
RULES = {"VER-01", "VER-02"}


def second(replaces: str = OLD) -> Document:
    ready = dataclasses.replace(ready_at("C02", site={}), version=2, replaces=replaces)
    return loose(labels(ready))


def loose(document: Document) -> Document:
    """Return the document without the texts that it requires, so that the rule alone can tell."""
    return dataclasses.replace(document, required_text=())


MUTATIONS = {
    "another version on paper": ("VER-01", Mutation(replaced=((BANNER, "Version&nbsp;3"),))),
    "no version on paper": ("VER-01", Mutation(replaced=((BANNER, ""),))),
    "nothing of what is replaced": ("VER-02", Mutation(replaced=((SPANS, ""),))),
    "another paper than is replaced": (
        "VER-02",
        Mutation(replaced=((SPANS, '<p class="replaces">Replaces OS1-AAAAAAAAAA</p>'),)),
    ),
    "two papers": (
        "VER-02",
        Mutation(replaced=((SPANS, f"{SPANS}<p>Replaces OS1-AAAAAAAAAA</p>"),)),
    ),
    "a first version that replaces": (
        "VER-02",
        Mutation(expected=with_document(version=1, replaces="")),
    ),
    "a first print that says it is none": (
        "ORD-30",
        Mutation(
            document=lambda document: reprinted(document, 1), expected=with_document(reprint=0)
        ),
    ),
    "a paper that replaces itself": (
        "VER-02",
        Mutation(document=with_document(replaces="OS1-7F3A9C21")),
    ),
}


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS.values(), ids=MUTATIONS)
def test_what_is_broken_is_named(rule: str, mutation: Mutation, tmp_path: pathlib.Path) -> None:
    assert rule in broken_rules_of(second(), mutation, tmp_path)


@pytest.mark.parametrize("replaces", [OLD, "", "OS1-0000000000", "OS1-9E9C046991"])
def test_a_second_version_breaks_no_rule(replaces: str, tmp_path: pathlib.Path) -> None:
    case = dataclasses.replace(worked("C08"), version=2, replaces=replaces)
    ready = dataclasses.replace(ready_at("C02", site={}), version=12, replaces=replaces)
    for document in (notice(case), labels(ready), order_set(ready)):
        assert broken_rules_of(document, Mutation(), tmp_path) == set()


def test_a_page_of_a4_says_it_at_the_top_and_at_its_foot(tmp_path: pathlib.Path) -> None:
    case = dataclasses.replace(worked("C08"), version=2, replaces=OLD)
    document = loose(notice(case))
    wrong = Mutation(expected=with_document(version=3))
    assert "VER-01" in broken_rules_of(document, wrong, tmp_path, "notice")


REPRINTS = {
    "no mark": Mutation(replaced=(('<p class="reprint">{{ document.reprint_told }}</p>', ""),)),
    "another number": Mutation(expected=with_document(reprint=3)),
    "twice": Mutation(replaced=((BANNER, f"{BANNER} REPRINT 2"),)),
    "too small": Mutation(".label .reprint { font-size: 9pt; }"),
}


@pytest.mark.parametrize("mutation", REPRINTS.values(), ids=REPRINTS)
def test_a_reprint_that_does_not_say_so_is_named(
    mutation: Mutation, tmp_path: pathlib.Path
) -> None:
    document = loose(reprinted(labels(ready_at("C02", site={})), 2))
    assert broken_rules_of(document, Mutation(), tmp_path) == set()
    assert "ORD-30" in broken_rules_of(document, mutation, tmp_path)


def test_a_reprint_of_any_kind_breaks_no_rule(tmp_path: pathlib.Path) -> None:
    """Also with the longest name that a label takes."""
    ready = dataclasses.replace(ready_at("C02", site={}), version=12, replaces=OLD)
    for document in (
        notice(worked("C08")),
        labels(ready),
        order_set(ready),
        checklist(ready),
        worksheet(ready),
    ):
        assert broken_rules_of(reprinted(document, 12), Mutation(), tmp_path) == set()


def test_a_summary_has_no_version(tmp_path: pathlib.Path) -> None:
    document = summary(batch_of([worked("C01")]))
    assert document.version_told == ""
    assert not RULES & broken_rules_of(document, Mutation(), tmp_path, "summary")
