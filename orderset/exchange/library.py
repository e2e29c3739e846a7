"""What is used of ``fhir.resources``, and the only module that cannot be loaded without it."""

from fhir.resources.R4B.bundle import Bundle


__all__ = ["Bundle"]
