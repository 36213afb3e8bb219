"""The headers of a request and of its reply; the body of a command is its fields alone.

Who asks is told by the subject and by nothing else, so no header names a role or a principal. What goes
with a command, yet is no part of it, stands in a header: a command's body is what its JSON Schema says, the
same on the wire, in a scenario and on the command line. An unknown `Jalon-` header is a fault, not noise.
"""

from typing import Final

COMMAND_ID: Final = "Jalon-Command-Id"
"""A UUID, made by the sender, that every command has: asked again with it, a command has one answer."""

EXPIRES: Final = "Jalon-Expires"
"""An instant (RFC 3339): a command that arrives later is answered `expired`, and nothing is stored."""

TIME: Final = "Jalon-Time"
"""When it happened, if not now: for the umbrella company, on a document; never the future."""

ON_BEHALF: Final = "Jalon-On-Behalf"
"""The party whose act an umbrella user records: `client` or `consultant`; with its evidence and channel."""

EVIDENCE: Final = "Jalon-Evidence"
"""The hash of the document that shows another party's act, or an earlier time: `sha256:…`."""

CHANNEL: Final = "Jalon-Channel"
"""How another party's act came in: `email`, `letter`, `phone`, `meeting`, `signature_service`."""

APPROVE: Final = "Jalon-Approve"
"""`true`: the sender is the second person of this act; it is answered with an approval, and not done."""

APPROVAL: Final = "Jalon-Approval"
"""What the second person was answered: good for the same command, with the same body and id, for a day."""

DRY_RUN: Final = "Jalon-Dry-Run"
"""`true`: say what would be answered; nothing is stored."""

CORRELATION_ID: Final = "Jalon-Correlation-Id"
"""The saga that the command belongs to, a UUID; otherwise the stream that it is about."""

TRACEPARENT: Final = "traceparent"
"""W3C Trace Context, carried on from the command to the publication of its events."""

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
"""All that a command may have besides `traceparent`."""

PREFIX: Final = "jalon-"
"""How our headers begin, in lower case."""

SERVICE_ERROR: Final = "Nats-Service-Error"
"""Of a reply: the outcome, where it is no answer to what was asked (ADR-32 of NATS)."""

SERVICE_ERROR_CODE: Final = "Nats-Service-Error-Code"
"""Of a reply: its code, as of HTTP."""

CONTENT_TYPE: Final = "Content-Type"
