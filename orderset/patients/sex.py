"""The sex that growth and renal equations use."""

import enum


class Sex(enum.StrEnum):
    """Sex as the workbook's column says it: the one used in growth and renal equations."""

    FEMALE = "Female"
    MALE = "Male"
