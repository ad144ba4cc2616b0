"""Normalizes keys, verbs, options and names: look-alike characters become the usual ones.

Phones, documents and chat clients put in characters that nobody sees or that only look like the
typed ones. In keys, verbs, options and names they are read as what a person sees; free text is
never passed through here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from tocsin.wording.clean import UNSEEN

HYPHENS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\ufe58\ufe63\uff0d"
AROUND: Final = "()[]{}<>\"'`*“”„‘’«».,:;!?…"
_AS_HYPHEN: Final = {ord(hyphen): "-" for hyphen in HYPHENS}
_VARIANTS: Final = range(0xFE00, 0xFE10)


def normalized(text: str) -> str:
    """The text without what cannot be seen, with one kind of hyphen, digit and letter."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", without_unseen(text).translate(_AS_HYPHEN)).translate(
        _AS_HYPHEN
    )


def bare(word: str) -> str:
    """A plain word without the brackets, quotes and stops around it."""
    return normalized(word).strip().strip(AROUND)


def without_unseen(text: str) -> str:
    """The text without what shows as nothing."""
    return text if text.isascii() else "".join(char for char in text if not is_unseen(char))


def is_unseen(char: str) -> bool:
    """Whether a character shows as nothing: a joiner, a direction, a byte order mark."""
    return unicodedata.category(char) == "Cf" or char in UNSEEN or ord(char) in _VARIANTS


def without_unseen_lead(text: str) -> str:
    """Return the text without invisible characters at its beginning."""
    begin = next((at for at, char in enumerate(text) if not is_unseen(char)), len(text))
    return text[begin:]
