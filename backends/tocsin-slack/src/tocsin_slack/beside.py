"""What does not wait in line: forms, which must open within 3 seconds, and App Home.

A press that opens a form changes nothing, so it is acknowledged at once. The view is opened before
anything is asked, and filled then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tocsin.chat import Aside, Ears, Form, asked_for, incident_in
from tocsin.errors import ProviderError
from tocsin_slack import modals
from tocsin_slack.api import SlackApi
from tocsin_slack.blocks import command_of, home
from tocsin_slack.heard import Json, Reader

AT_ONCE: Final = 8
SLOW: Final = "Slack gave up before the form was there. Press again, or type the command."
GONE: Final = "There is no such form here now. `/incident help` says what can be typed."


def opening(payload: Json, is_incident: Callable[[str], bool]) -> str:
    """The name of the form that a command, shortcut or press asks for, "" = it asks for none."""
    if "command" in payload:
        typed = payload.get("text", "").strip() or is_incident(payload["channel_id"])
        return "declare" if payload["command"] == "/incident" and not typed else ""
    if payload.get("type") == "block_actions":
        return command_of(payload["actions"][0])[1]
    shortcut = payload.get("type") in ("message_action", "shortcut")
    return payload["callback_id"] + "" if shortcut else ""


def doer(payload: Json) -> tuple[str, str]:
    """Who did it, and in which channel, "" = in none."""
    if "command" in payload:
        return payload["user_id"], payload["channel_id"]
    return payload["user"]["id"], (payload.get("channel") or {}).get("id", "")


class Beside(Aside):
    """Does each thing in a thread of its own, a few at once."""

    def __init__(
        self, api: SlackApi, reader: Callable[[], Reader], is_incident: Callable[[str], bool]
    ) -> None:
        super().__init__(AT_ONCE, "slack")
        self._api, self._reader, self._is_incident = api, reader, is_incident

    def open(self, ears: Ears, name: str, payload: Json) -> None:
        """Show the form to whoever asks for it, and to nobody else."""
        title, call = name.capitalize(), self._api.call
        try:
            view = modals.told(title, modals.WAITING)
            opened = call("views.open", trigger_id=payload["trigger_id"], view=view)["view"]
        except ProviderError:
            self.whisper(payload, SLOW)
            raise
        view = self._drawn(ears, name, payload)
        call("views.update", view_id=opened["id"], hash=opened.get("hash"), view=view)

    def home(self, ears: Ears, user: str) -> None:
        """Draw somebody's App Home."""
        view = home(ears.home(self._reader().account(user)))
        self._api.call("views.publish", user_id=user, view=view)

    def whisper(self, payload: Json, words: str) -> None:
        """Tell whoever did it something where they are; it may get lost."""
        user, channel = doer(payload)
        if channel:
            self._api.call("chat.postEphemeral", channel=channel, user=user, text=words)

    def _drawn(self, ears: Ears, name: str, payload: Json) -> Json:
        """The form; where there is none, what is said about that which was pressed or typed."""
        reader, (user, channel) = self._reader(), doer(payload)
        here, slash = reader.inside(channel), "command" in payload
        form = "" if slash and self._is_incident(channel) else name  # which is known by now
        command, _ = command_of((payload.get("actions") or ({},))[0])
        found = asked_for(
            ears, form, reader.account(user), reader.room(here), incident=incident_in(command),
            words=reader.typed(payload.get("message", {}).get("text", "")),
            instead=reader.event(payload),
        )  # fmt: skip
        if isinstance(found, Form):
            return modals.modal(found, here)
        return modals.told(name.capitalize(), found or GONE)
