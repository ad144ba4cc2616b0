"""What people and monitoring want of Tocsin: said again and again until it is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from tests.chaos.moments import ZERO
from tests.chaos.plan import Alert, Click, Say
from tests.chaos.processes import PUBLIC_URL, Process
from tests.chaos.team import SOURCE, TEAM
from tocsin.engine.spoken_line import SpokenLine
from tocsin.providers import RawRequest

PLATFORM = "terminal"
ANNOUNCE = "#incidents"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. `accepted`: it is promised to be kept."""

    text: str
    accepted: bool
    status: int = 0
    incident: str | None = None


@dataclass(kw_only=True)
class Errand:
    """One message, webhook or click, with the sender's own id of it.

    Args:
        number: Which delivery of the run it is; no two requests come in the same microsecond.
        body: Of a webhook, as it was first sent.
        token: Of a click.
        due: When it is delivered next.
    """

    act: Say | Alert | Click
    id: str
    number: int
    due: timedelta = ZERO
    body: bytes = b""
    token: str = ""
    tries: int = 0
    answer: Answer | None = None

    @property
    def source(self) -> str:
        """The inbox's name for where it comes from."""
        return f"hook/{TEAM}/{SOURCE}" if isinstance(self.act, Alert) else f"chat/{PLATFORM}"

    def deliver(self, process: Process) -> Answer:
        """Hand it to a process and wait for the answer."""
        if isinstance(self.act, Say):
            return _say(process, self.id, self.act)
        if isinstance(self.act, Alert):
            return self._post(process)
        link = process.system.acks.use(self.token)
        return Answer(text=link.state, accepted=link.state == "ready")

    def _post(self, process: Process) -> Answer:
        request = RawRequest(
            method="POST",
            path=f"/hooks/{TEAM}/{SOURCE}",
            headers={},
            body=self.body,
            received=process.clock() + timedelta(microseconds=self.number),
        )
        got = process.system.hook(TEAM, SOURCE, request, checked=True)
        return Answer(
            text=f"{got.status} {got.incident}",
            accepted=True,
            status=got.status,
            incident=got.incident,
        )


def _say(process: Process, message_id: str, act: Say) -> Answer:
    words = f"INC-{act.incident} {act.words}" if act.incident else act.words
    said = SpokenLine(
        platform=PLATFORM,
        message_id=message_id,
        speaker=act.by,
        room=ANNOUNCE,
        text=f"!incident {words}",
    )
    reply = process.system.said(said)
    return Answer(text=reply.text.as_plain(), accepted=reply.accepted)


def body_of(act: Alert) -> bytes:
    """The body of an alert."""
    said = {
        "key": act.group,
        "title": f"{act.group} is broken",
        "status": act.status,
        "severity": act.severity,
        "id": act.sender_id,
    }
    return json.dumps(said).encode()


def token_of(url: str | None) -> str:
    """The token of an acknowledge link."""
    return (url or "").removeprefix(f"{PUBLIC_URL}/ack/")
