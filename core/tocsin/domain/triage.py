"""The four questions of triage, and the severity their answers propose.

"How many customers affected? What functionality is broken? Is data at risk? Is this a security
issue?" When an answer is uncertain, the higher severity is proposed.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from tocsin.domain.events import Answer
from tocsin.domain.severity import Severity, is_higher

Reach = Literal["all", "many", "few", "none", "unknown"]

QUESTIONS: Final[tuple[str, ...]] = (
    "How many customers are affected?",
    "What is broken?",
    "Is data at risk? (yes, no, unknown)",
    "Is it a security issue? (yes, no, unknown)",
)
# The first word of an answer that says how many; a bare number is judged by its size.
_REACH: Final[tuple[tuple[Reach, frozenset[str]], ...]] = (
    ("none", frozenset("none nobody zero".split())),
    ("all", frozenset("all every everyone everybody most".split())),
    ("many", frozenset("many some several half subset hundreds thousands dozens lots".split())),
    ("few", frozenset("few one two three single handful couple".split())),
)
_PROPOSED: Final[dict[Reach, Severity]] = {
    "all": "P0",
    "many": "P1",
    "unknown": "P1",
    "few": "P2",
    "none": "P3",
}
_MOST_PERCENT = 50
_FEW = 20
_MOST_DIGITS = 18  # what is longer is many anyway; Python refuses to read thousands of digits


def reach(customers: str) -> Reach:
    """How many customers an answer in free words speaks of; `unknown` when it cannot be told."""
    said = customers.lower()
    number = re.search(r"(\d+)\s*(%|percent)?", said)
    if number is not None:
        return _counted(int(number[1][:_MOST_DIGITS]), percent=number[2] is not None)
    words = frozenset(re.findall(r"[a-z]+", said))
    return next((found for found, known in _REACH if words & known), "unknown")


def _counted(number: int, *, percent: bool) -> Reach:
    if number == 0:
        return "none"
    if percent:
        return "all" if number >= _MOST_PERCENT else "many"
    return "few" if number <= _FEW else "many"


def proposed(customers: str, data: Answer, security: Answer) -> Severity:
    """The severity of these answers, from the definitions of the severity table."""
    if "yes" in (data, security):
        return "P0"  # data loss, security breach
    found = _PROPOSED[reach(customers)]
    uncertain = "unknown" in (data, security)
    return "P1" if uncertain and is_higher("P1", found) else found
