"""Passwords and tokens: how they are made, kept and checked. Knows nothing of people."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8


@lru_cache(maxsize=4)
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)


def hash_password(password: str, memory_kib: int) -> str:
    """The argon2id hash that is stored; a check takes `memory_kib` of memory."""
    return _hasher(memory_kib).hash(password)


@lru_cache(maxsize=4)
def _nobodys_hash(memory_kib: int) -> str:
    return _hasher(memory_kib).hash(secrets.token_urlsafe(16))


def password_fits(password: str, stored: str | None, memory_kib: int) -> bool:
    """Whether the password is the one hashed in `stored`.

    `stored` None (no such person) costs the same time, so that nobody learns which user names exist.
    """
    try:
        _hasher(memory_kib).verify(stored or _nobodys_hash(memory_kib), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def one_time_password() -> str:
    """Eight digits for a printed slip."""
    return f"{secrets.randbelow(10**8):08d}"


def new_token() -> str:
    """A phone's bearer token: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. A random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
