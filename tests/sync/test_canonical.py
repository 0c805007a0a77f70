"""The hash of an operation is that of its RFC 8785 form, whatever it holds."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.records.operation import canonical_hash

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
NUMBERS |= st.sampled_from([0.0, -0.0, 29.0, 1e-5, 1e-7, 1e15, 1e16, 1e21, 123456789012345.6, 0.0001, 5e-324])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@given(VALUES)
def test_the_hash_is_that_of_the_canonical_form(value: Any) -> None:
    parsed = json.loads(json.dumps(value))
    assert canonical_hash(parsed) == hashlib.sha256(rfc8785.dumps(parsed)).hexdigest()


@pytest.mark.parametrize("text", ["[NaN]", "[1e999]", "[-1e999]", "NaN", '["\\ud800"]', f"[{10**400}]"])
def test_what_has_no_canonical_form_has_no_hash(text: str) -> None:
    assert canonical_hash(json.loads(text)) is None


def test_keys_beyond_the_basic_plane_sort_by_their_utf16_units() -> None:
    value = {"\ufb33": 1, "\U0001f600": 2}
    text = '{"\U0001f600":2,"\ufb33":1}'
    assert canonical_hash(value) == hashlib.sha256(text.encode()).hexdigest()


# text → what `JSON.stringify(JSON.parse(text))` writes, in any browser
BIG = {
    "[9007199254740991]": "[9007199254740991]",
    "[9007199254740992]": "[9007199254740992]",
    "[9007199254740993]": "[9007199254740992]",
    "[-9007199254740994]": "[-9007199254740994]",
    "[1000000000000000000000]": "[1e+21]",
    "[123456789012345678901234567890]": "[1.2345678901234568e+29]",
    '{"b":{"n":12345678901234567890}}': '{"b":{"n":12345678901234567000}}',
    "[-0.0,28.50,1e21,1E-7]": "[0,28.5,1e+21,1e-7]",
}


@pytest.mark.parametrize(("text", "canonical"), BIG.items())
def test_a_number_is_the_double_that_a_phone_reads(text: str, canonical: str) -> None:
    assert canonical_hash(json.loads(text)) == hashlib.sha256(canonical.encode()).hexdigest()
