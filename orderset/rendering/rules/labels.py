"""The rules for labels: LBL-01 to LBL-44, from the modules that hold a part of them each."""

from orderset.rendering.rules.figures import AGREEMENT
from orderset.rendering.rules.label_medicine import LABEL_MEDICINE
from orderset.rendering.rules.label_patient import LABEL_PATIENT
from orderset.rendering.rules.label_times import LABEL_TIMES
from orderset.rendering.rules.label_type import LABEL_TYPE
from orderset.rendering.rules.label_words import LABEL_WORDS
from orderset.rendering.rules.placing import LABEL_PLACES
from orderset.rendering.rules.rule import PrintRule


LBL: tuple[PrintRule, ...] = tuple(
    sorted(
        (
            *LABEL_PLACES,
            *LABEL_PATIENT,
            *LABEL_TIMES,
            *LABEL_MEDICINE,
            *LABEL_WORDS,
            *LABEL_TYPE,
            AGREEMENT,
        ),
        key=lambda rule: rule.id,
    )
)
