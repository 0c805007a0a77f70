"""The address in the code of a notice: its number, signed so that nobody makes one up. It says nothing of the child."""

from __future__ import annotations

import hashlib

from itsdangerous import Signer

from fieldapp.records.fields.notice_numbers import is_number

SALT = "school notice"


def _signer(secret: str) -> Signer:
    return Signer(secret, salt=SALT, digest_method=hashlib.sha256)


def address_of(server: str, number: str, secret: str) -> str:
    """`https://example.org/n/12345678-…`."""
    signature = _signer(secret).get_signature(number).decode()
    return f"{server.rstrip('/')}/n/{number}-{signature}"


def number_in(said: str, secret: str) -> str | None:
    """The number in what stands after `/n/`; None where it was not signed here."""
    number, between, signature = said.partition("-")
    right = between and is_number(number) and _signer(secret).verify_signature(number, signature)
    return number if right else None
