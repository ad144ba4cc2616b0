"""What the README shows can be used as it stands, and is true."""

from __future__ import annotations

import re
from typing import Final

from tests.chat_readme import ReadmeOfAChat, readme
from tocsin_discord.doctor import PERMISSIONS, SAY
from tocsin_discord.errors import MEANINGS

README: Final = readme("discord")


class TestDiscord(ReadmeOfAChat):
    platform, tokens = "discord", {"DISCORD_TOKEN": "a.b.c"}


def test_the_invite_link_asks_for_what_the_table_lists_and_doctor_looks_at() -> None:
    table = README.partition("| permission | reason |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| ([A-Z][^|]*) \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(SAY["permissions"])
    assert f"permissions={PERMISSIONS}" in README


def test_what_may_be_said_is_in_the_table_of_what_to_do() -> None:
    for word in ("http401", "closed4004", "closed4014", "50013", "10003", "30013", "50035",
                 "10062", "40060", "200000", "429.user", "429.global", "429.shared"):  # fmt: skip
        assert word in MEANINGS
        assert f"`{word}`" in README
