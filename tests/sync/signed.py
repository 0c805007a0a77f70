"""Keys of phones and what they sign, made by hand as a phone makes them (docs/sync.md)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


@cache
def _private(device: str) -> ec.EllipticCurvePrivateKey:
    """The same key for the same phone."""
    number = int.from_bytes(hashlib.sha256(device.encode()).digest()) >> 2
    return ec.derive_private_key(number, ec.SECP256R1())


def _base64url(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


@cache
def public_key(device: str) -> str:
    """What a phone registers of its key."""
    form = serialization.PublicFormat.UncompressedPoint
    point = _private(device).public_key().public_bytes(serialization.Encoding.X962, form)
    return _base64url(point)


def signature(operation: Any, device: str | None = None) -> str:
    """The signature of a phone, its own where none is named, over an operation.

    Raises:
        Exception: where the operation has no canonical form.
    """
    hash_ = hashlib.sha256(rfc8785.dumps(operation)).hexdigest()
    words = f"fieldapp-operation:{hash_}".encode()
    made = _private(device or operation["device"]).sign(words, ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(made)
    return _base64url(r.to_bytes(32) + s.to_bytes(32))


def signatures(operations: Iterable[Any], but: str) -> dict[str, str]:
    """What comes with operations that the phone `but` hands over: signatures of all that are not its own."""
    found: dict[str, str] = {}
    for one in operations:
        if not isinstance(one, dict) or one.get("device") == but or not isinstance(one.get("id"), str):
            continue
        try:
            found[one["id"]] = signature(one)
        except Exception:  # nothing a phone could have signed: no text of one kind, or no canonical form
            continue
    return found
