"""A whole incident on Discord, typed and with its buttons and forms, and what people see of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.people import DiscordPeople
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import COMMANDS, Conversation, Onlookers
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig

TOKEN: Final = "TALK_DISCORD_TOKEN"
MOST_CALLS: Final = {
    "POST /channels/{id}/messages": 54, "PATCH /channels/{id}/messages/{id}": 34,
    "POST /interactions/{id}/{token}/callback": 16, "GET /channels/{id}": 14,
}  # fmt: skip
MOST_TYPED: Final = 40
"""Answers to commands, where everything is typed as one."""
MOST_OTHERS: Final = 6
"""Requests of an incident from its declaration to its published post-mortem: 120, of each other
route so many at most."""
TEAM: Final = ("ana", "bo", "cy", "dana")


class TestDiscord(Conversation):
    """In #incidents are the team, and Eve, who is in no team file.

    No conversation asks more of Discord than `MOST_CALLS` and `MOST_OTHERS`.
    """

    more: ClassVar[dict[str, int]] = {}

    @pytest.fixture
    def discord(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Discord]:
        with Discord() as made:
            monkeypatch.setenv(TOKEN, made.token)
            made.room("incidents", *map(made.person, (*TEAM, "eve")))
            yield made
            most = dict.fromkeys(made.calls, MOST_OTHERS) | MOST_CALLS | self.more
            assert made.calls - Counter(most) == Counter(), "it asks more of Discord than it did"

    @pytest.fixture
    def accounts(self, discord: Discord) -> Mapping[str, str]:
        return {name: discord.person(name).id for name in TEAM}

    @pytest.fixture
    def backend(self, discord: Discord, tmp_path: Path) -> Backend:
        config = DiscordConfig(token=Secret(TOKEN), server=discord.guild_id, base_url=discord.url)
        context = ChatContext(
            name="discord", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print,
            commands=COMMANDS,
        )  # fmt: skip
        return DiscordBackend(config, context)

    @pytest.fixture
    def people(self, discord: Discord) -> Onlookers:
        return DiscordPeople(discord)


class TestByCommands(TestDiscord):
    """Whatever is typed is a command of Discord's own: with options, or as it is."""

    more: ClassVar[dict[str, int]] = {"POST /interactions/{id}/{token}/callback": MOST_TYPED}

    @pytest.fixture
    def people(self, discord: Discord) -> Onlookers:
        return InMenus(discord)


class InMenus(DiscordPeople):
    """People who never type a line where there is a command."""

    def say(self, who: str, room: str, line: str) -> None:
        """With its options where they are known; in a direct message Discord has no commands."""
        if not room or not line.startswith("!incident "):
            super().say(who, room, line)
            return
        person, place = self._who(who), self._room(room)
        self._discord.until(lambda: self._discord.commands() and self._discord.sockets() > 0)
        name, values = in_options(line.removeprefix("!incident "))
        deed = self._discord.slash(person, place, name, **values)
        assert self._discord.answered(deed), f"{line} was not answered in time"


def in_options(line: str) -> tuple[str, Mapping[str, str]]:
    """A line as a command and its options: `/incident do` where no pattern has it."""
    for pattern, name in PATTERNS:
        if found := re.fullmatch(pattern, line):
            return f"incident {name}", {key: one for key, one in found.groupdict().items() if one}
    return "incident do", {"line": line}


PATTERNS: Final = (
    (r"take (?P<role>\w+)", "take"),
    (r"(?:(?P<incident>INC-\d+) )?ack", "ack"),
    (r"(?:(?P<incident>INC-\d+) )?accept", "triage accept"),
    (r"(?P<incident>INC-\d+) triage (?P<customers>[^|]+) \| (?P<broken>[^|]+) \| "
     r"(?P<data>\w+) \| (?P<security>\w+)", "triage triage"),
    (r"mitigate (?P<strategy>\w+) (?P<what>.+)", "mitigate"),
    (r"approve (?P<n>\d)", "approve"), (r"done (?P<n>\d)", "change done"),
    (r"check (?P<n>\d)", "end check"), (r"mitigated", "change mitigated"),
    (r"page (?P<whom>\w+) (?P<message>.+)", "page"), (r"resolve", "resolve"),
    (r"postmortem (?P<section>\w+)(?: (?P<text>.+))?", "end postmortem"),
    (r"action add (?P<text>.+) (?P<person>@\w+) (?P<due>\w+)", "end action-add"),
    (r"list", "list"), (r"timeline", "look timeline"), (r"flag (?P<flag>\w+)", "triage flag"),
)  # fmt: skip
