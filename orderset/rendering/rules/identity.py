"""The rules for print of the identity of the patient: PID-01 to PID-09.

Who the patient is comes from the workbook, so most of these are kept when it is read: a row that
breaks one is returned, cell and all, and nothing is printed of it.
"""

from orderset.rendering.rules.rule import PrintRule, Runs


_FIELDS = "tests/unit/patients/test_fields.py"
_IDENTIFIERS = "tests/unit/patients/test_identifiers.py"
_PARSING = "tests/unit/patients/test_parsing.py"
_NAMES = "tests/acceptance/test_names_of_the_world.py"
_HERE = "tests/unit/rendering/test_rules_identity.py"

PID: tuple[PrintRule, ...] = (
    PrintRule(
        id="PID-01",
        says=(
            "An NHS number of ten equal digits, with a wrong check digit or of a range that is not "
            "in use is refused; one of another nation's range is pointed out."
        ),
        source="printing.md 7 (NUM; S53)",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.identifiers.is_nhs_number on each row: nhs-number-invalid; "
            "orderset.patients.identifiers.issued_elsewhere: nhs-number-other-nation. "
            f"{_IDENTIFIERS}::test_only_ranges_in_use_are_valid, "
            f"{_IDENTIFIERS}::test_ten_equal_digits_are_no_number, "
            f"{_HERE}::test_a_number_of_another_nation_is_used_and_pointed_out"
        ),
        reading=(
            "The warning is a note: the number is right, and a caution on every Scottish patient "
            "would teach people to pass over cautions. Numbers from 300 to 399 million are pointed "
            "out too, though the newer lists give part of them to England."
        ),
    ),
    PrintRule(
        id="PID-02",
        says=(
            "An NHS number that the spreadsheet made a number of, or that has spaces of any kind, "
            "is read as its ten digits; anything else is returned with its row and cell."
        ),
        source="printing.md 7 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.fields.FieldParser.nhs_number on each row: nhs-number-invalid. "
            f"{_FIELDS}::test_an_nhs_number_is_taken_with_its_spaces_and_as_a_number, "
            f"{_FIELDS}::test_an_nhs_number_that_is_not_valid_is_returned"
        ),
        reading=(
            "A number that lost its leading zero has nine digits and is returned: it is not filled "
            "up, since a digit may be missing anywhere."
        ),
    ),
    PrintRule(
        id="PID-03",
        says="The apostrophe that marks a text is left away; leading zeros are kept.",
        source="printing.md 7 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.fields.FieldParser.hospital_number on each row. "
            f"{_FIELDS}::test_the_mark_that_makes_a_number_a_text_is_not_part_of_it, "
            f"{_FIELDS}::test_a_hospital_number_is_taken_as_it_stands, "
            f"{_FIELDS}::test_a_hospital_number_stored_as_a_number_is_used_and_said"
        ),
    ),
    PrintRule(
        id="PID-04",
        says="A patient with a number from 999 has TEST across every page, and nobody else has.",
        source="printing.md 7, LBL-39 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.batch.agreement.disagreements on each patient; that the mark is on every "
            "page is LBL-39. "
            "tests/unit/batch/test_agreement.py::test_what_is_broken_is_named_by_its_rule"
        ),
    ),
    PrintRule(
        id="PID-05",
        says=(
            "Two rows with one NHS number or one hospital number and different identities are both "
            "returned."
        ),
        source="printing.md 7 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.rows.conflicts_between_rows on each list: identity-conflict. "
            "tests/unit/patients/test_rows_against_each_other.py::"
            "test_one_nhs_number_with_two_identities_returns_both"
        ),
    ),
    PrintRule(
        id="PID-06",
        says=(
            "Names keep their diacritics, apostrophes and hyphens, composed (NFC); capitals are "
            "those of Unicode, whatever the machine's language."
        ),
        source="printing.md 7 (PAB-0049 to 0053)",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.batch.agreement.disagreements compares the name on each document with the "
            "row; LBL-04 and ORD-04 find it on each page. "
            "tests/unit/workbook/test_reader.py::"
            "test_text_is_stripped_and_composed_and_otherwise_left, "
            f"tests/unit/documents/test_wording.py::test_names_keep_their_letters, "
            f"{_NAMES}::test_a_name_is_printed_on_every_page_as_it_is_written"
        ),
        reading=(
            "Capitals do not know a name's language: the Turkish i becomes I, not İ, and ß becomes "
            "SS. A name that is written with İ keeps it."
        ),
    ),
    PrintRule(
        id="PID-07",
        says="Months are written from a fixed English table, never by the machine's language.",
        source="printing.md 7 (D+Ta-0002 to 0010)",
        runs=Runs.TESTS,
        how=(
            "tests/unit/test_dates.py::test_every_month_has_its_three_letters, "
            f"{_HERE}::test_no_module_asks_the_machine_how_a_date_is_written"
        ),
    ),
    PrintRule(
        id="PID-08",
        says="A date of birth in the future, after day 1 or 120 years ago or more is returned.",
        source="printing.md 7 [D]",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.parsing.parse_infusion on each row: date-in-future, "
            "value-out-of-range. "
            f"{_PARSING}::test_a_birth_in_the_future_is_said_once, "
            f"{_PARSING}::test_a_date_of_birth_may_be_day_1_but_not_after_it, "
            f"{_PARSING}::test_a_patient_is_under_120_years"
        ),
        reading=(
            "No set is for adults only, so no age under 18 is refused; what an age means for the "
            "treatment is the protocol's (age-below-3, adult-regimen)."
        ),
    ),
    PrintRule(
        id="PID-09",
        says="A family name of 35 characters is printed whole, wrapped between words, not smaller.",
        source="printing.md 7 (NID-0021)",
        runs=Runs.EVERY_BATCH,
        how=(
            "orderset.patients.fields.FieldParser.text on each row: value-too-long above 35; what "
            "does not fit its place is LBL-03 and does-not-fit. "
            f"{_FIELDS}::test_a_text_that_is_too_long_is_returned, "
            f"{_NAMES}::test_what_is_long_is_printed_whole_or_said_not_to_fit"
        ),
        reading=(
            "A longer name is returned to its sender instead of being printed: nobody but the "
            "hospital may decide how a name is shortened. One word that is longer than its line is "
            "broken within, and no hyphen is added that the name does not have."
        ),
    ),
)
