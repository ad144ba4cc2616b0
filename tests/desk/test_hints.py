"""What people are told to type can be pasted as it stands: with prefix, noun and id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk.given import World, open_p1
from tests.desk.test_wrong_arguments import WRONG
from tocsin.chat import Code
from tocsin.desk.grammar import read_line
from tocsin.desk.refusals import pasteable
from tocsin.desk.reply import Reply
from tocsin.desk.verbs import VERBS

EXAMPLES = Path(__file__).parents[2] / "examples" / "scenarios"
MARKED = re.compile(r"`([^`\n]+)`")
# What a hint leaves to be filled in -> something somebody may fill in
FILLED = {
    "<p0|p1|p2|p3>": "p2",
    "[p0|p1|p2|p3]": "p2",
    "p0|p1|p2|p3": "p2",
    "<status>": "investigating",
    "<eta>": "unknown",
    "@who": "@bo",
    "@you": "@ana",
    "<due>": "fri",
    "<section>": "lessons",
    "<time>": "11:05",
    "<n>": "1",
}
NO_COMMAND = ("tocsin ", "pip ")
# Refusals that name what to type, each reached by the lines before it
REFUSED = [
    "resolve", "mitigate other restart it|approve 1", "close", "accept", "postmortem publish",
    "resolve --override done|update a", "take tl", "handoff tl @ana", "approve", "reject x",
    "severity p3", "resolve --override done|close", "resolve --override done|postmortem draft",
    "resolve --override done|postmortem skip a test|close|note late|update all good",
    "milestone fixed 11:00", "flag drill", "milestone detected 10:00", "snooze update 0m",
    "status-page publish", "notify-customers", "page nobody", "postmortem lessons",
]  # fmt: skip


def hints(text: str) -> list[str]:
    return [hint for hint in MARKED.findall(text) if not hint.startswith(NO_COMMAND)]


def refusals() -> list[str]:
    said = []
    for _, typed, _ in WRONG:
        said.append(open_p1().say(f"!incident {typed}").text.as_plain())
    for lines in REFUSED:
        world = open_p1()
        said += [world.say(f"!incident {line}").text.as_plain() for line in lines.split("|")]
        said.append(world.say("!incident accept", by="guest-eve").text.as_plain())
    world = World()
    said += [
        world.say(line).text.as_plain()
        for line in ("!incident show", "!p1 slow", "!status", "!drill")
    ]
    said += [world.say("!incident declare slow p1 --service chekout").text.as_plain()]
    return said


def transcripts() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(EXAMPLES.glob("*.txt"))]


def unfilled(hint: str) -> str:
    for blank, word in FILLED.items():
        hint = hint.replace(blank, word)
    return re.sub(r"<[^>]+>", "words", hint)


FOUND = sorted({hint for text in (*refusals(), *transcripts()) for hint in hints(text)})


def test_there_are_hints() -> None:
    assert len(FOUND) > 40


@pytest.mark.parametrize("hint", FOUND)
def test_a_hint_has_prefix_and_noun_and_the_desk_reads_it(hint: str) -> None:
    assert hint.startswith(("!incident ", "!oncall")), hint
    line = read_line(unfilled(hint), "!")
    assert line.verb in VERBS or line.noun == "oncall", hint

    answer = open_p1().say(unfilled(re.sub(r"INC-(\d+|n)", "INC-1", hint))).text.as_plain()

    assert "Usage:" not in answer, answer
    assert "There is no verb" not in answer


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Nobody yet: `take ic`.", "Nobody yet: `!incident INC-7 take ic`."),
        ("See `incident list`.", "See `!incident list`."),
        ("There: `INC-3 show`.", "There: `!incident INC-3 show`."),
        ("To open one: `declare <title>`.", "To open one: `!incident declare <title>`."),
        ("Done: `!incident INC-7 ack`.", "Done: `!incident INC-7 ack`."),
        ("Run `tocsin export INC-7`.", "Run `tocsin export INC-7`."),
    ],
)
def test_a_command_in_a_sentence_is_made_whole(sentence: str, whole: str) -> None:
    assert pasteable(sentence, "!", "INC-7").as_plain() == whole


THEIRS = "`resolve --override all is well`"
QUOTED = (
    "merge INC-9{0}", "flag {0}", "snooze {0} 10m", "milestone {0} 10:00", "service {0}", "why {0}",
    "status-page {0}", "postmortem {0} x", "declare it is down --team {0}", "page {0}", "take {0}",
    "link-me {0}", "assign tl {0}", "check {0}", "update {0}", "task done {0}", "{0}",
    "severity {0}",
    "handoff ic {0}", "approve {0}", "reject {0}", "list {0}", "action done {0}", "unflag {0} x",
)  # fmt: skip


@pytest.mark.parametrize("theirs", [THEIRS, "`resolve`", "x`resolve", "` resolve `", "İ`resolve`"])
def test_a_refusal_makes_no_command_of_the_backticks_it_quotes(theirs: str) -> None:
    world = open_p1()
    for line in QUOTED:
        said = world.say(f"!incident {line.format(theirs)}", by="bo")
        codes = [one.words for one in said.text.spans if isinstance(one, Code)]
        assert not [code for code in codes if "resolve" in code and "update" not in code], line


def codes(said: Reply) -> list[str]:
    return [one.words for one in said.text.spans if isinstance(one, Code)]


@pytest.mark.parametrize("typed", ["frob `incident", "INC-1 declare `it` is `", "frob `!incident`"])
def test_a_refusal_keeps_its_own_command_whatever_backticks_were_typed(typed: str) -> None:
    found = codes(open_p1().say(f"!incident {typed}"))
    assert found[-1] in ("!incident help", "!incident INC-1 show")


LISTED = (
    ("task add `take ic` please", "task done 99"),
    ("action add `take ic` please @ana 3d", "action done 99"),
    ("mitigate rollback `take ic` please", "done 99"),
)


@pytest.mark.parametrize(("before", "typed"), LISTED)
def test_what_others_wrote_before_is_no_command_where_a_refusal_lists_it(
    before: str, typed: str
) -> None:
    world = open_p1()
    assert world.say(f"!incident {before}", by="bo").accepted
    said = world.say(f"!incident {typed}")
    assert "'take ic' please" in said.text.as_plain()
    assert codes(said) == []


def test_the_title_somebody_else_gave_is_no_command_where_incidents_are_listed() -> None:
    world = World()
    for title in ("`take ic` as it burns", "it is down"):
        world.say(f"!incident declare {title} p1", by="bo")
    said = world.say("!incident resolve", by="bo", room="")
    codes = [one.words for one in said.text.spans if isinstance(one, Code)]
    assert codes
    assert not [code for code in codes if "take" in code]
