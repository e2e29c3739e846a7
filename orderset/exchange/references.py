"""Names by which the resources of one bundle know each other, the same in every export."""

import dataclasses
import uuid

from orderset.exchange.codes import Element


NAMESPACE = uuid.UUID("80e2719b-2f7e-4447-b6ff-b931a83ef978")
"""Our own, chosen once: names made in another namespace can never be ours."""


@dataclasses.dataclass(frozen=True, slots=True)
class Names:
    """The names in the bundle of one case.

    ``content`` is the SHA-256 of all that its papers follow from: a document id alone is too short
    to keep the patients of many hospitals apart.
    """

    document_id: str
    content: str

    def id_of(self, what: str) -> str:
        """Return the id of a part of the case, for example of ``infusion-1``."""
        return str(uuid.uuid5(NAMESPACE, f"{self.document_id}/{self.content}/{what}"))

    def url_of(self, what: str) -> str:
        """Return the address of a part within the bundle."""
        return f"urn:uuid:{self.id_of(what)}"

    def reference(self, what: str) -> Element:
        """Return a reference to a part."""
        return {"reference": self.url_of(what)}
