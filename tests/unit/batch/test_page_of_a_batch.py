"""Which files of a batch the page links to."""

import re
from pathlib import Path

from orderset.batch.printed_case import PrintedCase
from orderset.batch.summing_up import index_of
from orderset.delivery import Staging
from tests.unit.batch.printed_batches import NAME, listed, printing_of, rules_of
from tests.unit.documents.batches import batch_of


def test_packs_of_a_date_and_of_a_patient_are_linked_where_they_stand(tmp_path: Path) -> None:
    cases = [listed("C01", 2, "First"), listed("C02", 3, "Second")]
    printed = [PrintedCase(each, f"H{each.entry.row}-c1", (), {}) for each in cases]
    staging = Staging(tmp_path, NAME)
    staging.folder.mkdir(parents=True)
    paths = [
        "summary.pdf",
        "print/2026-12-08/labels.pdf",
        "print/2026-12-07/labels.pdf",
        "patients/H2-c1/pack.pdf",
    ]
    for path in paths:
        staging.write(path, b"%PDF")
    page = index_of(batch_of(cases), printed, staging, printing_of(rules_of())).decode()
    linked = re.findall(r'<a href="([^"#]+)"', page)
    assert linked == [paths[2], paths[1], paths[0], paths[3]]
