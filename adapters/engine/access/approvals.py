"""Approvals: the second person of a command that needs two is authenticated by its own subject.

The second person sends the same command with the same id and `Jalon-Approve: true`. The reply is an approval,
which the first person adds to the command. Nothing is stored meanwhile: the approval is signed with a key of
the store, and is valid for this command for one day.
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
    """The principal that approves, and the end of validity."""

    role: PrincipalRole
    principal: str
    until: datetime


class Approvals:
    """Issues and verifies approvals; `sign` is a keyed hash with a key of the store."""

    def __init__(self, principals: PrincipalLookup, sign: Callable[[bytes], bytes]) -> None:
        self._principals = principals
        self._sign = sign

    def issue_approval(self, address: RequestAddress, command_id: UUID, body: bytes, now: datetime) -> str:
        """Return the approval of a command by the principal of the address."""
        claim = ApprovalClaim(role=address.role, principal=address.principal, until=now + APPROVAL_LIFETIME)
        claim_bytes = msgspec.json.encode(claim)
        signature = self._sign_claim(claim_bytes, address.what, command_id, body)
        return f"{_encode_base64(claim_bytes)}.{_encode_base64(signature)}"

    def find_approver(
        self, approval: str, address: RequestAddress, command_id: UUID, body: bytes, now: datetime
    ) -> Second | None:
        """Return the person who approved this command, None if the approval is for another one or expired."""
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
        # Each part has its length in front, so that no two different commands give the same bytes.
        return self._sign(b"".join(len(part).to_bytes(8) + part for part in parts))


def _encode_base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
