"""Slack as a chat of Tocsin: what is heard is kept first, and acknowledged then.

The thread that listens handles envelopes in Slack's order. Events that could not be kept are not
acknowledged, so Slack tells them again, and the channel is read back; presses, commands and forms
are told once only, so whoever sent them is told to try again.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from contextlib import suppress
from typing import Final

from tocsin.chat import MALFORMED, ChatContext, Ears, Finding, Fitness, Once, Said
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_slack import doctor, modals
from tocsin_slack.api import SlackApi
from tocsin_slack.beside import NOT_KEPT, Beside, opening
from tocsin_slack.chat import SlackChat
from tocsin_slack.config import SlackConfig
from tocsin_slack.gap import Channels, Told, gap
from tocsin_slack.heard import QUOTED, Json, Reader, moment
from tocsin_slack.link import Envelope, Link

log = logging.getLogger(__name__)
IDLE_S: Final = 1.0


class SlackBackend:
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: SlackConfig, context: ChatContext) -> None:
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
        self._stopped = threading.Event()

    def listen(self, ears: Ears) -> None:
        """Until `stop`."""
        self._stopped.clear()
        self._ears = ears = Once(ears)
        try:
            missed = False  # then nobody waits for more
            while not self._stopped.is_set():
                envelope = self._link.next(0.0 if missed else IDLE_S)
                if envelope is not None:
                    self._handle(envelope, ears)
                missed = envelope is None and self._read_back("", ears)
        finally:
            self._link.close()
            self._beside.end(IDLE_S)

    def fitness(self) -> Fitness:
        """By the age of the last frame."""
        return self._link.fitness()

    def doctor(self) -> tuple[Finding, ...]:
        """What the README asks for, looked at."""
        return doctor.findings(self._config, self._api, self._app)

    def stop(self, seconds: float) -> None:
        """Hear nothing more."""
        self._stopped.set()
        self._link.wake()

    def _address(self) -> str:
        return str(self._app.call("apps.connections.open")["url"])

    def _reader(self) -> Reader:
        me = self._api.identity()
        return Reader(platform=self.chat.platform, prefix=self._context.prefix, user=me.user,
                      bot=me.bot, named=self._channels.name, grouped=self._team,
                      inside=self._channels.inside)  # fmt: skip

    def _team(self, group: str, label: str) -> str:
        """The team that a user group stands for."""
        return self._config.user_groups.get(found := self._channels.group(group, label), found)

    def _aside(self, envelope: Envelope) -> bool:
        """Whether it is a form or a page to show, which is begun at once.

        One that cannot be, as too much is under way, is not acknowledged: Slack says so then.
        """
        payload, ears = envelope.payload, self._ears
        event = payload.get("event") or {}
        opened = event.get("type") == "app_home_opened" and event.get("tab") == "home"
        told = ears is None or envelope.kind not in ("slash_commands", "interactive")
        asked = None if told else opening(payload, self._channels.is_incident)
        if asked is None and not opened:
            return False
        show = self._beside.home if asked is None else self._beside.open
        if self._beside.do(show, ears, asked or event["user"]):
            self._link.ack(envelope.id)
        return True

    def _handle(self, envelope: Envelope, ears: Ears) -> None:
        """Keep it, and acknowledge it then."""
        answer, payload = None, envelope.payload
        try:
            if envelope.kind == "hello":
                self._gap.begin()
            elif envelope.kind == "events_api":
                while self._read_back(_channel(payload["event"]), ears):
                    pass
                self._told(payload["event"], ears)
            elif envelope.kind == "slash_commands":
                ears.hear(self._reader().command(payload))
            elif envelope.kind == "interactive":
                answer = self._interactive(payload, ears)
        except StoreUnavailable:
            if envelope.kind == "events_api":
                self._gap.missed(_channel(payload["event"]))
                return
            answer = self._not_kept(payload)
        except ProviderError as error:
            log.warning("slack: %s", error)
        except MALFORMED as error:
            log.warning("slack: %s was not understood: %s", envelope.kind, type(error).__name__)
        self._link.ack(envelope.id, answer)

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

    def _interactive(self, payload: Json, ears: Ears) -> Json | None:
        reader = self._reader()
        if payload["type"] == "view_submission":
            view = payload["view"]
            sent = reader.submitted(payload, modals.values(view), self._refused[view["id"]])
            heeded = ears.hear(sent)
            if heeded.accepted:
                return None
            self._refused[view["id"]] += 1
            return modals.refused(view, heeded.reply.as_plain())
        pressed = reader.pressed(payload) if payload["type"] == "block_actions" else None
        if pressed is not None:
            ears.hear(pressed)
            if pressed.message is None:
                self._beside.do(self._beside.home, ears, pressed.account.id)
        return None

    def _not_kept(self, payload: Json) -> Json | None:
        """What is not told again: whoever did it is told where they are."""
        if "command" in payload:
            return {"response_type": "ephemeral", "text": NOT_KEPT}
        if payload["type"] == "view_submission":
            return modals.refused(payload["view"], NOT_KEPT)
        where = (payload.get("channel") or {}).get("id", "")
        self._beside.do(self._beside.whisper, where, payload["user"]["id"], NOT_KEPT)
        return None


def _channel(event: Json) -> str:
    """Where it happened, "" = nowhere."""
    found = event.get("channel") or event.get("item", {}).get("channel")
    return found if isinstance(found, str) else ""
