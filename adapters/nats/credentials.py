"""Keys and tokens in the broker's format: nkeys, and JWTs signed with them."""

import base64
import hashlib
import os
from datetime import datetime
from enum import IntEnum
from typing import Any

import msgspec
import nkeys  # pyright: ignore[reportMissingTypeStubs]

_HEADER = b'{"typ":"JWT","alg":"ed25519-nkey"}'
_CREDENTIAL = """-----BEGIN NATS USER JWT-----
{token}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
{seed}
------END USER NKEY SEED------
"""


class KeyKind(IntEnum):
    """What a key belongs to; it is the first letter of the public key: O, A or U."""

    OPERATOR = nkeys.PREFIX_BYTE_OPERATOR
    ACCOUNT = nkeys.PREFIX_BYTE_ACCOUNT
    USER = nkeys.PREFIX_BYTE_USER


class SigningKey:
    """A key of the operator, of an account or of a user; the seed is secret."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._pair: Any = nkeys.from_seed(bytearray(seed))  # pyright: ignore[reportUnknownMemberType]
        self.public_key: str = self._pair.public_key.decode()

    def sign_token(
        self, subject: str, name: str, claims: dict[str, Any], *, at: datetime, until: datetime | None
    ) -> str:
        """Return the JWT that this key signs for another: its name and its claims."""
        body = {"iat": int(at.timestamp()), "iss": self.public_key, "name": name, "sub": subject}
        if until is not None:
            body["exp"] = int(until.timestamp())
        payload = {**body, "nats": {**claims, "version": 2}}
        digest = hashlib.sha256(msgspec.json.encode(payload)).digest()
        payload["jti"] = base64.b32encode(digest).decode().rstrip("=")
        signed = f"{_encode_base64url(_HEADER)}.{_encode_base64url(msgspec.json.encode(payload))}"
        return f"{signed}.{_encode_base64url(self._pair.sign(signed.encode()))}"


def draw_key(kind: KeyKind) -> SigningKey:
    """Draw a new key."""
    seed: bytes = nkeys.encode_seed(os.urandom(32), int(kind))  # pyright: ignore[reportUnknownMemberType]
    return SigningKey(seed)


def format_credential(key: SigningKey, token: str) -> bytes:
    """Return the content of a user's credential file: its token, and the seed that signs the challenge."""
    return _CREDENTIAL.format(token=token, seed=key.seed.decode()).encode()


def _encode_base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
