"""A team with a tool that records changes, and an incident whose rollback was made."""

from __future__ import annotations

from typing import Final

from tests.shop import CONTACTS, ONCALL, PEOPLE, SHOP
from tocsin.testing import Bot

TEAM: Final = f"""\
{SHOP}{PEOPLE}{ONCALL}{CONTACTS}leadership = ["cyrus"]
[services.checkout]
"""
DECLARE: Final = "!incident declare checkout returns 500s p1 --service checkout"
TITLE: Final = "INC-1, rollback: checkout 4.2"
_LINES: Final = ("ack", "take ic", "mitigate rollback checkout 4.2", "approve", "done 1")


def mitigated(bot: Bot, declare: str = DECLARE) -> None:
    """Declare, and report the rollback as made."""
    bot.say("ana", declare)
    for line in _LINES:
        bot.say("ana", f"!incident INC-1 {line}")
