import pytest

from orderset.rendering.page_text import lost, printed_texts, says, squeezed, too_few


def is_found(text: str, page: str) -> bool:
    return not list(too_few([text], [squeezed(page)]))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("over 2 hours", "run over 2 hours today"),
        ("over 2 hours", "run over\r\n2 hours"),
        ("over 2 hours", "over\u00a02 hours"),
        ("07-Dec-2026", "on 07-\r\nDec-2026"),
        ("co-amoxiclav", "co\ufffeamoxiclav"),
        ("40\u00a0mg", "DOSE 40\u00a0mg"),
        ("40\u00a0mg", "(40\u00a0mg)."),
        ("40\u00a0mg", "40\u00a0mg, then 250\u00a0mL"),
        ("Born 03-Apr-2015 (11y)", "Born 03-Apr-2015 (11y) NHS No."),
    ],
)
def test_text_is_found_however_its_lines_are_broken(text: str, page: str) -> None:
    assert is_found(text, page)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("40\u00a0mg", "140\u00a0mg"),
        ("40\u00a0mg", "2.40\u00a0mg"),
        ("40\u00a0mg", "40 mg"),
        ("40\u00a0mg", "40\r\nmg"),
        ("40\u00a0mg", "40mg"),
        ("40\u00a0mg", "40\u00a0mgover"),
        ("40", "40.5"),
        ("40", "40,000"),
        ("over 2 hours", "over2 hours"),
        ("over 2 hours", "over 2 h ours"),
        ("over 2 hours", "over 2"),
    ],
)
def test_nothing_less_than_the_text_is_found(text: str, page: str) -> None:
    assert not is_found(text, page)


def test_text_asked_for_twice_must_stand_there_twice() -> None:
    once, twice = squeezed("a drug"), squeezed("a drug, and a drug")
    assert list(too_few(["a drug", "a drug"], [once])) == ["a drug"]
    assert not list(too_few(["a drug", "a drug"], [twice]))
    assert not list(too_few(["a drug", "a drug"], [once, once]))


def test_text_is_not_found_across_pages() -> None:
    assert list(too_few(["a drug"], [squeezed("a"), squeezed("drug")])) == ["a drug"]


def test_texts_of_a_template_are_those_that_get_on_paper() -> None:
    source = (
        "<html><head><title>no</title><style>no</style></head>"
        "<body><p>one &amp; <b>two</b></p>\n<script>no</script> three<br>four</body></html>"
    )
    texts = printed_texts(source)
    assert [text.strip() for text in texts] == ["one &", "two", "three", "four"]
    assert says(texts, "one & two")
    assert not says(texts, "five")


def test_lost_text_is_seen_whatever_the_style_did_to_its_case() -> None:
    pages = [squeezed("PREPARED BY\r\nword\u2010\r\nbreak")]
    assert not list(lost(["Prepared by", "word\u00adbreak"], pages, may_part=False))
    assert list(lost(["Prepared by", "Prepared by"], pages, may_part=False)) == ["Prepared by"]
    assert list(lost(["Checked by"], pages, may_part=True)) == ["Checked by"]


def test_only_a_document_of_any_length_may_part_a_text_between_pages() -> None:
    pages = [squeezed("a long"), squeezed("Page 2 text")]
    assert list(lost(["a long text"], pages, may_part=False)) == ["a long text"]
    assert not list(lost(["a long text"], pages, may_part=True))
