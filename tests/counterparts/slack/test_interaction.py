"""Commands, buttons, modals and App Home: between a person's client and slack_sdk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tests.counterparts.slack import Person, Slack
from tests.counterparts.slack.conftest import App
from tests.counterparts.slack.people import seen_by

Refused = Callable[[Callable[[], object]], Any]


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def field(name: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "filled", **more}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element}


def form(*fields: dict[str, Any], title: str = "Update") -> dict[str, Any]:
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": [*fields]}


BUTTON = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "incident list"}
BUTTONS = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]


@pytest.fixture
def ana(slack: Slack) -> Person:
    return slack.person("ana")


@pytest.fixture
def room(slack: Slack, ana: Person) -> str:
    return slack.room("incidents", ana)


def opened(slack: Slack, app: App, web: WebClient, ana: Person, view: dict[str, Any]) -> Any:
    """The view that was opened for a slash command of Ana."""
    slack.slash(ana, slack.channel("incidents") or "", "/incident", "update")
    slack.until(lambda: bool(app.commands()))
    return web.views_open(trigger_id=app.commands()[-1]["trigger_id"], view=view)["view"]


def test_a_command_is_told_and_its_acknowledgement_is_shown_to_one(
    slack: Slack, app: App, ana: Person, room: str
) -> None:
    app.answers["slash_commands"] = {"text": "No incident is open."}
    sent = slack.slash(ana, room, "/incident", "take tl @ana <now>")
    assert slack.acknowledged(sent)
    slack.until(lambda: bool(seen_by(slack, ana, room)))
    assert [one.text for one in seen_by(slack, ana, room)] == ["No incident is open."]
    assert not seen_by(slack, slack.person("bo"), room)
    (told,) = app.commands()
    assert (told["command"], told["channel_name"]) == ("/incident", "incidents")
    assert told["text"] == f"take tl <@{ana.id}|ana> &lt;now&gt;"


def test_a_command_nobody_acknowledges_is_known(
    slack: Slack, app: App, ana: Person, room: str
) -> None:
    app.deaf = True
    sent = slack.slash(ana, room, "/incident", "list")
    assert not slack.acknowledged(sent, seconds=0.2)
    assert sent in slack.unacknowledged()
    assert not [one for one in slack.redeliver() if one.kind != "events_api"]


def test_a_press_tells_of_its_button_and_message(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    ts = web.chat_postMessage(channel=room, text="P1", blocks=BUTTONS)["ts"]
    assert slack.acknowledged(slack.press(ana, room, ts, "Go"))
    (told,) = app.interactions("block_actions")
    assert told["actions"][0]["value"] == "incident list"
    assert told["actions"][0]["block_id"] == "row"
    assert told["container"]["message_ts"] == told["message"]["ts"] == ts
    with pytest.raises(AssertionError):
        slack.press(ana, room, ts, "Stop")


def test_a_press_under_a_whisper_carries_no_message(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    web.chat_postEphemeral(channel=room, user=ana.id, text="only you", blocks=BUTTONS)
    (ts,) = [one["ts"] for one in slack.messages(ana, room)]
    slack.press(ana, room, ts, "Go")
    slack.until(lambda: bool(app.interactions("block_actions")))
    (told,) = app.interactions("block_actions")
    assert told["container"]["is_ephemeral"]
    assert "message" not in told


def test_a_response_url_replaces_what_was_acted_on_and_is_of_use_five_times(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    ts = web.chat_postMessage(channel=room, text="P1", blocks=BUTTONS)["ts"]
    slack.press(ana, room, ts, "Go")
    slack.until(lambda: bool(app.interactions("block_actions")))
    line = WebhookClient(app.interactions("block_actions")[0]["response_url"])
    line.send(text="done", replace_original=True)
    assert [one.text for one in seen_by(slack, ana, room)] == ["done"]
    line.send(text="you alone")
    line.send(text="all of you", response_type="in_channel")
    assert {one.text for one in seen_by(slack, slack.person("bo"), room)} == {"done", "all of you"}
    for _ in range(2):
        line.send(text="more")
    assert "used_url" in line.send(text="too much").body


def test_a_form_is_opened_filled_in_and_sent(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    view = opened(slack, app, web, ana, form(field("impact"), field("eta", initial_value="15m")))
    assert slack.fields(ana) == ("impact", "eta")
    assert slack.submit(ana, {"impact": "half"}) == {}
    assert slack.modal(ana) is None
    (told,) = app.interactions("view_submission")
    values = told["view"]["state"]["values"]
    assert told["view"]["id"] == view["id"]
    assert values["impact"]["filled"]["value"] == "half"
    assert values["eta"]["filled"]["value"] == "15m"


def test_a_form_that_is_refused_stays_with_its_errors(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    opened(slack, app, web, ana, form(field("impact")))
    errors = {"response_action": "errors", "errors": {"impact": "say more"}}
    app.answers["view_submission"] = errors
    assert slack.submit(ana, {"impact": "x"}) == errors
    assert slack.fields(ana) == ("impact",)
    app.answers["view_submission"] = {"response_action": "update", "view": form(field("more"))}
    slack.submit(ana, {"impact": "x"})
    assert slack.fields(ana) == ("more",)


def test_a_form_that_is_not_acknowledged_stays(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    opened(slack, app, web, ana, form(field("impact")))
    app.deaf = True
    assert slack.submit(ana, {"impact": "x"}, patience_s=0.2) is None
    assert slack.fields(ana) == ("impact",)


def test_a_client_sends_no_form_that_lacks_what_it_asks(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    opened(slack, app, web, ana, form(field("impact", max_length=5)))
    for values in ({}, {"impact": "too long"}, {"impact": "a\nb"}, {"other": "x"}):
        with pytest.raises(AssertionError):
            slack.submit(ana, values)
    assert not app.interactions("view_submission")


def test_a_choice_is_made_by_its_value_or_its_label(
    slack: Slack, app: App, web: WebClient, ana: Person, room: str
) -> None:
    options = [{"text": plain(word.title()), "value": word} for word in ("many", "few")]
    select = {"type": "static_select", "action_id": "filled", "options": options}
    asked = {"type": "input", "block_id": "who", "label": plain("Who"), "element": select}
    opened(slack, app, web, ana, form(asked))
    slack.submit(ana, {"who": "Few"})
    state = app.interactions("view_submission")[0]["view"]["state"]["values"]
    assert state["who"]["filled"]["selected_option"]["value"] == "few"


def test_a_trigger_opens_one_form_and_not_for_long(
    slack: Slack, app: App, web: WebClient, refused: Refused, ana: Person, room: str
) -> None:
    opened(slack, app, web, ana, form(field("impact")))
    trigger = app.commands()[0]["trigger_id"]
    view = form(field("impact"))
    again = refused(lambda: web.views_open(trigger_id=trigger, view=view))
    assert again["error"] == "exchanged_trigger_id"
    slack.slash(ana, room, "/incident", "update")
    slack.until(lambda: len(app.commands()) == 2)
    slack.age_triggers()
    late = app.commands()[1]["trigger_id"]
    answer = refused(lambda: web.views_open(trigger_id=late, view=view))
    assert answer["error"] == "expired_trigger_id"
    answer = refused(lambda: web.views_open(trigger_id="made.up", view=view))
    assert answer["error"] == "invalid_trigger_id"


def test_a_form_is_changed_while_it_is_open_and_its_hash_fits(
    slack: Slack, app: App, web: WebClient, refused: Refused, ana: Person, room: str
) -> None:
    wait = {"type": "modal", "title": plain("Wait"), "blocks": [{"type": "divider"}]}
    view = opened(slack, app, web, ana, wait)
    filled = form(field("impact"))
    web.views_update(view_id=view["id"], hash=view["hash"], view=filled)
    assert slack.fields(ana) == ("impact",)
    stale = refused(lambda: web.views_update(view_id=view["id"], hash=view["hash"], view=filled))
    assert stale["error"] == "hash_conflict"
    slack.close_modal(ana)
    gone = refused(lambda: web.views_update(view_id=view["id"], view=filled))
    assert gone["error"] == "not_found"


def test_a_message_shortcut_tells_the_message(
    slack: Slack, app: App, ana: Person, room: str
) -> None:
    ts = slack.say(ana, room, "checkout is down")
    assert slack.acknowledged(slack.shortcut(ana, room, ts, "declare"))
    (told,) = app.interactions("message_action")
    assert (told["callback_id"], told["message"]["text"]) == ("declare", "checkout is down")


def test_home_is_drawn_for_whoever_opens_it(
    slack: Slack, app: App, web: WebClient, ana: Person
) -> None:
    slack.open_home(ana)
    slack.until(lambda: bool(app.events("app_home_opened")))
    web.views_publish(user_id=ana.id, view={"type": "home", "blocks": BUTTONS})
    assert (slack.home(ana) or {})["blocks"] == BUTTONS
    slack.press_in_view(ana, "Go", home=True)
    slack.until(lambda: bool(app.interactions("block_actions")))
    (told,) = app.interactions("block_actions")
    assert told["container"]["type"] == "view"
    assert "channel" not in told
    assert slack.home(slack.person("bo")) is None
