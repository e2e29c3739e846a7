"""Which of several results of one test counts as the latest."""

from collections.abc import Sequence

from orderset.patients.patient import Result


def latest_results(results: Sequence[Result]) -> tuple[Result, ...]:
    """Return those taken last, of the results of one test given oldest first.

    Of several on the newest day, those of the last time count where each has a time. Otherwise
    nobody can tell which came last: all of that day are returned, and the rule takes the safe one.
    """
    newest = [each for each in results if each.taken_on == results[-1].taken_on]
    if all(each.taken_at is not None for each in newest):
        newest = [each for each in newest if each.taken_at == newest[-1].taken_at]
    return tuple(newest)
