"""Handles a webhook: authenticate, read, persist, hand on, answer."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from tocsin.engine.alert_intake import AlertIntake, IntakeResult
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.inbox import Inbox, IncomingMessage, as_json_text
from tocsin.engine.kept_changes import keep_changes
from tocsin.engine.log_context import log_fields
from tocsin.engine.page_answers import PageAnswers
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.engine.ticket_changes import TicketChanges
from tocsin.engine.webhook_routes import WebhookRoute, WebhookRoutes, needed_parts
from tocsin.engine.webhook_sources import PartResult, Source
from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import Call, Confirms, Door, RawRequest, Received
from tocsin.providers.kinds import ALERTS
from tocsin.store.contract import Tx

SOURCE = "hook"
SAME_BODY_FOR = timedelta(minutes=5)
LONGEST_ID = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WebhookResult:
    """201 a new incident, 202 joined or nothing new; `incident` is `INC-1` or None."""

    status: int
    incident: str | None


class Webhooks:
    """Takes webhooks in. What was answered with 201 or 202 is durable."""

    def __init__(
        self, routes: WebhookRoutes, execute: CommandExecutor, refused_requests: RefusedRequests
    ) -> None:
        """`ignored` counts firings, `left` what else was told, by team, source and why."""
        self.routes = routes
        self._handlers = WebhookHandlers(execute)
        self._refused_requests = refused_requests
        self._under_way: dict[str, Received] = {}
        self.ignored: Counter[tuple[str, str, str]] = Counter()
        self.left: Counter[tuple[str, str, str]] = Counter()
        self._count = count()  # two alike in one moment are two deliveries

    def door(self, team: str, name: str) -> Door:
        """Return what the source at this address asks of a request; see `Door`. Never blocks.

        Raises:
            NotFound: There is nothing at this address.
        """
        return self.routes.find(team, name).door

    def admit(self, team: str, name: str, head: RawRequest) -> None:
        """Authenticate a request by its head, before its body is read.

        Raises:
            NotFound: There is nothing at this address.
            Unauthorised: The token is wrong.
        """
        route = self.routes.find(team, name)
        with self._turning_away(route, head):
            route.inbound.authenticate(head)

    def receive(
        self, inbox: Inbox, team: str, name: str, request: RawRequest, *, checked: bool = False
    ) -> WebhookResult:
        """Handle one request; `checked` skips the authentication (the simulator's files).

        Raises:
            NotFound: There is nothing at this address.
            Unauthorised: Token or signature are wrong.
            BadPayload: The body cannot be read.
            ProviderError: It cannot be checked, or what the sender wants confirmed cannot be.
            StoreUnavailable: Nothing was kept; the sender must try again.
        """
        route = self.routes.find(team, name)
        with self._turning_away(route, request):
            if not checked:
                route.inbound.authenticate(request)
            found = route.read(request)
        if found.handshake and not checked:
            _confirm(route, found.handshake, request.received)
        place = route.source.place
        incoming = self._incoming(route, request, found.delivery_id[:LONGEST_ID])
        answer = json.loads(self._handled(inbox, incoming, found))
        _count(self.ignored, (team, place), {"map": found.ignored})
        told = {"message_id": incoming.message_id, **log_fields(answer)}
        log.info("webhook %s/%s: %d", team, place, answer["status"], extra=told)
        return WebhookResult(status=answer["status"], incident=answer["incident"])

    @contextmanager
    def _turning_away(self, route: WebhookRoute, request: RawRequest) -> Iterator[None]:
        """Count who is refused, and let the log say by which rule; of a body it says nothing."""
        try:
            yield
        except (Unauthorised, BadPayload, ProviderError) as error:
            door = f"webhook {route.source.team}/{route.source.place}"
            rule = "" if isinstance(error, BadPayload) else str(error)
            self._refused_requests.refused(door, type(error).__name__, request.received, rule)
            raise

    def _incoming(self, route: WebhookRoute, request: RawRequest, delivery: str) -> IncomingMessage:
        """The message as it is kept: what its reading saw, so that a replay sees the same."""
        source, seen, received = route.source, needed_parts(request, route.door), request.received
        stamp = f"{_digest(request.body)}@{received.isoformat()}#{next(self._count)}"
        body = as_json_text(
            {
                "team": source.team,
                "instance": source.place,
                "body": _utf8(request.body),
                "received": received.isoformat(),
                "id": delivery,
                "path": seen.path,
                "headers": dict(seen.headers),
            }
        )
        where = f"{SOURCE}/{source.team}/{source.place}"
        return IncomingMessage(source=where, message_id=delivery or stamp, body=body)

    def _handled(self, inbox: Inbox, incoming: IncomingMessage, received: Received) -> str:
        """Hand what was read here to the handler, which need not read it again in its unit."""
        self._under_way[incoming.body] = received
        try:
            # Somebody answered: as one who types it, before alerts that are new.
            return inbox.handle(incoming, "rest" if received.groups else "command")
        finally:
            self._under_way.pop(incoming.body, None)

    def handle(self, tx: Tx, body: str) -> str:
        """Handle one delivery of the inbox, inside its transaction."""
        said = json.loads(body)
        route = self.routes.find(said["team"], said["instance"])
        place = (route.source.team, route.source.place)
        key = "/".join((*place, _digest(said["body"].encode())))
        repeat = (
            None if said["id"] else _same_body(tx, key, datetime.fromisoformat(said["received"]))
        )
        if repeat is not None:
            return as_json_text({"status": 202, "incident": repeat["incident"]})
        # What was kept before, and is replayed, is read anew.
        received = self._under_way.get(body) or route.read(_replayed(said))
        taken = self._handlers.take(tx, route.source, received)
        _count(self.ignored, place, taken.ignored)
        _count(self.left, place, taken.left)
        if not said["id"] and changes_if_repeated(received):
            fact = {"at": said["received"], "incident": taken.incident}
            tx.set_fact("delivery", key, json.dumps(fact))
        return as_json_text({"status": 201 if taken.new else 202, "incident": taken.incident})


def _confirm(route: WebhookRoute, handshake: Mapping[str, str], now: datetime) -> None:
    """Tell the sender that it is wanted, where the instance can. Raises ProviderError."""
    if not isinstance(route.inbound, Confirms):
        return
    place = f"{route.source.team}/{route.source.place}"
    call = Call(
        effect_key=f"handshake:{place}:{now.isoformat()}",
        object_key="handshake",
        deadline_s=ALERTS.deadline("confirm"),
        attempt=1,
        correlation=f"webhook:{place}",
        at=now,
    )
    try:
        route.inbound.confirm(handshake, call)
    except ProviderError as error:
        log.warning("webhook %s: its sender is not confirmed: %s", place, error)
        raise
    log.info("webhook %s: its sender is confirmed", place)


def _count(
    counted: Counter[tuple[str, str, str]], place: tuple[str, str], found: Mapping[str, int]
) -> None:
    for why, number in found.items():
        if number:
            counted[*place, why] += number


def _replayed(said: Mapping[str, str | Mapping[str, str]]) -> RawRequest:
    """The request as it is kept; earlier versions kept neither path nor headers."""
    headers = said.get("headers", {})
    return RawRequest(
        method="POST",
        path=str(said.get("path", "")),
        headers=headers if isinstance(headers, Mapping) else {},
        body=str(said["body"]).encode(),
        received=datetime.fromisoformat(str(said["received"])),
    )


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


class WebhookHandlers:
    """Takes alerts, page answers, ticket changes and changes, of whatever kind the source is."""

    def __init__(self, execute: CommandExecutor) -> None:
        """The engine's executor."""
        self._execute = execute
        self._intake = AlertIntake(execute)
        self._pages = PageAnswers(execute)
        self._tickets = TicketChanges(execute)

    def take(self, tx: Tx, source: Source, received: Received) -> IntakeResult:
        """Handle page answers first, since they end calling; return the first incident named."""
        heard = [
            self._pages.take(tx, source, received.pages),
            self._tickets.take(tx, source, received.tickets),
        ]
        if received.changes:
            heard.append(keep_changes(tx, source, received.changes, self._execute.now()))
        taken = self._intake.take(tx, source.team, source.place, received.groups, by=source.actor)
        if all(part == PartResult() for part in heard):
            return taken
        return _joined(taken, heard)


def changes_if_repeated(received: Received) -> bool:
    """Return whether handling it a second time would do more than the first."""
    noted = any(event.action == "annotated" for event in received.pages)
    return bool(received.groups or noted) or not (received.pages or received.tickets)


def _joined(taken: IntakeResult, heard: Sequence[PartResult]) -> IntakeResult:
    left: Counter[str] = sum((Counter(part.ignored) for part in heard), Counter())
    known = (part.incident for part in heard if part.incident is not None)
    return replace(taken, incident=taken.incident or next(known, None), left=left)
