"""Slack as a chat of Tocsin: what is heard is kept first, and acknowledged then.

The thread that listens handles envelopes in Slack's order. Events that could not be kept are not
acknowledged, so Slack tells them again, and the channel is read back; presses, commands and forms
are told once only, so whoever sent them is told to try again.

Forms and App Home do not wait in that line: a form must open within 3 seconds. A press that opens
one changes nothing, so it is acknowledged at once.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from tocsin import chat
from tocsin.chat import NOT_KEPT, Finding, Pressed, Said, Submitted
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_slack import blocks, doctor, modals
from tocsin_slack.api import SlackApi
from tocsin_slack.chat import SlackChat
from tocsin_slack.config import SlackConfig
from tocsin_slack.gap import Channels
from tocsin_slack.heard import Reader, called_on, doer, opening
from tocsin_slack.link import Envelope, Link
from tocsin_slack.rendering import Json

AT_ONCE: Final = 8
SLOW: Final = "Slack gave up before the form was there. Press again, or type the command."


class SlackBackend(chat.ConnectedBackend[Envelope, Json, Json | None]):
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: SlackConfig, context: chat.ChatContext) -> None:
        self._config = config
        self._api = SlackApi(config.bot_token, config.base_url)
        self._app = SlackApi(config.app_token, config.base_url)
        self.chat = SlackChat(context.name, self._api)
        self._channels = Channels(self._api, config.user_groups)
        self._link = Link(self._socket, self._at_once, context.clock)
        self._refused = Counter[str]()
        super().__init__(self._link, self._channels, context, at_once=AT_ONCE)

    def doctor(self) -> tuple[Finding, ...]:
        """What the README asks for, looked at."""
        return doctor.findings(self._config, self._api, self._app)

    def _socket(self) -> str:
        return str(self._app.call("apps.connections.open")["url"])

    def _reader(self) -> Reader:
        return Reader(platform=self.chat.platform, prefix=self._context.prefix,
                      me=self._api.identity(), known=self._channels)  # fmt: skip

    def _at_once(self, envelope: Envelope) -> bool:
        """Whether it is a form or a page to show, which is begun at once.

        One that cannot be, as too much is under way, is not acknowledged: Slack says so then.
        """
        payload, do = envelope.payload, self._aside.do
        event = payload.get("event") or {}
        if event.get("type") == "app_home_opened" and event.get("tab") == "home":
            begun = do(self._home, event["user"])
        elif form := opening(payload, self._channels):
            begun = do(self._open, form, payload)
        else:
            return False
        if begun:
            self._link.ack(envelope.id)
        return True

    def _is_done(self, one: Envelope) -> bool:
        return one.kind not in ("hello", "events_api")

    def _where(self, one: Envelope) -> str:
        return _channel(one.payload["event"]) if one.kind == "events_api" else ""

    def _read(self, one: Envelope) -> list[chat.Heard]:
        if one.kind == "hello":
            self._gap.begin()
        heard = self._reader().event(one.payload["event"]) if one.kind == "events_api" else None
        return [heard] if heard is not None else []

    def _as_told(self, room: str, message: Json) -> Envelope:
        event = {"type": "message", **message, "channel": room}
        return Envelope("events_api", "", {"event": event})

    def _answer(self, one: Envelope, error: StoreUnavailable | None) -> Json | None:
        return self._not_kept(one.payload) if error and self._is_done(one) else None

    def _acknowledge(self, one: Envelope, answer: Json | None, *, is_kept: bool) -> None:
        if is_kept or self._is_done(one):
            self._link.ack(one.id, answer)
        else:
            self._gap.missed(self._where(one))

    def _quoted(self, message: chat.MessageRef) -> tuple[str, None]:
        asked = {"channel": message.room, "timestamp": message.id}
        told = self._api.call("reactions.get", **asked)["message"]
        return self._reader().typed(told["text"]), None

    def _done(self, one: Envelope) -> Json | None:
        payload = one.payload
        id = (payload.get("view") or {}).get("id", "")
        heard = self._reader().event({**payload, "refusals": self._refused[id]})
        if heard is None:
            return None
        result = self._hear(heard)
        if isinstance(heard, Pressed) and heard.message is None:
            self._aside.do(self._home, heard.account.id)
        if isinstance(heard, Submitted) and not result.accepted:
            self._refused[id] += 1
            return modals.refused(payload["view"], result.reply.as_plain())
        found = chat.shown(heard, result)
        if found.elsewhere or not isinstance(heard, Said):
            return None
        return {"response_type": "ephemeral", **blocks.message(found.words, found.actions)}

    def _not_kept(self, payload: Json) -> Json | None:
        """What is not told again: whoever did it is told where they are."""
        if "command" in payload:
            return {"response_type": "ephemeral", "text": NOT_KEPT}
        if payload["type"] == "view_submission":
            return modals.refused(payload["view"], NOT_KEPT)
        self._aside.do(self._whisper, payload, NOT_KEPT)
        return None

    def _open(self, name: str, payload: Json) -> None:
        """Show the form to whoever asks for it, and to nobody else; at first with nothing in it."""
        title, call = name.capitalize(), self._api.call
        try:
            view = modals.told(title, modals.WAITING)
            opened = call("views.open", trigger_id=payload["trigger_id"], view=view)["view"]
        except ProviderError:
            self._whisper(payload, SLOW)
            raise
        view = self._drawn(name, payload)
        call("views.update", view_id=opened["id"], hash=opened.get("hash"), view=view)

    def _home(self, user: str) -> None:
        """Draw somebody's App Home."""
        view = blocks.home(self._ears.home(self._reader().account(user)))
        self._api.call("views.publish", user_id=user, view=view)

    def _whisper(self, payload: Json, words: str) -> None:
        """Tell whoever did it something where they are; it may get lost."""
        user, channel = doer(payload)
        if channel:
            self._api.call("chat.postEphemeral", channel=channel, user=user, text=words)

    def _drawn(self, name: str, payload: Json) -> Json:
        """The form; where there is none, what is said about that which was pressed or typed."""
        reader, (user, channel) = self._reader(), doer(payload)
        here = self._channels.inside(channel)
        form = "" if "command" in payload else name  # which one a command opens the core says
        command, _ = blocks.command_of((payload.get("actions") or ({},))[0])
        found = chat.asked_for(self._ears, chat.FormRequest(
            name=form, account=reader.account(user), room=reader.room(here),
            incident=chat.incident_in(command), instead=reader.event(payload),
            words=reader.typed(called_on(payload)),
        ))  # fmt: skip
        if isinstance(found, chat.Form):
            return modals.modal(found, here)
        return modals.told(name.capitalize(), found.words.as_plain())


def _channel(event: Json) -> str:
    """Where it happened, "" = nowhere."""
    found = event.get("channel") or event.get("item", {}).get("channel")
    return found if isinstance(found, str) else ""
