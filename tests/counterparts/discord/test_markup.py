"""Discord's markdown as its clients draw it."""

from __future__ import annotations

import pytest

from tests.counterparts.discord.markup import Names, Shown, shown
from tests.counterparts.discord.seen import drawn

NAMES = Names(
    people={"101": "ana"},
    channels={"201": "incidents"},
    roles={"301": "db"},
    rings=frozenset({"101"}),
    everybody=True,
)
DRAWN = (
    (
        "plain words, 2 * 3 * 4 and snake_case_words",
        "plain words, 2 * 3 * 4 and snake_case_words",
        "",
    ),
    (
        "**bold** and *leaning* and _leaning_",
        "bold and leaning and leaning",
        "strong italic italic",
    ),
    ("__under__ ~~gone~~ ||hidden||", "under gone hidden", "underline struck spoiler"),
    ("\\*\\*not\\*\\* \\_this\\_ \\<@101> \\# \\`no\\`", "**not** _this_ <@101> # `no`", ""),
    ("`a **b**` ``c ` d``", "a **b** c ` d", "code code"),
    ("```py\nx = 1\n```", "x = 1", "block"),
    (
        "# head\n-# small\n> said\n- item\n1. one",
        "head\nsmall\nsaid\nitem\none",
        "heading subtext quote list list",
    ),
    ("\\# head\n\\- item\n1\\. one", "# head\n- item\n1. one", ""),
    ("<@101> <@!101> <@102>", "@ana @ana @unknown-user", "mention mention named"),
    ("<#201> <@&301>", "#incidents @db", "room named"),
    ("<t:1795775400:t> <t:1795775400:R>", "10:30 (relative)", "moment moment"),
    ("@everyone and @here", "@everyone and @here", "everyone everyone"),
    ("@\u200beveryone", "@everyone", ""),
    (
        "https://a.example/x. <https://b.example>",
        "https://a.example/x. https://b.example",
        "link unfurl link",
    ),
    ("[pay](https://evil.example)", "pay", "link"),
    (
        "[pay](<https://evil.example>) \\[no](https:\u200b//x.example)",
        "pay [no](https://x.example)",
        "link",
    ),
    (
        "discord.gg/abc :tada: </incident:9>",
        "discord.gg/abc :tada: /incident",
        "invite emoji command",
    ),
)


@pytest.mark.parametrize(("text", "read", "does"), DRAWN, ids=[one[0][:20] for one in DRAWN])
def test_markdown_is_drawn(text: str, read: str, does: str) -> None:
    assert shown(text, NAMES) == Shown(read, tuple(does.split()))


def test_nothing_rings_in_an_embed_and_a_flag_keeps_links_from_unfolding() -> None:
    embed = {"title": "INC-1", "description": "<@101> **up** https://a.example", "fields": []}
    message = {"content": "<@101> @here https://a.example", "embeds": [embed], "rings": [101]}
    assert drawn(message, NAMES) == Shown(
        "@ana @here https://a.example\nINC-1\n@ana up https://a.example",
        ("mention", "link", "unfurl", "named", "strong", "link"),
    )
    assert "unfurl" not in drawn({**message, "flags": 4}, NAMES).does
