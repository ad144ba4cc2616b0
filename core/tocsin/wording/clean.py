"""Text that came from outside, made safe to quote in one line of ours."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

TITLE: Final = 120
TEXT: Final = 300
ADDRESS: Final = 1000
ELLIPSIS: Final = "…"
NO_TITLE: Final = "(no title)"

# `@here`, `@everyone` … ring for a whole room; `<@&1>` rings for everybody of a role, and what
# begins with `<!` is an order to a chat, of whatever word.
_MASS: Final = re.compile(
    r"[@＠﹫](?=here|everyone|channel|room|subteam|&|(?:all|group)\b)|<!(?=[\w&])", re.IGNORECASE
)
# Letters and marks that show as nothing: they hide words, or make a title of nothing.
UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LINK: Final = re.compile(r"https?://[^\s<>\"'`|]+")


def clean(text: str, limit: int = TEXT) -> str:
    """Flatten untrusted text to one line of at most `limit` characters.

    Line breaks and tabs become single blanks; control, invisible and direction characters go;
    mass mentions are made visibly harmless (`(at)here`); what is too long ends with `…`.
    """
    kept = text if text.isprintable() and UNSEEN.isdisjoint(text) else _visible(text)
    flat = _MASS.sub("(at)", " ".join(kept.split()))
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + ELLIPSIS


def link(url: str) -> str:
    """A web address fit to be shown, or "" when it is none, hides something or is endless."""
    return url if _LINK.fullmatch(url) and clean(url, ADDRESS) == url else ""


def title(text: str, limit: int = TITLE) -> str:
    """A title on one line, `(no title)` where nothing of it can be seen."""
    return clean(text, limit) or NO_TITLE


def _visible(text: str) -> str:
    """Each character as it may be shown; what `str.isprintable` allows is, but for `UNSEEN`."""
    return "".join(
        character if _joins_emoji(text, at) else _character(character)
        for at, character in enumerate(text)
    )


def _joins_emoji(text: str, at: int) -> bool:
    """Whether a joiner makes one picture of two; between letters it hides something."""
    return (
        text[at] == "\u200d"
        and _ends_emoji(text[max(at - 2, 0) : at])
        and _is_emoji(text[at + 1 : at + 2])
    )


def _ends_emoji(text: str) -> bool:
    return _is_emoji(text.rstrip("\ufe0f")[-1:]) or "\U0001f3fb" <= text[-1:] <= "\U0001f3ff"


def _is_emoji(character: str) -> bool:
    return bool(character) and unicodedata.category(character) == "So"


def _character(character: str) -> str:
    """Blank for what breaks a line, nothing for what cannot be seen, else itself."""
    category = unicodedata.category(character)
    if character in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85" or category in ("Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co") or character in UNSEEN else character
