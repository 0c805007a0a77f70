"""Who recorded an operation that somebody else hands over: checked by the signature of the phone that made it.

Pure. A phone makes a key pair (ECDSA, P-256) when someone signs in on it; the private half never leaves it, the
public one is registered with the sign-in. What it signs is the operation's hash, which is that of its RFC 8785
text: so a signature is checked as well against an operation whose names were blanked since (docs/sync.md).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

PURPOSE = "fieldapp-operation:"  # so that a signature made for anything else is none of an operation
POINT_BYTES, SIGNATURE_BYTES = 65, 64  # an uncompressed point; r and s, as WebCrypto gives both
BASE64URL = re.compile(r"[A-Za-z0-9_-]+\Z", re.ASCII)
LONGEST = 100  # characters either may have: 87 and 86 are needed
METHOD = ec.ECDSA(SHA256())


def is_public_key(text: object) -> bool:
    """Whether this is a P-256 public key as a phone registers it: the uncompressed point, base64url."""
    return isinstance(text, str) and _key(text) is not None


def is_signature(text: object) -> bool:
    """Whether this has the form of a signature: 64 bytes, base64url. It may still fit nothing."""
    return isinstance(text, str) and len(_bytes(text)) == SIGNATURE_BYTES


def signs(hash_: str | None, signature: str | None, keys: Iterable[str]) -> bool:
    """Whether one of these public keys made this signature over the operation with this hash."""
    if hash_ is None or signature is None or not is_signature(signature):
        return False
    made, words = _bytes(signature), (PURPOSE + hash_).encode()
    r, s = int.from_bytes(made[:32]), int.from_bytes(made[32:])
    return any(_fits(key, utils.encode_dss_signature(r, s), words) for key in keys)


def _fits(text: str, signature: bytes, words: bytes) -> bool:
    key = _key(text)
    try:
        if key is not None:
            key.verify(signature, words, METHOD)
            return True
    except InvalidSignature:
        pass
    return False


@lru_cache(maxsize=1000)
def _key(text: str) -> ec.EllipticCurvePublicKey | None:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text, POINT_BYTES))
    except ValueError:
        return None  # not a point of the curve


def _bytes(text: str, wanted: int | None = None) -> bytes:
    """What base64url says, nothing where it is none or says another number of bytes."""
    if len(text) > LONGEST or not BASE64URL.match(text):
        return b""
    try:
        said = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""
    return said if wanted is None or len(said) == wanted else b""
