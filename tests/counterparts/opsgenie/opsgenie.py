"""The account over HTTP: Opsgenie's API, and both APIs of Jira Service Management."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from tests.counterparts.opsgenie.account import Account, Alert, Refused, Shift
from tests.counterparts.opsgenie.judge import Judge
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
KEY: Final = "0g-k3y-of-the-integration"
TOKEN: Final = "jsm-t0ken-of-the-account"
EMAIL: Final = "tocsin@example.org"
ACTIONS: Final = ("acknowledge", "close", "notes")
Route = Callable[[Arrived], Answer]


class Opsgenie:
    """One account. `rights` are those of the key; `faults` what the judge found wrong.

    Attributes:
        url: Opsgenie's API.
        jsm_url: Where Jira Service Management takes alerts; it tells nothing of them.
        rest_url: Where Jira Service Management tells of schedules.
    """

    def __init__(self, far_end: FarEnd, judge: Judge | None = None) -> None:
        self.far_end = far_end
        self.account = Account()
        self.rights = {"read", "create", "update", "configure"}
        self.faults: list[str] = []
        self._judge = judge
        self.url = f"{far_end.url}/v2"
        self.jsm_url = f"{far_end.url}/jsm/ops/integration/v2"
        self.rest_url = f"{far_end.url}/jsm/ops/api/c10ud/v1"
        far_end.on("*", "/*", lambda _: _no(Refused(404, "No handler found")))
        # The latest that fits is asked: general ones first.
        for method, path, right, route in self._alerts():
            far_end.on(method, f"/v2{path}", self._guarded(right, route))
            if path != "/alerts/*" or method != "GET":
                far_end.on(method, f"/jsm/ops/integration/v2{path}", self._guarded(right, route))
        for path, route in self._configuration():
            far_end.on("GET", f"/v2{path}", self._guarded("configure", route))
            far_end.on("GET", f"/jsm/ops/api/c10ud/v1{path}", self._as_user(route))

    def alert(self, alias: str) -> Alert:
        """The newest alert of a key of ours."""
        return self.account.alert(alias)

    def asked(self, what: str) -> list[Arrived]:
        """The requests of a method and the end of a path: `POST /alerts`."""
        method, path = what.split(" ")
        every = self.far_end.arrived
        return [one for one in every if one.method == method and one.path.endswith(path)]

    def _alerts(self) -> Iterator[tuple[str, str, str, Route]]:
        yield "*", "/alerts/*", "read", lambda _: _no(Refused(404, "No handler found"))
        yield "GET", "/alerts/*", "read", self._one
        yield "GET", "/alerts/requests/*", "read", self._request
        yield "POST", "/alerts", "create", self._open
        for action in ACTIONS:
            yield "POST", f"/alerts/*/{action}", "update", self._change

    def _configuration(self) -> Iterator[tuple[str, Route]]:
        yield "/schedules", lambda _: json_answer({"data": [], "values": []})
        yield "/schedules/*", lambda one: self._named(one, self.account.schedules)
        yield "/schedules/*/on-calls", self._on_calls
        yield "/schedules/*/timeline", self._timeline
        yield "/teams/*", lambda one: self._named(one, self.account.teams)
        yield "/escalations/*", lambda one: self._named(one, self.account.escalations)
        yield "/users/*", self._user

    def _guarded(self, right: str, route: Route) -> Route:
        def held(asked: Arrived) -> Answer:
            if self._judge is not None:
                self.faults += self._judge.faults(asked)
            if asked.headers.get("authorization") != f"GenieKey {KEY}":
                return _no(Refused(401, "Could not authenticate"))
            if right not in self.rights:
                return _no(Refused(403, "You are not authorized for this operation", 40301))
            return self._answered(route, asked)

        return held

    def _as_user(self, route: Route) -> Route:
        def held(asked: Arrived) -> Answer:
            pair = b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
            if asked.headers.get("authorization") != f"Basic {pair}":
                return _no(Refused(401, "Unauthorized"))
            return self._answered(route, asked)

        return held

    def _answered(self, route: Route, asked: Arrived) -> Answer:
        try:
            return route(asked)
        except Refused as why:
            return _no(why)
        finally:
            self.account.tick()

    # -------------------------------------------------------------------------- alerts

    def _open(self, asked: Arrived) -> Answer:
        wanted: Json = asked.json()
        for name, most in (("message", 130), ("alias", 512), ("description", 15_000)):
            if not 0 < len(wanted.get(name, "")) <= most:
                raise Refused(422, f"Request body is not processable: {name}")
        return _taken(self.account.take("Create", lambda: self.account.opened(wanted)))

    def _change(self, asked: Arrived) -> Answer:
        *_, key, action = asked.path.split("/")
        by, wanted = asked.query.get("identifierType", ("id",))[0], asked.json()
        return _taken(
            self.account.take(action, lambda: self.account.changed(action, key, by, wanted))
        )

    def _request(self, asked: Arrived) -> Answer:
        one = self.account.works.get(asked.path.split("/")[-1])
        if one is None or one.done is None:
            raise Refused(404, "Request not found. It might not be processed, yet.")
        told = {
            "isSuccess": one.done,
            "success": one.done,
            "status": one.said,
            "alertId": one.alert,
        }
        return json_answer({"data": {"action": one.action, **told}, "took": 0.022})

    def _one(self, asked: Arrived) -> Answer:
        key, by = asked.path.split("/")[-1], asked.query.get("identifierType", ("id",))[0]
        alert = self.account.found(key, by)
        if alert is None:
            raise Refused(404, "Alert not found")
        told = {
            "id": alert.id,
            "alias": alert.alias,
            "message": alert.message,
            "status": alert.status,
            "acknowledged": alert.acknowledged,
            "count": alert.count,
        }
        return json_answer({"data": told})

    # ------------------------------------------------------------------- configuration

    def _named(self, asked: Arrived, known: dict[str, str]) -> Answer:
        return json_answer({"data": {"id": _key(asked.path.split("/")[-1], asked, known)}})

    def _user(self, asked: Arrived) -> Answer:
        name = asked.path.split("/")[-1]
        for key, (full, mail) in self.account.users.items():
            if name in (key, mail):
                return json_answer({"data": {"id": key, "username": mail, "fullName": full}})
        raise Refused(404, f"User {name} is not found")

    def _on_calls(self, asked: Arrived) -> Answer:
        key, of_jsm = self._schedule(asked), asked.path.startswith("/jsm")
        at = datetime.fromisoformat(asked.query["date"][0])
        now = [
            one for one in self.account.shifts if one.schedule == key and one.start <= at < one.end
        ]
        found = [self._participant(one, of_jsm=of_jsm) for one in now]
        told = {"onCallParticipants": found}
        return json_answer(told if of_jsm else {"data": told})

    def _timeline(self, asked: Arrived) -> Answer:
        key, of_jsm = self._schedule(asked), asked.path.startswith("/jsm")
        start = datetime.fromisoformat(asked.query["date"][0])
        end = start + timedelta(days=int(asked.query["interval"][0]))
        assert asked.query["intervalUnit"] == ("days",)
        periods = [
            self._period(one, of_jsm=of_jsm)
            for one in self.account.shifts
            if one.schedule == key and one.start < end and one.end > start
        ]
        rotations = [{"id": "r1", "name": "Rotation", "order": 1.0, "periods": periods}]
        told = {"startDate": start.isoformat(), "finalTimeline": {"rotations": rotations}}
        return json_answer(told if of_jsm else {"data": told})

    def _schedule(self, asked: Arrived) -> str:
        return _key(asked.path.split("/")[-2], asked, self.account.schedules)

    def _participant(self, one: Shift, *, of_jsm: bool) -> Json:
        who = {"id": one.user, "type": "user"}
        if not of_jsm:
            who["name"] = self.account.users[one.user][1]
        if not one.through:
            return who
        return {"id": one.through, "type": "escalation", "onCallParticipants": [who]}

    def _period(self, one: Shift, *, of_jsm: bool) -> Json:
        who = self._participant(one, of_jsm=of_jsm)
        inner = who.pop("onCallParticipants", None)
        flat = {"flattenedResponders" if of_jsm else "flattenedRecipients": inner} if inner else {}
        times = {"startDate": one.start.isoformat(), "endDate": one.end.isoformat()}
        return {**times, "type": "default", "responder" if of_jsm else "recipient": who, **flat}


def _key(name: str, asked: Arrived, known: dict[str, str]) -> str:
    kinds = (asked.query.get(one) for one in ("identifierType", "scheduleIdentifierType"))
    by = next((kind[0] for kind in kinds if kind), "id")
    for key, called in known.items():
        if name == (called if by == "name" else key):
            return key
    raise Refused(404, f"{name} is not found")


def _taken(key: str) -> Answer:
    told = {"result": "Request will be processed", "took": 0.107, "requestId": key}
    return json_answer(told, status=202)


def _no(why: Refused) -> Answer:
    return json_answer(why.body, status=why.status)
