"""The door for webhooks: authenticate, read, persist, act, answer."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from tocsin.bootstrap.strangers import Strangers
from tocsin.bootstrap.trail import about
from tocsin.engine.execute import Execute
from tocsin.engine.inbox import Inbox, Incoming, as_text
from tocsin.engine.intake import Intake
from tocsin.errors import BadPayload, NotFound, Unauthorised
from tocsin.providers import AlertGroup, AlertSource, RawRequest, Received
from tocsin.store.contract import Tx

SOURCE = "hook"
SAME_BODY_FOR = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class HookAnswer:
    """201 a new incident, 202 joined or nothing new; `incident` is `INC-1` or None."""

    status: int
    incident: str | None


class Hooks:
    """Takes webhooks in. What was answered with 201 or 202 is durable."""

    def __init__(
        self,
        sources: Mapping[tuple[str, str], AlertSource],
        execute: Execute,
        strangers: Strangers,
    ) -> None:
        """Sources by (team, instance). `ignored` counts firings by team, source and why."""
        self._sources = sources
        self._execute = execute
        self._intake = Intake(execute)
        self._strangers = strangers
        self._under_way: dict[str, Sequence[AlertGroup]] = {}
        self.ignored: Counter[tuple[str, str, str]] = Counter()
        self._count = count()  # two alike in one moment are two deliveries

    def receive(
        self, inbox: Inbox, team: str, instance: str, request: RawRequest, *, checked: bool = False
    ) -> HookAnswer:
        """Handle one request; `checked` skips the authentication (the simulator's alerts).

        Raises:
            NotFound: There is no such team or alerts section.
            Unauthorised: Token or signature are wrong.
            BadPayload: The body cannot be read.
            StoreUnavailable: Nothing was kept; the sender must try again.
        """
        found = self._read(team, instance, request, checked=checked)
        delivery, received = found.delivery_id, request.received.isoformat()
        stamp = delivery or f"{_digest(request.body)}@{received}#{next(self._count)}"
        body = as_text(
            {
                "team": team,
                "instance": instance,
                "body": _utf8(request.body),
                "received": received,
                "id": delivery,
            }
        )
        incoming = Incoming(source=f"{SOURCE}/{team}/{instance}", message_id=stamp, body=body)
        answer = json.loads(self._handled(inbox, incoming, found.groups))
        self._count_ignored(team, instance, {"map": found.ignored})
        where = (team, instance, answer["status"])
        log.info("webhook %s/%s: %d", *where, extra={"message_id": stamp, **about(answer)})
        return HookAnswer(status=answer["status"], incident=answer["incident"])

    def _count_ignored(self, team: str, instance: str, ignored: Mapping[str, int]) -> None:
        for why, number in ignored.items():
            if number:
                self.ignored[team, instance, why] += number

    def _handled(self, inbox: Inbox, incoming: Incoming, groups: Sequence[AlertGroup]) -> str:
        """Hand what was read here to the handler, which need not read it again in its unit."""
        self._under_way[incoming.body] = groups
        try:
            return inbox.handle(incoming)
        finally:
            self._under_way.pop(incoming.body, None)

    def _read(self, team: str, instance: str, request: RawRequest, *, checked: bool) -> Received:
        """What a request says that may come in. Raises as `receive` does."""
        source = self._source(team, instance)
        try:
            if not checked:
                source.authenticate(request)
            return source.receive(request)
        except (Unauthorised, BadPayload) as error:
            door, why = f"webhook {team}/{instance}", type(error).__name__
            self._strangers.refused(door, why, request.received)
            raise

    def handle(self, tx: Tx, body: str) -> str:
        """The inbox handler: one delivery, inside its transaction."""
        said = json.loads(body)
        team, instance = said["team"], said["instance"]
        received = datetime.fromisoformat(said["received"])
        key = f"{team}/{instance}/{_digest(said['body'].encode())}"
        repeat = None if said["id"] else _same_body(tx, key, received)
        if repeat is not None:
            return as_text({"status": 202, "incident": repeat["incident"]})
        groups = self._under_way.get(body)
        if groups is None:  # it was kept before, and is replayed
            groups = self._read_anew(team, instance, said["body"].encode(), received)
        taken = self._intake.take(tx, team, instance, groups)
        self._count_ignored(team, instance, taken.ignored)
        if not said["id"]:
            fact = {"at": said["received"], "incident": taken.incident}
            tx.set_fact("delivery", key, json.dumps(fact))
        return as_text({"status": 201 if taken.new else 202, "incident": taken.incident})

    def _read_anew(
        self, team: str, instance: str, body: bytes, received: datetime
    ) -> Sequence[AlertGroup]:
        request = RawRequest(method="POST", path="", headers={}, body=body, received=received)
        return self._source(team, instance).receive(request).groups

    def _source(self, team: str, instance: str) -> AlertSource:
        source = self._sources.get((team, instance))
        if source is None:
            raise NotFound(f"There is no alerts section {instance!r} in a team {team!r}.")
        return source


def _same_body(tx: Tx, key: str, now: datetime) -> dict[str, str | None] | None:
    text = tx.fact("delivery", key)
    if text is None:
        return None
    kept: dict[str, str | None] = json.loads(text)
    age = now - datetime.fromisoformat(str(kept["at"]))
    return kept if age < SAME_BODY_FOR else None


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadPayload("The body is not UTF-8.") from None
