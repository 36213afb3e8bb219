"""The second person of an act that needs two, authenticated as the first one is: by its own subject.

The second person sends the very command that the first one will, with the same id, and `Jalon-Approve:
true`; it is answered with an approval, which the first person encloses. Nothing is kept meanwhile: an
approval is signed with a key of the store, and good for that one command, for a day.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from adapters.engine.access.requests import PrincipalLookup, PrincipalRole, RequestAddress
from domain.record import Second

APPROVAL_LIFETIME = timedelta(days=1)


class ApprovalClaim(msgspec.Struct, frozen=True, kw_only=True):
    """Who approves, and until when."""

    role: PrincipalRole
    principal: str
    until: datetime


class Approvals:
    """Gives approvals, and knows its own; `sign` is a keyed hash that nobody else can make."""

    def __init__(self, principals: PrincipalLookup, sign: Callable[[bytes], bytes]) -> None:
        self._principals = principals
        self._sign = sign

    def issue_approval(self, address: RequestAddress, command_id: UUID, body: bytes, now: datetime) -> str:
        """Return the approval of a command by whoever sends it."""
        claim = ApprovalClaim(role=address.role, principal=address.principal, until=now + APPROVAL_LIFETIME)
        claim_bytes = msgspec.json.encode(claim)
        return f"{_encode_base64(claim_bytes)}.{_encode_base64(self._sign_claim(claim_bytes, address.what, command_id, body))}"

    def find_approver(
        self, approval: str, address: RequestAddress, command_id: UUID, body: bytes, now: datetime
    ) -> Second | None:
        """Return the person who approved this command; none if the approval is for another, or stale."""
        try:
            claim_bytes, signature = map(urlsafe_b64decode, approval.split("."))
        except (ValueError, NotBase64):
            return None
        if not hmac.compare_digest(signature, self._sign_claim(claim_bytes, address.what, command_id, body)):
            return None
        claim = msgspec.json.decode(claim_bytes, type=ApprovalClaim)
        actor = self._principals.find_actor(claim.role, claim.principal)
        if actor is None or now > claim.until:
            return None
        return Second(principal=actor.principal, party=actor.party, role=actor.role)

    def _sign_claim(self, claim_bytes: bytes, verb: str, command_id: UUID, body: bytes) -> bytes:
        parts = (b"approval", claim_bytes, verb.encode(), command_id.bytes, body)
        return self._sign(b"".join(len(part).to_bytes(8) + part for part in parts))


def _encode_base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
