"""A private incident does not exist for whoever is not in it: no verb sees it, none changes it."""

from __future__ import annotations

import pytest

from scripts.draw_verbs import CANARY, EXAMPLES, Example, play, private, typed_by
from tests.scenarios.witness import must_have_been_played
from tests.simulate.given import Told
from tocsin.desk.confirmations import ANSWERS

ON_ONE = tuple(example for example in EXAMPLES if not example.is_of_no_incident)
NEVER = "There is no INC-1. `!incident list` shows the open ones."


def typed(example: Example) -> str:
    return example.typed


def tells(reply: str) -> bool:
    """Whether anything of the title is in it."""
    return any(word in reply for word in CANARY.split() if len(word) > 3)


@pytest.mark.parametrize("example", ON_ONE, ids=typed)
def test_a_stranger_reads_what_is_said_of_a_number_that_never_was(example: Example) -> None:
    known = typed_by("zoe", f"INC-1 {example.typed}", private(example))
    never = typed_by("zoe", f"INC-77 {example.typed}", private(example))
    must_have_been_played([Told(list(known.rows))])
    assert (known.accepted, known.changed) == (False, ())
    assert known.reply == NEVER == never.reply.replace("INC-77", "INC-1")


@pytest.mark.parametrize("example", EXAMPLES, ids=typed)
def test_without_a_number_it_is_not_the_one_that_is_meant(example: Example) -> None:
    for place in ("#incidents", "#INC-1"):
        came = typed_by("zoe", example.typed, private(example), place=place)
        assert "INC-1" not in came.changed
        assert not tells(came.reply)


@pytest.mark.parametrize("who", ["kim", "guest-gus", "bo"])
@pytest.mark.parametrize("line", ["INC-1 show", "INC-1 unflag private x", "list all", "ack"])
def test_support_guests_and_the_rest_of_the_team_are_strangers_too(who: str, line: str) -> None:
    came = typed_by(who, line, private(EXAMPLES[0]))
    assert came.changed == ()
    assert "INC-1" not in came.reply or came.reply == NEVER
    assert not tells(came.reply)


@pytest.mark.parametrize("example", ON_ONE, ids=typed)
def test_where_others_read_it_the_answer_holds_nothing_of_it(example: Example) -> None:
    came = typed_by("ana", f"INC-1 {example.typed}", private(example))
    assert not tells(came.reply)
    assert "Bo" not in came.reply
    inside = typed_by("ana", f"INC-1 {example.typed}", private(example), place="#INC-1")
    assert came.changed == (inside.changed if example.verb not in ANSWERS else ())


@pytest.mark.parametrize("level", ["primary", "backup"])
def test_nobody_of_another_team_puts_themselves_on_its_call(level: str) -> None:
    line = f"@zoe #incidents: !oncall override @zoe 4h --team shop --rotation {level}"
    came = play((*private(EXAMPLES[0]), line), then="3h")
    must_have_been_played([Told(list(came.rows))])
    assert came.accepted is False
    told = [row for row in came.rows if row.kind in ("message", "page") and "zoe" in row.to]
    assert told == []
