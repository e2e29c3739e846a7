"""The patient as a FHIR resource."""

from orderset.exchange.codes import Element, codes, in_words
from orderset.patients.patient import Patient
from orderset.patients.sex import Sex


GENDERS = {Sex.FEMALE: "female", Sex.MALE: "male"}
"""As every page prints it: "Gender", which is the sex that the equations were given."""


def patient_resource(patient: Patient) -> Element:
    """Return the Patient.

    The NHS number carries no verification status: a spreadsheet does not prove that it was traced.
    The hospital number has no system, because no hospital told us the address of its own.
    """
    name: Element = {"family": patient.family_name, "given": [patient.given_name]}
    if patient.title:
        name["prefix"] = [patient.title]
    return {
        "resourceType": "Patient",
        "identifier": _identifiers(patient),
        "name": [name],
        "gender": GENDERS[patient.sex],
        "birthDate": patient.date_of_birth.isoformat(),
    }


def _identifiers(patient: Patient) -> list[Element]:
    identifiers: list[Element] = []
    if patient.nhs_number:
        system = codes().identifier["nhs_number"].system
        identifiers.append({"system": system, "value": patient.nhs_number})
    hospital_number: Element = {
        "type": in_words("Hospital number"),
        "value": patient.hospital_number,
    }
    return [*identifiers, hospital_number]
