"""The rules for print of the batch: BAT-01 to BAT-12.

Their checks stand in the batch room, which puts the files together; here is what they are.
"""

from orderset.rendering.rules.rule import PrintRule, Runs


_RELEASE = "orderset.batch.release.breaches"
_COMMANDS = "tests/acceptance/test_commands.py"
_ALONE = "tests/acceptance/test_patients_do_not_touch.py"
_DELIVERY = "tests/unit/test_delivery.py"
_AGREEMENT = "tests/unit/batch/test_agreement.py"
_RULES = "tests/unit/batch/test_batch_rules.py"
_MUTATIONS = f"{_RULES}::test_a_batch_that_breaks_a_rule_is_not_published"

BAT: tuple[PrintRule, ...] = (
    PrintRule(
        id="BAT-01",
        says="The rows that came in are the rows that came out, and the summary says so.",
        source="printing.md 10 [D]",
        runs=Runs.EVERY_BATCH,
        how=f"{_RELEASE} reads the printed summary and counts the records. {_MUTATIONS}",
    ),
    PrintRule(
        id="BAT-02",
        says="One patient's failure neither stops nor changes another's documents.",
        source="printing.md 10 [D]",
        runs=Runs.TESTS,
        how=(
            f"{_AGREEMENT}::test_one_patients_fault_is_that_patients_alone, "
            "tests/unit/rendering/test_pool.py::"
            "test_a_hang_a_crash_and_an_error_cost_one_document_each_and_order_is_kept"
        ),
        reading=(
            "A fault of ours while a list is judged still ends the run with nothing published: a "
            "plan that could not be made for one patient may be wrong for another."
        ),
    ),
    PrintRule(
        id="BAT-03",
        says="Rows in another order give each patient the same bytes.",
        source="printing.md 10 [D]",
        runs=Runs.TESTS,
        how=(
            f"{_ALONE}::test_each_patient_alone_and_together_gives_the_same_bytes, "
            f"{_ALONE}::test_patients_in_any_order_give_the_same_bytes"
        ),
    ),
    PrintRule(
        id="BAT-04",
        says="The same input gives the same hashes.",
        source="printing.md 10 [D]",
        runs=Runs.TESTS,
        how=(
            f"{_RULES}::test_the_same_list_gives_the_same_batch_byte_for_byte, "
            f"{_COMMANDS}::test_a_second_run_is_a_no_op_that_says_so"
        ),
    ),
    PrintRule(
        id="BAT-05",
        says="One patient and cycle on two rows is found, and both rows are returned.",
        source="printing.md 10 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.rows.conflicts_between_rows on each list: duplicate-patient; "
            "orderset.batch.agreement.shared_stems for what would get one document id. "
            "tests/unit/patients/test_rows_against_each_other.py::"
            "test_one_patient_and_cycle_on_two_rows_returns_both, "
            f"{_AGREEMENT}::test_one_document_id_on_two_rows_is_printed_for_neither"
        ),
    ),
    PrintRule(
        id="BAT-06",
        says="The exit code says that somebody is not ready.",
        source="printing.md 10 [D]",
        runs=Runs.TESTS,
        how=(
            f"{_COMMANDS}::test_a_withheld_patient_is_told_with_cell_reason_and_remedy, "
            f"{_COMMANDS}::test_a_second_run_is_a_no_op_that_says_so"
        ),
    ),
    PrintRule(
        id="BAT-07",
        says="A run that is killed leaves no part of a batch behind.",
        source="printing.md 10 [D]",
        runs=Runs.TESTS,
        how=(
            f"{_RULES}::test_a_run_that_is_killed_publishes_nothing_and_the_next_one_all, "
            f"{_DELIVERY}::test_leftovers_of_a_killed_run_are_removed, "
            f"{_DELIVERY}::test_what_is_not_published_leaves_nothing_behind"
        ),
    ),
    PrintRule(
        id="BAT-08",
        says="File names hold hospital number, cycle or row and the kind, never a name.",
        source="printing.md 10 [D]",
        runs=Runs.EVERY_BATCH,
        how=f"{_RELEASE} knows every path that a batch may hold. {_MUTATIONS}",
        reading=(
            "printing.md asks for the document id in file names. contract.md 4 names the folder by "
            "hospital number and cycle, which staff look for; the id is in the manifest and on "
            "every page. The batch and the returned copy are named after the workbook: a ward that "
            "puts a patient's name into that name finds it there again."
        ),
    ),
    PrintRule(
        id="BAT-09",
        says=(
            "A file for the printer has its parts' pages, all of them and no others, in the "
            "summary's order."
        ),
        source="printing.md 10 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.batch.packs.wrong_packs reads each file back: document id and page number of "
            f"each page, and the names on the printed summary. {_MUTATIONS}"
        ),
        reading=(
            "Where paper is printed on both sides a part may end with an empty page, and that must "
            "be empty. Of labels on sheets the number and the order of all labels count, since "
            "several stand on a page; their places are checked when the sheet is made."
        ),
    ),
    PrintRule(
        id="BAT-10",
        says="An empty weight or blood test is told with its cell; no default takes its place.",
        source="printing.md 10 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.fields.FieldParser on each row: value-missing; the protocol's "
            "rules: creatinine-missing, calcium-missing. "
            "tests/unit/patients/test_fields.py::"
            "test_a_required_cell_that_is_empty_is_returned, "
            "tests/unit/dosing/test_creatinine_rules.py::test_no_creatinine_withholds"
        ),
    ),
    PrintRule(
        id="BAT-11",
        says="The files for the printer are of A4 alone; labels have their stock and their own.",
        source="printing.md 10 [D]; S64",
        runs=Runs.EVERY_BATCH,
        how=f"orderset.batch.packs.wrong_packs measures every page. {_MUTATIONS}",
    ),
    PrintRule(
        id="BAT-12",
        says="All documents of a patient agree: who it is, every number, every id, every label.",
        source="printing.md 10, LBL-44",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.batch.agreement.disagreements on each patient's documents before one is "
            f"rendered. {_AGREEMENT}::test_what_is_broken_is_named_by_its_rule, "
            f"{_AGREEMENT}::test_nothing_is_published_of_a_patient_whose_documents_disagree"
        ),
        reading=(
            "What is compared is what each document must show; that it does show it is checked on "
            "each printed file by the rules of every file (ORD-32)."
        ),
    ),
)
