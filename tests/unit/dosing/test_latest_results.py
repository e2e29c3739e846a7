"""Which of several results is the latest."""

from orderset.dosing.latest import latest_results
from orderset.patients.patient import Result
from tests.unit.dosing.edge_subjects import creatinine


def _latest(*results: Result) -> list[str]:
    return [each.reported for each in latest_results(results)]


def test_of_none_there_is_no_latest() -> None:
    """An empty answer, no error."""
    assert _latest() == []


def test_the_newest_day_counts() -> None:
    """Given oldest first."""
    assert _latest(creatinine("40", 9), creatinine("41", 3)) == ["41"]


def test_the_last_time_of_the_newest_day_counts() -> None:
    """Midnight is a time too."""
    timed = (creatinine("40", 3, at="00:00"), creatinine("41", 3, at="08:00"))
    assert _latest(*timed) == ["41"]
    assert _latest(creatinine("40", 3, at="00:00")) == ["40"]


def test_all_of_one_time_count() -> None:
    """Two analysers may have had one sample."""
    twice = (creatinine("40", 3, at="08:00"), creatinine("41", 3, at="08:00"))
    assert _latest(*twice) == ["40", "41"]


def test_all_of_the_newest_day_count_where_a_time_is_missing() -> None:
    """Nobody can tell which came last."""
    mixed = (creatinine("40", 9), creatinine("41", 3), creatinine("42", 3, at="08:00"))
    assert _latest(*mixed) == ["41", "42"]
