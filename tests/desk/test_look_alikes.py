"""Characters nobody sees, and those that only look like the typed ones, change no command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.given import World, open_p1
from tocsin.desk.grammar import option as read_option
from tocsin.desk.grammar import read_line, words
from tocsin.domain.command import Command
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.mitigation import MarkMitigated, Mitigate
from tocsin.domain.notes import Note
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.resolution import Check
from tocsin.domain.roles.decide import Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.updates import PostUpdate
from tocsin.wording.clean import clean

UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2068\u2069\ufe0f\u180e"
)
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
BLANKS = "\u00a0\u2002\u2009\u202f\u3000"
LINE = "!incident INC-1 ack"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@given(st.lists(st.tuples(st.integers(0, len(LINE)), st.sampled_from(UNSEEN)), max_size=8))
def test_what_nobody_sees_changes_no_command(put: list[tuple[int, str]]) -> None:
    typed = LINE
    for at, char in sorted(put, reverse=True):
        typed = typed[:at] + char + typed[at:]

    line = read_line(typed, "!")

    assert (line.noun, line.number, line.verb) == ("incident", 1, "ack")


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_is_one(hyphen: str) -> None:
    assert read_line(f"!incident INC{hyphen}1 accept{hyphen}handoff", "!") == read_line(
        "!incident INC-1 accept-handoff", "!"
    )
    assert [read_option(word) for word in words(f"{hyphen}{hyphen}customer{hyphen}impact")] == [
        ("customer-impact", None)
    ]


@pytest.mark.parametrize("blank", BLANKS)
def test_every_blank_is_one(blank: str) -> None:
    assert read_line(LINE.replace(" ", blank), "!") == read_line(LINE, "!")


@pytest.mark.parametrize(
    "typed",
    [
        "\uff01incident INC-1 note x",
        "!\uff29\uff2e\uff23\uff29\uff24\uff25\uff2e\uff34 \uff29\uff2e\uff23\uff0d\uff11 note x",
        "!incident \uff031 note x",
        "!incident INC-\u0661 note x",
        "!incident: INC-1: note: x",
    ],
)
def test_wide_letters_and_other_digits_are_read(typed: str) -> None:
    line = read_line(typed, "!")
    assert (line.noun, line.number, line.verb, line.rest) == ("incident", 1, "note", "x")


@pytest.mark.parametrize(
    "who",
    [
        "@bo\u200b",
        "\u2068@bo\u2069",
        "@bo.",
        "@bo,",
        "@bo!",
        "(@bo)",
        "\uff20bo",
        "@\u200ebo",
        "<@bo>",
    ],
)
def test_a_person_is_found_whatever_a_phone_puts_around_the_name(who: str) -> None:
    world = open_p1()
    for line in (f"page {who}", f"assign tl {who}", f"handoff comms {who}"):
        reply = world.say(f"!incident INC-1 {line}")
        assert reply.accepted, reply.text.as_plain()
        assert "Bo Lind" in reply.text.as_plain()


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("take comms\u200b", Take(role="comms")),
        ("severity \u2068p0\u2069 worse", SetSeverity(severity="P0", reason="worse")),
        ("flag customer\u2011impact", SetFlag(flag="customer-impact")),
        ("check 1\u200b", Check(n=1)),
        ("mitigate scale\u2011up the pool", Mitigate(strategy="scale-up", what="the pool")),
        ("update\u200b \u200beta\u200b unknown\u200b", PostUpdate(eta="unknown")),
        ("escalate \u200eem it grows", Escalate(target="em", reason="it grows")),
        ("mitigated \u200b", MarkMitigated()),
        ("page @bo \u2060", RequestPage(target="@bo")),
        ("note\u00a0x", Note(text="x")),
    ],
)
def test_closed_words_are_read_as_they_look(typed: str, made: Command) -> None:
    world = open_p1()
    world.say("!incident INC-1 update investigating | down | looking | 12:00")
    world.say(f"!incident INC-1 {typed}")
    assert world.last == made


def test_free_text_keeps_what_joins_and_directs_it() -> None:
    world = open_p1()
    text = f"{FAMILY} \u05e9\u05dc\u05d5\u05dd\u200f \u2013 \u0645\u06cc\u200c\u062e\u0648"
    world.say(f"!incident INC-1 note {text}")
    assert world.last == Note(text=text)


def test_an_emoji_of_several_is_shown_as_one() -> None:
    assert clean(f"thanks {FAMILY}!") == f"thanks {FAMILY}!"
    assert clean("\u2764\ufe0f\u200d\U0001f525") == "\u2764\ufe0f\u200d\U0001f525"
    assert clean("a\u200db \u200d\U0001f469\u200d") == "ab \U0001f469"


def test_a_name_of_invisible_characters_is_no_name() -> None:
    reply = World().say("!incident declare slow p1 --service \u200b")
    assert not reply.accepted
    assert "--service needs a name" in reply.text.as_plain()
