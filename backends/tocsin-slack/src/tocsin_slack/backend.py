"""Slack as a chat of Tocsin: what is heard is kept first, and acknowledged then.

The thread that listens handles envelopes in Slack's order. Events that could not be kept are not
acknowledged, so Slack tells them again, and the channel is read back; presses, commands and forms
are told once only, so whoever sent them is told to try again.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Final

from tocsin import chat
from tocsin.chat import NOT_KEPT, Ears, Finding, Fitness, Pressed, Said, Submitted
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_slack import doctor, modals
from tocsin_slack.api import SlackApi
from tocsin_slack.beside import Beside, opening
from tocsin_slack.chat import SlackChat
from tocsin_slack.config import SlackConfig
from tocsin_slack.gap import Channels, Told, gap
from tocsin_slack.heard import QUOTED, Json, Reader, moment
from tocsin_slack.link import Envelope, Link

IDLE_S: Final = 1.0


class SlackBackend:
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: SlackConfig, context: chat.ChatContext) -> None:
        self._config, self._context = config, context
        self._api = SlackApi(config.bot_token, config.base_url)
        self._app = SlackApi(config.app_token, config.base_url)
        self.chat = SlackChat(context.name, self._api)
        self._channels = Channels(self._api)
        file = context.data_dir / f"{context.name}.read"
        self._gap = gap(self._api, self._channels, file, context.clock)
        self._beside = Beside(self._api, self._reader, self._channels.is_incident)
        self._link = Link(self._address, self._aside, context.clock)
        self._ears: Ears | None = None
        self._refused: Counter[str] = Counter()

    def listen(self, ears: Ears) -> None:
        """Until `stop`."""
        self._ears = once = chat.Once(ears)
        try:
            self._link.follow(
                lambda one: self._handle(one, once), lambda: self._read_back("", once)
            )
        finally:
            self._beside.end(IDLE_S)

    def fitness(self) -> Fitness:
        """By the age of the last frame."""
        return self._link.fitness()

    def doctor(self) -> tuple[Finding, ...]:
        """What the README asks for, looked at."""
        return doctor.findings(self._config, self._api, self._app)

    def stop(self, seconds: float) -> None:
        """Hear nothing more."""
        self._link.stop()

    def _address(self) -> str:
        return str(self._app.call("apps.connections.open")["url"])

    def _reader(self) -> Reader:
        me, known = self._api.identity(), self._channels
        return Reader(platform=self.chat.platform, prefix=self._context.prefix, user=me.user,
            bot=me.bot, named=known.name, grouped=self._team, inside=known.inside)  # fmt: skip

    def _team(self, group: str, label: str) -> str:
        """The team that a user group stands for."""
        return self._config.user_groups.get(found := self._channels.group(group, label), found)

    def _aside(self, envelope: Envelope) -> bool:
        """Whether it is a form or a page to show, which is begun at once.

        One that cannot be, as too much is under way, is not acknowledged: Slack says so then.
        """
        payload, beside = envelope.payload, self._beside
        event = payload.get("event") or {}
        if event.get("type") == "app_home_opened" and event.get("tab") == "home":
            begun = beside.do(beside.home, self._ears, event["user"])
        elif form := self._ears and opening(payload, self._channels.is_incident):
            begun = beside.do(beside.open, self._ears, form, payload)
        else:
            return False
        if begun:
            self._link.ack(envelope.id)
        return True

    def _handle(self, envelope: Envelope, ears: Ears) -> None:
        """Keep it, and acknowledge it then."""
        answer, payload, is_event = None, envelope.payload, envelope.kind == "events_api"
        try:
            with chat.logged("slack", envelope.kind):
                if envelope.kind == "hello":
                    self._gap.begin()
                elif is_event:
                    self._event(payload["event"], ears)
                else:
                    answer = self._done(payload, ears)
        except StoreUnavailable:
            if is_event:
                self._gap.missed(_channel(payload["event"]))
                return
            answer = self._not_kept(payload)
        self._link.ack(envelope.id, answer)

    def _event(self, event: Json, ears: Ears) -> None:
        """Behind whatever was missed where it happened."""
        while self._read_back(_channel(event), ears):
            pass
        self._told(event, ears)

    def _read_back(self, here: str, ears: Ears) -> bool:
        """Whether some of what was missed in this channel was read; "" = in the next such one."""

        def take(told: Told) -> None:
            self._told({"type": "message", **told[1], "channel": told[0]}, ears)

        return self._gap.some(here, take)

    def _told(self, event: Json, ears: Ears) -> None:
        """An event, or a message that was read back."""
        heard = self._reader().event({**event, **self._quoted(event)})
        if heard is not None:
            ears.hear(heard)
        if isinstance(heard, Said):
            self._gap.handled(event["channel"], moment(event["ts"]))

    def _quoted(self, event: Json) -> Json:
        """The words of the message under a reaction that keeps it; none where Slack is slow."""
        with suppress(ProviderError):
            if event["type"] == "reaction_added" and event["reaction"] in QUOTED:
                asked = {"channel": event["item"]["channel"], "timestamp": event["item"]["ts"]}
                return {"text": self._api.call("reactions.get", **asked)["message"]["text"]}
        return {}

    def _done(self, payload: Json, ears: Ears) -> Json | None:
        """What somebody typed, pressed or sent in; Slack's answer to it."""
        id = (payload.get("view") or {}).get("id", "")
        heard = self._reader().event({**payload, "refusals": self._refused[id]})
        heeded = ears.hear(heard) if heard is not None else None
        if isinstance(heard, Pressed) and heard.message is None:
            self._beside.do(self._beside.home, ears, heard.account.id)
        if heeded is None or heeded.accepted or not isinstance(heard, Submitted):
            return None
        self._refused[id] += 1
        return modals.refused(payload["view"], heeded.reply.as_plain())

    def _not_kept(self, payload: Json) -> Json | None:
        """What is not told again: whoever did it is told where they are."""
        if "command" in payload:
            return {"response_type": "ephemeral", "text": NOT_KEPT}
        if payload["type"] == "view_submission":
            return modals.refused(payload["view"], NOT_KEPT)
        self._beside.do(self._beside.whisper, payload, NOT_KEPT)
        return None


def _channel(event: Json) -> str:
    """Where it happened, "" = nowhere."""
    found = event.get("channel") or event.get("item", {}).get("channel")
    return found if isinstance(found, str) else ""
