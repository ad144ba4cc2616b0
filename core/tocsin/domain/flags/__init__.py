"""The closed list of flags, and who must know of each."""

from __future__ import annotations

from dataclasses import dataclass

FLAGS: tuple[str, ...] = (
    "security",
    "data-breach",
    "data-exposure",
    "unauthorized-access",
    "ddos",
    "customer-impact",
    "major-customer-impact",
    "media",
    "legal",
    "process-gap",
    "private",
    "drill",
)
# With one of these, somebody of the security team is needed.
SECURITY: frozenset[str] = frozenset(
    ("security", "data-breach", "data-exposure", "unauthorized-access", "ddos")
)
# With one of these, somebody may have got at something: evidence, access and keys come first.
BREACH: frozenset[str] = SECURITY - {"ddos"}
# Clearing one of these lets others read what they could not, so it is asked for twice.
CONFIRMED: frozenset[str] = SECURITY | {"private"}
# With one of these, customers notice.
CUSTOMERS: frozenset[str] = frozenset(("customer-impact", "major-customer-impact"))


@dataclass(frozen=True, kw_only=True)
class FlagCalls:
    """The contacts that are paged, and those that are told, when a flag is set.

    Args:
        instead: Who is paged where nobody stands behind `page`.
    """

    why: str
    page: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()


_TEAM, _CISO = ("security",), ("ciso",)
_SECURITY = FlagCalls(why="Suspected security issue", page=_TEAM, instead=_CISO, tell=_CISO)
_LEADERS = ("leadership", "cto", "ceo")
# "To Security Team: any suspected security breach, data exposure, unauthorized access, DDoS
# attack. To Leadership: major customer impact, data breach, media attention, legal implications."
FLAG_CALLS: dict[str, FlagCalls] = {
    "security": _SECURITY,
    "data-exposure": _SECURITY,
    "unauthorized-access": _SECURITY,
    "ddos": _SECURITY,
    "data-breach": FlagCalls(
        why="Suspected data breach", page=_TEAM, instead=_CISO, tell=(*_CISO, *_LEADERS)
    ),
    "major-customer-impact": FlagCalls(why="Major customer impact", tell=_LEADERS),
    "media": FlagCalls(why="Media attention likely", tell=_LEADERS),
    "legal": FlagCalls(why="Legal implications", tell=_LEADERS),
}
