"""Removes what looks like a secret from a text.

A net, not a proof: what is known to be secret is struck out by its value (`struck`); this also
finds what nobody told us of, in rows of a log or in a vendor's reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

STRUCK: Final = "…"
SHORTEST: Final = 6
LONGEST: Final = 100_000

# Words that name a secret, alone or at the end of a longer name: `DB_PASSWORD`, `x-api-key`.
_NAMED: Final = r"""(?<![a-z0-9]) (?: [a-z0-9]{1,30} [_.-] ){0,4}
    (?: pass(?:word|wd|phrase)? | pwd | secret | token | (?: [a-z0-9]{1,20} [_-]? )? key
      | credentials? | cookie | session (?:[_-]?id)? | signature | sig )
    ["']? \s{0,5} (?: => | [:=] ) \s{0,5}"""
_SCHEME: Final = r"(?: basic | bearer | token | digest | [a-z]{0,12}key )"
_SHAPES: Final = (
    # a private key, whole or cut off
    r"(-----BEGIN\ [A-Z\ ]{0,30}PRIVATE\ KEY(?:\ BLOCK)?-----) (?: [^-] | -(?!----) ){1,20000}",
    # the password of an address
    r"([a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,200}:) [^\s/@]{1,500} (?=@)",
    # a header that lets somebody in, and its value anywhere
    rf"""((?<![a-z0-9]) authorization ["']? \s{{0,5}} [:=] \s{{0,5}} ["']? (?:{_SCHEME}\s{{1,5}})?)
        [^\s"',;]{{1,4000}}""",
    rf"((?<![a-z0-9]) {_SCHEME} \s{{1,5}} (?:token=)?) [a-z0-9._~+/=-]{{16,4000}}",
    # name = "value", name=value
    rf"""({_NAMED} ["']) [^"'\n]{{1,4000}}""",
    rf"""({_NAMED}) [^\s"',;&)}}\]]{{1,4000}}""",
    # tokens that are known by their look
    r"()(?<![a-z0-9_-]) eyJ[a-z0-9_-]{8,4000} \. [a-z0-9_-]{4,8000} (?: \.[a-z0-9_-]{0,4000} )?",
    r"()(?<![a-z0-9]) A(?:KI|SI)A[A-Z0-9]{16} (?![a-z0-9])",
    r"""()(?<![a-z0-9]) (?: gh[pousr]_ | github_pat_ | glpat- | xox[abeoprs]- | xapp- | [sr]k[_-]
        | npm_ | pypi- ) [a-z0-9_.-]{16,500}""",
)
_PATTERNS: Final = tuple(re.compile(shape, re.IGNORECASE | re.VERBOSE) for shape in _SHAPES)
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def redact(text: str) -> str:
    """Return the text with `…` for what looks like a secret, cut to 100,000 characters."""
    text = text[:LONGEST]
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{STRUCK}", text)
    return text


def struck(text: str, secrets: Iterable[str]) -> str:
    """Return the text with `…` for these values and what looks like a secret.

    Values shorter than six characters are left alone, since they occur in words.
    """
    for value in sorted(secrets, key=len, reverse=True):
        if len(value) >= SHORTEST:
            text = text.replace(value, STRUCK)
    return redact(text)


def one_line(text: str, longest: int) -> str:
    """Return the text on one line without control characters, cut to a length."""
    plain = _BREAKS.sub(" ", text[: longest * 4]).strip()
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
