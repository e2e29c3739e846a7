"""All rules for print, and those of them that every file is read back for."""

from orderset.rendering.rules.barcodes import BAR
from orderset.rendering.rules.batches import BAT
from orderset.rendering.rules.checklists import MON
from orderset.rendering.rules.figures import FIGURES
from orderset.rendering.rules.files import PDF
from orderset.rendering.rules.identity import PID
from orderset.rendering.rules.labels import LBL
from orderset.rendering.rules.order_sets import ORD
from orderset.rendering.rules.placing import A4_SHEETS
from orderset.rendering.rules.rule import PrintRule, Runs
from orderset.rendering.rules.versions import VERSIONS


ALL_RULES: tuple[PrintRule, ...] = tuple(
    sorted(
        (*LBL, *ORD, *FIGURES, *A4_SHEETS, *MON, *BAR, *PDF, *PID, *VERSIONS, *BAT),
        key=lambda rule: rule.id,
    )
)

FILE_RULES: tuple[PrintRule, ...] = tuple(
    rule for rule in ALL_RULES if rule.runs is Runs.EVERY_FILE and rule.check is not None
)
