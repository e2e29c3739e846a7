"""An approved protocol, the honest way: a file that orderset has written the approval into."""

import datetime as dt

from orderset.protocol.approving import Decision, with_approval
from orderset.protocol.loading import (
    LoadedProtocol,
    default_protocol_bytes,
    protocol_from_bytes,
)


DECISION = Decision(
    "Medicines Committee",
    ("A Pharmacist, lead pharmacist", "B Consultant, rheumatologist"),
    dt.date(2026, 11, 30),
    dt.date(2027, 11, 30),
)


def approved_bytes(content: bytes | None = None, decision: Decision = DECISION) -> bytes:
    """The bytes of a protocol file, the default one's without any, approved."""
    return with_approval(default_protocol_bytes() if content is None else content, decision)


def approved_protocol(
    content: bytes | None = None, decision: Decision = DECISION
) -> LoadedProtocol:
    """The protocol as it is loaded from them."""
    return protocol_from_bytes(approved_bytes(content, decision))
