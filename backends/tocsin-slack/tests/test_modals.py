"""A form is a modal and back, within what Slack takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tocsin.chat import Field, Form
from tocsin_slack import modals

ROLES = (("ic", "Incident Commander"), ("tl", "Technical Lead"))
PEOPLE = (("ana", "Ana Lima (@ana)"), ("bo", "Bo Berg (@bo)"))
FORM = Form(
    name="roles",
    title="INC-4: give a role to somebody",
    command="incident INC-4 assign {role:word} @{person:word} {why}",
    fields=(
        Field(name="role", label="Role", kind="choice", choices=ROLES, value="tl", required=True),
        Field(name="person", label="Person", kind="person", choices=PEOPLE, required=True),
        Field(name="why", label="Why", kind="lines", value="asleep", hint="Or not.", most=500),
    ),
    incident="INC-4",
    submit="Give it",
)


def sent(view: dict[str, Any], **filled: Any) -> dict[str, Any]:
    """The view as Slack tells it when it was sent."""
    values = {name: {"filled": value} for name, value in filled.items()}
    return {**view, "id": "V1", "state": {"values": values}}


def test_what_is_filled_in_is_the_line_that_is_typed() -> None:
    view = sent(
        modals.modal(FORM, "C1"),
        role={"type": "static_select", "selected_option": {"value": "ic", "text": {}}},
        person={"type": "static_select", "selected_option": {"value": "bo", "text": {}}},
        why={"type": "plain_text_input", "value": "Bo is awake\nand here"},
    )
    assert json.loads(view["private_metadata"]) == {"command": FORM.command, "room": "C1"}
    assert FORM.filled(modals.values(view)) == "incident INC-4 assign ic @bo Bo is awake and here"


def test_what_was_left_empty_is_empty() -> None:
    view = sent(
        modals.modal(FORM, ""),
        role={"type": "static_select", "selected_option": None},
        why={"type": "plain_text_input", "value": None},
    )
    assert modals.values(view) == {"role": "", "why": ""}


def test_what_is_known_stands_there_already() -> None:
    head, role, person, why = modals.modal(FORM, "C1")["blocks"]
    assert head["text"]["text"] == FORM.title  # as the title of a modal it would be cut
    assert role["element"]["initial_option"]["value"] == "tl"
    assert "initial_option" not in person["element"]
    assert [one["value"] for one in person["element"]["options"]] == ["ana", "bo"]
    assert why["element"]["initial_value"] == "asleep"
    assert (why["element"]["multiline"], why["element"]["max_length"]) == (True, 500)
    assert (role["optional"], why["optional"]) == (False, True)
    assert why["hint"]["text"] == "Or not."


def test_a_choice_among_nothing_is_a_text() -> None:
    field = Field(name="service", label="Service", kind="choice")
    (block,) = modals.modal(Form(name="x", title="X", command="x", fields=(field,)), "")["blocks"]
    assert block["element"]["type"] == "plain_text_input"


@pytest.mark.parametrize("title", ["Update", "INC-4: a title that is longer than Slack takes"])
def test_everything_is_within_slacks_limits(title: str) -> None:
    many = tuple((f"p{n}", f"Person {n} " + "x" * 90) for n in range(140))
    fields = (
        Field(name="who", label="L" * 300, kind="person", choices=many, value="p1"),
        Field(
            name="what", label="What", kind="lines", value="v" * 9000, most=9000, hint="h" * 4000
        ),
    )
    form = Form(name="x", title=title, command="incident x {what}", fields=fields, submit="S" * 60)
    view = modals.modal(form, "C1")
    *_, who, what = view["blocks"]
    assert all(len(view[name]["text"]) <= 24 for name in ("title", "submit", "close"))
    assert len(who["element"]["options"]) == 100
    assert all(len(one["text"]["text"]) <= 75 for one in who["element"]["options"])
    assert len(what["element"]["initial_value"]) == what["element"]["max_length"] == 3000
    assert all(len(one["label"]["text"]) <= 2000 for one in (who, what))
    assert len(what["hint"]["text"]) <= 2000
    assert len(view["private_metadata"]) <= 3000


def test_a_form_with_nothing_to_fill_in_says_what_it_does() -> None:
    form = Form(name="ack", title="INC-4: acknowledge", command="incident INC-4 ack", fields=())
    view = modals.modal(form, "C1")
    assert [one["text"]["text"] for one in view["blocks"]] == ["INC-4: acknowledge"]
    assert modals.values(sent(view)) == {}


def test_a_refusal_leaves_the_form_with_what_was_typed() -> None:
    answer = modals.refused(modals.modal(FORM, "C1"), "Bo is not in a team file.")
    assert answer == {"response_action": "errors", "errors": {"role": "Bo is not in a team file."}}


def test_a_refusal_of_a_form_without_fields_is_shown_in_its_place() -> None:
    form = Form(name="ack", title="INC-4: acknowledge", command="incident INC-4 ack", fields=())
    answer = modals.refused(modals.modal(form, ""), "Nobody is paged.")
    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"][0]["text"]["text"] == "Nobody is paged."
    assert "submit" not in answer["view"]


def test_a_line_that_slack_cannot_hide_is_shown_to_be_typed() -> None:
    form = Form(name="x", title="X", command="incident " + "x" * 3000, fields=())
    view = modals.modal(form, "")
    assert "submit" not in view
    assert "type its line" in view["blocks"][0]["text"]["text"]


def test_what_waits_cannot_be_sent() -> None:
    assert "submit" not in modals.told("Update", modals.WAITING)
