"""What a suggestion names can be pasted by somebody half asleep: it ends and publishes nothing."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.given import World, open_p1
from tocsin.desk.first_words import is_for_desk
from tocsin.desk.help import MEANT, near_verb
from tocsin.desk.verbs import VERBS
from tocsin.wording.help import ENDS

FINAL = {
    "close", "decline", "merge", "mitigated", "no", "notify-customers", "postmortem", "resolve",
    "status-page", "unflag", "yes",
}  # fmt: skip
LETTERS = string.ascii_lowercase + "-"


def slips(word: str) -> set[str]:
    """Every word one slip of a finger away: one letter less, more, another, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + c + b[1:] for a, b in cuts if b for c in LETTERS}
    more = {a + c + b for a, b in cuts for c in LETTERS}
    return (less | swapped | other | more) - {*VERBS, ""}


def test_what_ends_or_publishes_is_marked() -> None:
    assert {verb.name for verb in VERBS.values() if verb.final} == FINAL


@pytest.mark.parametrize("verb", VERBS)
def test_no_slip_of_any_verb_is_answered_with_one_that_ends_or_publishes(verb: str) -> None:
    assert {near_verb(slip).partition(" ")[0] for slip in slips(verb)} & FINAL == set()


def test_no_other_word_for_a_verb_means_one_that_ends_or_publishes() -> None:
    verbs = {line.partition(" ")[0] for line in MEANT.values()}
    assert verbs & FINAL == set()
    assert verbs <= set(VERBS)


@pytest.mark.parametrize("typed", ["lower", "loose", "clsoe", "resovle", "declin", "postmorten"])
def test_a_word_near_an_end_is_answered_with_help(typed: str) -> None:
    reply = open_p1().say(f"!incident {typed} p2")
    assert not reply.accepted
    assert set(re.findall(r"`([^`]+)`", reply.text.as_plain())) <= {
        "!incident help", "!incident severity p2",
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=LETTERS, min_size=1, max_size=14))
def test_no_word_at_all_is_answered_with_one_that_ends_or_publishes(word: str) -> None:
    assert near_verb(word).partition(" ")[0] not in FINAL


@pytest.mark.parametrize("typed", ["ackk", "aknowledge", "esclate", "tkae ic", "hand-off ic @bo"])
def test_a_slip_of_what_calls_people_is_answered_with_the_verb(typed: str) -> None:
    reply = World().say(f"!{typed}")
    assert "Did you mean `!incident " in reply.text.as_plain()


@pytest.mark.parametrize("typed", ["fixed", "stable", "monitoring"])
def test_a_word_for_the_end_of_the_impact_says_when_which_verb_is_right(typed: str) -> None:
    world = open_p1()
    reply = world.say(f"!incident INC-1 {typed}")
    assert not reply.accepted
    assert "If the impact is stopped: `!incident INC-1 mitigated`." in reply.text.as_plain()


@pytest.mark.parametrize("typed", sorted(ENDS))
def test_a_word_for_an_end_is_for_the_desk_without_the_word_incident(typed: str) -> None:
    assert is_for_desk(typed)
    assert typed not in VERBS
