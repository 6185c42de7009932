"""Signatures of decision records: Ed25519 over the hash of a record, by the extra `sign`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from attrs import frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import CovenantError

ALGORITHM = "Ed25519"


class SigningError(CovenantError, ValueError):
    """A key cannot be used, or a signature does not stand."""


@frozen
class Keys:
    """A new pair of keys, as the PEM text of two files."""

    private: bytes
    public: bytes


def new_keys() -> Keys:
    """Return a new pair of keys; the private one is not encrypted.

    Raises:
        SigningError: the extra is missing.
    """
    serialization, ed25519 = _library()
    key = ed25519.Ed25519PrivateKey.generate()
    return Keys(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


def sign(record_hash: str, pem: bytes, shown: str) -> dict[str, str]:
    """Return the signature of *record_hash* by the private key in *pem*, as a record holds it.

    Raises:
        SigningError: the extra is missing, or *pem* holds no private Ed25519 key without password.
    """
    serialization, ed25519 = _library()
    key = _key(
        lambda: serialization.load_pem_private_key(pem, None), ed25519.Ed25519PrivateKey, shown
    )
    return {
        "algorithm": ALGORITHM,
        "key": key.public_key().public_bytes_raw().hex(),
        "value": key.sign(record_hash.encode()).hex(),
    }


@frozen
class PublicKey:
    """A public key, by which signatures are checked; *shown* is its file."""

    key: Any
    shown: str

    def check(
        self, record_hash: str, signature: Mapping[str, str] | None, file: str
    ) -> Diagnostic | None:
        """Return why *signature* of the record in *file* is not that of its hash, or None."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  (an extra)

        if signature is None:
            return diagnostic("E721", file=file)
        raw, signed = self.key.public_bytes_raw().hex(), signature["key"]
        if signed != raw:
            cut = signed[: len(raw)]
            return diagnostic("E722", file=file, key=self.shown, given=raw, signed=cut)
        try:
            self.key.verify(bytes.fromhex(signature["value"]), record_hash.encode())
        except (InvalidSignature, ValueError):
            return diagnostic("E723", file=file, key=self.shown)
        known = signature["algorithm"] == ALGORITHM
        return None if known else diagnostic("E723", file=file, key=self.shown)


def public_key(pem: bytes, shown: str) -> PublicKey:
    """Return the public key in *pem*.

    Raises:
        SigningError: the extra is missing, or *pem* holds no public Ed25519 key.
    """
    serialization, ed25519 = _library()
    key = _key(lambda: serialization.load_pem_public_key(pem), ed25519.Ed25519PublicKey, shown)
    return PublicKey(key, shown)


def _key(load: Callable[[], Any], kind: type, shown: str) -> Any:
    """Return the key that *load* reads, if it is of *kind*; the library refuses in many ways."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  (an extra)

    try:
        key = load()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, kind):
        word = "PRIVATE KEY" if "Private" in kind.__name__ else "PUBLIC KEY"
        raise SigningError(diagnostic("E724", file=shown, kind=word))
    return key


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415  (an extra)
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    except ImportError as error:
        raise SigningError(diagnostic("E720")) from error
    return serialization, ed25519
