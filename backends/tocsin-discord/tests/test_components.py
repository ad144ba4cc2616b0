"""Buttons carry their command, forms their name; nothing is kept in memory for them."""

from __future__ import annotations

from tocsin.chat import Action, Card, Everyone, Field, Form, Mention, text
from tocsin_discord.components import command_of, drawn_card, message, stamped, unseen
from tocsin_discord.modals import MOST, WHICH, modal, named, values

ANA = "613425648685547541"
ACK = Action(label="Acknowledge", command="incident INC-42 ack", style="main")


def buttons(body: dict[str, object]) -> list[dict[str, object]]:
    rows = body["components"]
    assert isinstance(rows, list)
    return [one for row in rows for one in row["components"]]


def test_a_button_says_its_command() -> None:
    (button,) = buttons(message(text("Paged."), (ACK,)))
    assert (button["label"], button["style"]) == ("Acknowledge", 1)
    assert command_of(str(button["custom_id"])) == ("incident INC-42 ack", "")


def test_a_button_with_a_form_names_it() -> None:
    action = Action(label="Page", command="incident INC-42 status-page", form="status-page")
    (button,) = buttons(message(text("x"), (action,)))
    assert command_of(str(button["custom_id"])) == (action.command, "status-page")


def test_the_longest_command_stands_behind_a_button() -> None:
    action = Action(label="x" * 40, command="incident " + "y" * 81, form="status-page")
    (button,) = buttons(message(text("x"), (action,)))
    assert len(str(button["custom_id"])) <= 100
    assert command_of(str(button["custom_id"])) == (action.command, "status-page")


def test_what_finds_no_place_behind_a_button_is_left_out() -> None:
    action = Action(label="x", command="y" * 90, form="status-page")
    assert len(buttons(message(text("x"), (action, ACK)))) == 1


def test_five_buttons_stand_in_a_row_and_at_most_25_in_all() -> None:
    many = [Action(label=f"{n}", command=f"incident INC-{n} ack") for n in range(30)]
    rows = message(text("x"), many)["components"]
    assert [len(row["components"]) for row in rows] == [5] * 5
    ids = [one["custom_id"] for row in rows for one in row["components"]]
    assert len(set(ids)) == 25


def test_nobody_is_called_but_who_is_named() -> None:
    called = message(text("Paging ", Mention("ana", "Ana", ANA), " @everyone"))
    assert called["allowed_mentions"] == {"parse": [], "users": [ANA], "roles": []}
    assert message(text(Everyone()))["allowed_mentions"]["parse"] == ["everyone"]
    card = Card(heading=text("P1"), lines=(text(Mention("ana", "Ana", ANA)),))
    assert drawn_card(card)["allowed_mentions"] == {"parse": [], "users": [], "roles": []}


def test_a_message_too_long_as_content_is_an_embed_and_calls_all_the_same() -> None:
    body = message(text("*" * 1990, Mention("ana", "Ana", ANA), Everyone()))
    assert body["content"] == f"<@{ANA}> @here"
    assert body["embeds"][0]["description"].startswith("\\*")
    assert body["flags"] == 0


def test_whatever_its_length_it_is_taken() -> None:
    for words in ("*" * 9000, "a b\n" * 3000):
        body = stamped(message(text(words)), b"12345678")
        assert len(body["content"]) <= 2000
        assert all(len(one["description"]) <= 4096 for one in body["embeds"])


def test_a_mark_is_unseen_and_of_its_key_alone() -> None:
    one, other = unseen(b"12345678"), unseen(b"12335678")
    assert one != other
    assert len(one) == 24
    assert not one.strip("\u200b\u200c\u200d\u2060")


def test_a_form_that_discord_cannot_show_whole_asks_yes_and_no_in_one_field() -> None:
    flags = [
        Field(
            name=one, label=f"Is it {one}?", kind="choice", choices=(("no", "No"), ("yes", "Yes"))
        )
        for one in ("private", "drill", "security")
    ]
    first = [Field(name="title", label="What?", required=True), Field(name="why", label="Why?")]
    drawn = modal(form(*first, *flags, Field(name="more", label="More?")))
    fields = [one["component"]["custom_id"] for one in drawn["components"]]
    assert fields == ["title", "why", "more", WHICH]
    told = values(
        {
            "components": [
                {"type": 18, "component": {"type": 4, "custom_id": "title", "value": "down"}},
                {"type": 18, "component": {"custom_id": WHICH, "values": ["drill", "security"]}},
            ]
        }
    )
    assert told == {"title": "down", "drill": "yes", "security": "yes"}


def test_of_too_many_fields_those_stay_that_must_be_filled_in() -> None:
    many = [Field(name=f"a{n}", label="x", required=n == 7) for n in range(9)]
    drawn = modal(form(*many))
    assert [one["component"]["custom_id"] for one in drawn["components"]] == [
        "a0", "a1", "a2", "a3", "a7",
    ]  # fmt: skip
    assert len(drawn["components"]) == MOST


def test_a_modal_names_its_form_and_incident() -> None:
    drawn = modal(form(Field(name="status", label="Status")))
    assert named(drawn["custom_id"]) == ("update", "INC-42", "")
    assert named("form:declare:") == ("declare", "", "")
    assert named("form:update:INC-4:17") == ("update", "INC-4", "17")


def test_fields_are_drawn_as_what_they_are() -> None:
    choices = (("p0", "P0 all down"), ("p1", "P1 much"))
    drawn = modal(
        form(
            Field(name="title", label="Title", value="x" * 400, most=100, required=True),
            Field(name="why", label="Why", kind="lines", hint="In a line or two " * 20),
            Field(name="how", label="How bad", kind="choice", choices=choices, value="p1"),
            Field(name="who", label="Who", kind="person", choices=(("ana", "Ana"),)),
            Field(name="none", label="Nothing to choose", kind="choice"),
        )
    )
    title, why, how, who, none = (one["component"] for one in drawn["components"])
    assert (title["type"], len(title["value"]), title["style"]) == (4, 100, 1)
    assert (why["style"], why["required"]) == (2, False)
    assert len(drawn["components"][1]["description"]) <= 100
    assert [one["default"] for one in how["options"]] == [False, True]
    assert (who["type"], none["type"]) == (5, 4)


def form(*fields: Field) -> Form:
    return Form(
        name="update", title="Update", command="incident INC-42 update", fields=fields,
        incident="INC-42",
    )  # fmt: skip
