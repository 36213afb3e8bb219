"""One data key, and the values that it seals: AES-256-GCM, bound to what each value is about."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.engine.sealing.key_derivation import KEY_BYTES, derive_key

_NONCE_BYTES = 12


class Tampered(Exception):
    """A sealed value was changed, or was sealed for another subject, retention class or field."""


class DataKey:
    """The key of one person or mission for one retention class."""

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)
        self._salt_key = derive_key(raw, "commitment salt")

    def seal_value(self, clear: bytes, about: bytes) -> bytes:
        """Seal a value; it opens only with the same `about`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, clear, about)

    def open_value(self, sealed: bytes, about: bytes) -> bytes:
        """Return the clear value; raises `Tampered`."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
        except (InvalidTag, ValueError) as wrong:
            raise Tampered(about.decode()) from wrong

    def derive_salt(self, occasion: bytes) -> bytes:
        """Return a secret salt for one occasion; without the key nobody can check a guessed value."""
        return hmac.digest(self._salt_key, occasion, "sha256")


def draw_key() -> bytes:
    """Return a new random key of 256 bits."""
    return os.urandom(KEY_BYTES)
