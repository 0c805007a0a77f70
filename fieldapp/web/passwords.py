"""Passwords and tokens: how they are made, kept and checked. Knows nothing of people."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LITTLE = 4  # characters that are little beside a user name
FEW = 3  # different characters that are hardly any
ROWS = (
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv",
)
WORDS = """password passwd passw0rd admin administrator root welcome letmein iloveyou qwerty qwertyuiop asdfgh asdfghjkl
zxcvbn a aa abc abcd abcdef qq zz qaz wsx woaini woaini1314 nihao mima yimiao jiezhong fieldapp test user guest"""
COMMON = frozenset(WORDS.split())


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


def is_guessed(password: str, *own: str) -> bool:
    """Whether a password is among the first that anybody tries: digits or letters in order or over and over, a year or
    a common word with digits, or one of `own` (user name, telephone), also with little added."""
    plain = password.casefold()
    for word in filter(None, map(str.casefold, own)):
        if word in plain and len(plain) - len(word) <= LITTLE:
            return True
    if len(set(plain)) <= FEW or _in_order(plain):
        return True
    half = plain[: len(plain) // 2]
    letters = plain.strip("0123456789!@#$%^&*.-_ ")
    return half * 2 == plain or letters in COMMON or plain in COMMON


def _in_order(plain: str) -> bool:
    """Whether all of it runs along the digits, the alphabet or a row of keys, one way or the other."""
    return any(plain in row * 3 or plain in row[::-1] * 3 for row in ROWS)


def is_weak(password: str, role: str, *own: str) -> bool:
    """Whether a password opens too much for what it is: too short, among the first that are tried, or, of an
    administrator, nothing but digits."""
    bare = role == "administrator" and password.isdecimal()
    return len(password) < SHORTEST or bare or is_guessed(password, *own)


def as_printed(typed: str) -> str:
    """Digits of a slip as somebody typed them off the paper: without the gap printed between them, a dash put there,
    or wide digits. What is not digits alone stays as it was typed."""
    bare = re.sub(r"[\s\-–—_·.]", "", unicodedata.normalize("NFKC", typed))
    return bare if re.fullmatch("[0-9]+", bare) else typed


def one_time_password() -> str:
    """Eight digits for a printed slip."""
    return f"{secrets.randbelow(10**8):08d}"


def new_token() -> str:
    """A phone's bearer token: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. A random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
