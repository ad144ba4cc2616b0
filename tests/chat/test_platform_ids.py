"""What a platform calls people, rooms and messages; lines that mention the bot; forms sent in."""

from __future__ import annotations

from typing import cast

import pytest

from tocsin.chat import (
    Account,
    Drafts,
    Field,
    Form,
    MessageRef,
    OfPlatform,
    RoomRef,
    addressed,
    filled_id,
)


class Paper(OfPlatform):
    platform = "paper"


YES_NO = (("yes", "Yes"), ("no", "No"))
ANA, BOB = (Account(platform="paper", id=id) for id in ("ana", "bob"))


def form(*fields: Field, incident: str = "") -> Form:
    return Form(name="update", title="Update", command="incident update", fields=fields,
                incident=incident)  # fmt: skip


def test_values_are_of_the_platform() -> None:
    paper = Paper()
    assert paper.account("7", "Ana") == Account(platform="paper", id="7", name="Ana")
    assert paper.room_ref("7", "inc") == RoomRef(platform="paper", id="7", name="#inc")
    assert paper.message("7", "9") == MessageRef(platform="paper", room="7", id="9")


def test_an_id_that_is_no_text_is_malformed() -> None:
    with pytest.raises(TypeError):
        Paper().account(cast("str", 7))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("@U0 list", "!list"),
        (" @U0: list", "!list"),
        ("@U0, !list", "!list"),
        ("@U0!list", "!list"),
        ("@U0", "!"),
        ("!list", "!list"),
        ("@U01 list", "@U01 list"),
        ("ask @U0", "ask @U0"),
    ],
)
def test_a_mention_of_the_bot_at_the_beginning_is_the_prefix(words: str, line: str) -> None:
    assert addressed(words, "@U0", "!") == line


def test_a_form_that_is_sent_again_as_it_is_is_the_same_one() -> None:
    filled = {"impact": "some", "action": "roll back"}
    again = dict(reversed(filled.items()))
    assert filled_id("V1", filled) == filled_id("V1", again)
    others = {filled_id("V2", filled), filled_id("V1", {}), filled_id("V1", filled, 1)}
    assert len(others - {filled_id("V1", filled)}) == 3


def test_what_was_refused_stands_in_the_form_that_is_opened_again_once() -> None:
    drafts, asked = Drafts(), form(Field(name="eta", label="ETA"), incident="INC-4")
    button = drafts.keep(ANA, "update", "INC-4", {"eta": "ten"})
    assert (button.command, button.form) == ("incident INC-4 update", "update")
    assert drafts.taken(BOB, asked) == asked
    assert drafts.taken(ANA, form(*asked.fields, incident="INC-5")).fields == asked.fields
    assert drafts.taken(ANA, asked).fields[0].value == "ten"
    assert drafts.taken(ANA, asked) == asked


def test_of_very_many_drafts_the_latest_are_kept() -> None:
    drafts, asked = Drafts(), form(Field(name="eta", label="ETA"))
    for number in range(201):
        drafts.keep(Account(platform="paper", id=str(number)), "update", "", {"eta": "ten"})
    assert drafts.taken(Account(platform="paper", id="0"), asked) == asked
    assert drafts.taken(Account(platform="paper", id="1"), asked) != asked


def test_a_form_within_fewer_fields_asks_yes_or_no_together_and_leaves_out_the_optional() -> None:
    must = [Field(name=f"must{n}", label="Must", required=True) for n in range(3)]
    may = [Field(name=f"may{n}", label="May") for n in range(3)]
    flags = [Field(name=f"is{n}", label="Is", kind="choice", choices=YES_NO) for n in range(2)]
    asked = form(*may, *flags, *must)
    assert asked.within(8) == (asked.fields, ())
    assert asked.within(5) == ((may[0], *must), tuple(flags))
    assert form(*must).within(2) == (tuple(must[:2]), ())
