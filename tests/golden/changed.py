"""What a run has rewritten: in a module of its own, so that the suite's options import no more."""

import pytest


CHANGED = pytest.StashKey[list[str]]()
