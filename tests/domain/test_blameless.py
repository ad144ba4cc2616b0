"""The wording check: what it finds, what it leaves alone, and how well it does so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest

from tests.domain import blameless_sentences as judged
from tests.domain import blameless_sentences_more as more
from tests.domain.blameless_sentences import TEAM
from tocsin.domain.blameless import findings

# (sentences of blame, others, blame found, others found by mistake), as measured.
MEASURED: Final = {
    "seen": (judged.BLAMES[::2], judged.FINE[::2], 34, 0),
    "held out": (judged.BLAMES[1::2], judged.FINE[1::2], 35, 0),
    "later": (judged.BLAMES_LATER, judged.FINE_LATER, 23, 0),
    "unseen": (judged.BLAMES_UNSEEN, judged.FINE_UNSEEN, 13, 0),
    "more": (more.BLAMES, more.FINE, 47, 1),
}


def blamed(sentences: Sequence[str]) -> int:
    return sum(bool(findings(one, TEAM)) for one in sentences)


def test_the_documents_own_pair_is_told_apart() -> None:
    (found,) = findings("Engineer X didn't test properly")

    assert found.sentence == "Engineer X didn't test properly"
    assert "The deployment process lacked adequate testing" in found.suggestion
    assert findings("The deployment process lacked adequate testing") == ()


@pytest.mark.parametrize("group", MEASURED)
def test_it_finds_and_spares_exactly_as_many_as_were_measured(group: str) -> None:
    blames, fine, found, mistaken = MEASURED[group]
    assert (blamed(blames), blamed(fine)) == (found, mistaken)


def test_there_are_more_than_a_hundred_different_sentences() -> None:
    everything = [one for blames, fine, *_ in MEASURED.values() for one in (*blames, *fine)]
    assert len(everything) == len(set(everything)) > 200


@pytest.mark.parametrize(
    "text",
    [
        'Support wrote: "Bob forgot to tell us."',
        "> Tom ignored the alert.",
        "Thank you, Bob, for not giving up.",
        "Ana did not have access to the logs.",
        "The engineer did not know of the second pool.",
        "",
    ],
)
def test_quotes_thanks_and_missing_knowledge_are_no_blame(text: str) -> None:
    assert findings(text, TEAM) == ()


def test_a_person_is_found_by_any_part_of_the_name_and_by_mention() -> None:
    assert findings("Berg forgot the flag.", ["Tom Berg"])
    assert findings("@tom forgot the flag.")
    assert not findings("Zaphod forgot the flag.", ["Tom Berg"])


def test_every_sentence_is_judged_by_itself_in_order() -> None:
    text = "All was well. Bob forgot it!\nThe pipeline let it through. It was human error."
    assert [one.sentence for one in findings(text, TEAM)] == [
        "Bob forgot it!",
        "It was human error.",
    ]


@pytest.mark.parametrize("text", ["a " * 30_000, "who " * 9_000, "(" * 9_000, "Bob " * 9_000])
def test_long_nonsense_is_judged_in_bounded_time(text: str) -> None:
    assert findings(text, TEAM) == ()


def test_a_name_may_hold_any_character() -> None:
    assert findings("A(b forgot it.", ["A(b"])
