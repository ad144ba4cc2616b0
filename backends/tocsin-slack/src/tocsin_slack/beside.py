"""What does not wait in line: forms, which must open within 3 seconds, and App Home.

A press that opens a form changes nothing, so it is acknowledged at once. The view is opened before
anything is asked, and filled then.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from tocsin.chat import Aside, Ears, incident_in
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_slack import modals
from tocsin_slack.api import SlackApi
from tocsin_slack.blocks import command_of
from tocsin_slack.heard import Json, Reader
from tocsin_slack.home import home

AT_ONCE: Final = 8
NOT_KEPT: Final = "Nothing was kept: Tocsin's database takes nothing just now. Please try again."
SLOW: Final = "Slack gave up before the form was there. Press again, or type the command."
GONE: Final = "There is no such form here now. `/incident help` says what can be typed."


class Opening(NamedTuple):
    """A form that somebody wants to see.

    Args:
        words: What it is filled with, where it was called on a message.
        instead: The press or command that is heard where there is no such form.
    """

    form: str
    trigger: str
    user: str
    channel: str
    incident: str = ""
    words: str = ""
    instead: Json | None = None


def opening(payload: Json, is_incident: Callable[[str], bool]) -> Opening | None:
    """The form that a command, shortcut or press asks for, None = it asks for none."""
    trigger, kind = payload.get("trigger_id", ""), payload.get("type")
    if "command" in payload:
        user, channel = payload["user_id"], payload["channel_id"]
        typed = payload.get("text", "").strip() or is_incident(channel)
        bare = payload["command"] == "/incident" and not typed
        return Opening("declare", trigger, user, channel, instead=payload) if bare else None
    who, where = payload["user"]["id"], (payload.get("channel") or {}).get("id", "")
    if kind in ("message_action", "shortcut"):
        words = payload.get("message", {}).get("text", "")
        return Opening(payload["callback_id"], trigger, who, where, words=words)
    command, form = command_of(payload["actions"][0]) if kind == "block_actions" else ("", "")
    opened = Opening(form, trigger, who, where, incident_in(command), instead=payload)
    return opened if form else None


class Beside(Aside):
    """Does each thing in a thread of its own, a few at once."""

    def __init__(
        self, api: SlackApi, reader: Callable[[], Reader], is_incident: Callable[[str], bool]
    ) -> None:
        super().__init__(AT_ONCE, "slack")
        self._api, self._reader, self._is_incident = api, reader, is_incident

    def open(self, ears: Ears, asked: Opening) -> None:
        """Show the form to whoever asks for it, and to nobody else."""
        title, call = asked.form.capitalize(), self._api.call
        try:
            view = modals.told(title, modals.WAITING)
            opened = call("views.open", trigger_id=asked.trigger, view=view)["view"]
        except ProviderError:
            self.whisper(asked.channel, asked.user, SLOW)
            raise
        view = modals.told(title, NOT_KEPT)
        with suppress(StoreUnavailable):
            view = self._drawn(ears, asked)
        call("views.update", view_id=opened["id"], hash=opened.get("hash"), view=view)

    def home(self, ears: Ears, user: str) -> None:
        """Draw somebody's App Home."""
        view = home(ears.home(self._reader().account(user)))
        self._api.call("views.publish", user_id=user, view=view)

    def whisper(self, channel: str, user: str, words: str) -> None:
        """Tell one person something where they are; it may get lost."""
        if channel:
            self._api.call("chat.postEphemeral", channel=channel, user=user, text=words)

    def _drawn(self, ears: Ears, asked: Opening) -> Json:
        """The form; where there is none, what is said about that which was pressed or typed."""
        reader, instead = self._reader(), asked.instead or {}
        account, here = reader.account(asked.user), reader.inside(asked.channel)
        slash = "command" in instead
        bare = slash and self._is_incident(asked.channel)  # which is known by now
        form = None if bare else ears.form(asked.form, account, reader.room(here), asked.incident)
        if form is not None:
            return modals.modal(form.prefilled(reader.typed(asked.words)), here)
        heard = reader.command(instead) if slash else reader.pressed(instead) if instead else None
        told = ears.hear(heard).reply.as_plain() if heard is not None else GONE
        return modals.told(asked.form.capitalize(), told or "The answer comes in the chat.")
