"""The growth rules of clinical.md A3, from the printed table B10.1 alone.

The table has whole years, so a child is judged on a birthday only; at any other age nothing is said
here, and who uses this must not place a patient of another age near a limit. Adults have the ranges
of A3 itself. The body mass index is not in the table: a weight counts as pounds above +4 SDS alone.
"""

from fractions import Fraction

from tests.reference.naive import Finding, Patient, completed_years


# age: boys' weight kg and height cm, girls' weight kg and height cm;
# each -4 SDS, 0.4th centile, 99.6th centile, +4 SDS
TABLE = {
    6: (
        ("13.5", "15.3", "30.6", "39.0"),
        ("96.5", "103.0", "128.9", "135.4"),
        ("12.7", "14.6", "31.8", "42.2"),
        ("95.9", "102.4", "128.3", "134.7"),
    ),
}


def is_birthday(patient: Patient) -> bool:
    return (patient.born.month, patient.born.day) == (patient.d1.month, patient.d1.day)


def growth_findings(patient: Patient) -> list[Finding]:
    """Height in inches or implausible, weight in pounds or implausible."""
    age = completed_years(patient.born, patient.d1)
    if age >= 18:
        return adult_findings(patient)
    if age not in TABLE or not is_birthday(patient):
        return []
    weights, heights = TABLE[age][2:] if patient.sex == "Female" else TABLE[age][:2]
    return height_findings(patient.height_cm, heights) + weight_findings(patient.weight_kg, weights)


def height_findings(height: Fraction, limits: tuple[str, ...]) -> list[Finding]:
    lowest, highest = Fraction(limits[0]), Fraction(limits[3])
    if height <= 3 or lowest <= height <= highest:
        return []
    if lowest <= height * Fraction("2.54") <= highest:
        return [("unit-suspect-height", "return")]
    return [("height-implausible", "return")]


def weight_findings(weight: Fraction, limits: tuple[str, ...]) -> list[Finding]:
    lowest, low, high, highest = (Fraction(each) for each in limits)
    if weight > highest and low <= weight / Fraction("2.2046") <= high:
        return [("unit-suspect-weight", "return")]
    if weight < lowest or weight > highest:
        return [("weight-implausible", "return")]
    return []


def adult_findings(patient: Patient) -> list[Finding]:
    findings = []
    if not 120 <= patient.height_cm <= 220:
        findings.append(("height-implausible", "return"))
    if not 30 <= patient.weight_kg <= 250:
        findings.append(("weight-implausible", "return"))
    return findings
