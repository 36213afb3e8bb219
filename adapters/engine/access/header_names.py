"""The headers of a request and of its reply.

The subject identifies the principal, so no header names a role or a principal. The body of a command holds
only the fields of its JSON Schema, the same on the wire, in a scenario and on the command line; the rest is
in headers. An unknown `Jalon-` header is a fault.
"""

from typing import Final

COMMAND_ID: Final = "Jalon-Command-Id"
"""The UUID that the client gives to every command; the same id always gets the same answer."""

EXPIRES: Final = "Jalon-Expires"
"""An instant (RFC 3339); a command that arrives later is answered `expired`, and nothing is stored."""

TIME: Final = "Jalon-Time"
"""The instant of the act if it is not now; only the umbrella company, with a document, never the future."""

ON_BEHALF: Final = "Jalon-On-Behalf"
"""The party whose act an umbrella user records: `client` or `consultant`; needs evidence and channel."""

EVIDENCE: Final = "Jalon-Evidence"
"""The hash of the document that proves another party's act or an earlier time: `sha256:…`."""

CHANNEL: Final = "Jalon-Channel"
"""How another party's act arrived: `email`, `letter`, `phone`, `meeting`, `signature_service`."""

APPROVE: Final = "Jalon-Approve"
"""`true`: the principal approves the command as its second person; the reply is an approval, no event."""

APPROVAL: Final = "Jalon-Approval"
"""The approval of the second person; valid for one day for the same command with the same body and id."""

DRY_RUN: Final = "Jalon-Dry-Run"
"""`true`: return the answer, but store nothing."""

CORRELATION_ID: Final = "Jalon-Correlation-Id"
"""The UUID of the correlation; the id of the stream if it is missing."""

TRACEPARENT: Final = "traceparent"
"""W3C Trace Context, passed on from the command to the publication of its events."""

COMMAND_HEADERS: Final = (
    COMMAND_ID,
    EXPIRES,
    TIME,
    ON_BEHALF,
    EVIDENCE,
    CHANNEL,
    APPROVE,
    APPROVAL,
    DRY_RUN,
    CORRELATION_ID,
)
"""All headers of a command besides `traceparent`."""

PREFIX: Final = "jalon-"
"""The prefix of our headers, in lower case."""

SERVICE_ERROR: Final = "Nats-Service-Error"
"""In a reply: the outcome if the request failed (ADR-32 of NATS)."""

SERVICE_ERROR_CODE: Final = "Nats-Service-Error-Code"
"""In a reply: the HTTP status code of that outcome."""

CONTENT_TYPE: Final = "Content-Type"
