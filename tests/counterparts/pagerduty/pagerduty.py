"""The account over HTTP: REST, Events v2, and webhooks that it signs and posts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from tests.counterparts.pagerduty.account import Account, Incident, Refused, Shift
from tests.counterparts.pagerduty.judge import Judge
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
TOKEN: Final = "pd-t0ken-of-the-account"
KEY: Final = "R0UT1NGKEY0000000000000000000000"
PAYMENTS_KEY: Final = "R0UT1NGKEY0000000000000PAYMENTS0"
KEYS: Final = {KEY: "PSVC001", PAYMENTS_KEY: "PSVC002"}
ACCEPT: Final = "application/vnd.pagerduty+json;version=2"
WRITES: Final = ("POST", "PUT")
Route = Callable[[Arrived], Answer]


class PagerDuty:
    """One account. `scopes` are what the token may do; `faults` what the judge found wrong."""

    def __init__(self, far_end: FarEnd, judge: Judge | None = None) -> None:
        self.far_end = far_end
        self.account = Account()
        self.scopes = {"read", "write"}
        self.faults: list[str] = []
        self._judge = judge
        self.rest_url = f"{far_end.url}/rest"
        self.events_url = f"{far_end.url}/v2"
        for method, path, route in self._routes():
            far_end.on(method, path, self._guarded(route))
        far_end.on("POST", "/v2/enqueue", self._judged(self._enqueue))
        far_end.on("POST", "/v2/change/enqueue", self._judged(self.change_event))

    def incident(self, key: str) -> Incident:
        """The newest incident of a key of ours."""
        return list(self.account.keyed(key))[-1]

    def asked(self, what: str) -> list[Arrived]:
        """The requests of a method and a path below REST or events: `POST /incidents`."""
        method, path = what.split(" ")
        return [
            one
            for one in self.far_end.arrived
            if one.method == method and one.path.removeprefix("/rest").removeprefix("/v2") == path
        ]

    def _routes(self) -> Iterator[tuple[str, str, Route]]:
        # The latest that fits is asked: general ones first.
        yield "*", "/rest/*", lambda _: _no(404, 2100, "Not Found")
        yield "GET", "/rest/users", self._users
        yield "GET", "/rest/priorities", self._priorities
        yield "GET", "/rest/oncalls", self._oncalls
        yield "GET", "/rest/services/*", self._service
        yield "GET", "/rest/services/*/change_events", self._changes
        yield "GET", "/rest/change_events", self._changes
        yield "GET", "/rest/schedules/*", lambda one: self._there(one, self.account.schedules)
        yield "GET", "/rest/v3/schedules/*", self._new_schedule
        yield "GET", "/rest/escalation_policies/*", self._policy
        yield "GET", "/rest/abilities/*", self._ability
        yield "GET", "/rest/incidents/*", lambda one: _incident(self._of(one))
        yield "GET", "/rest/incidents", self._incidents
        yield "POST", "/rest/incidents", self._open
        yield "PUT", "/rest/incidents/*", self._change
        yield "POST", "/rest/incidents/*/notes", self._note
        yield "POST", "/rest/incidents/*/responder_requests", self._ask
        yield "PUT", "/rest/incidents/*/responder_requests/cancel", self._cancel

    def _judged(self, route: Route) -> Route:
        def held(asked: Arrived) -> Answer:
            if self._judge is not None:
                self.faults += self._judge.faults(asked)
            return route(asked)

        return held

    def _guarded(self, route: Route) -> Route:
        """Who may, and who writes, as every route of REST wants it."""

        def held(asked: Arrived) -> Answer:
            if asked.headers.get("authorization") != f"Token token={TOKEN}":
                return _no(401, 2006, "Unauthorized")
            if asked.headers.get("accept") != ACCEPT:
                return _no(406, 2003, "Version missing")
            if ("write" if asked.method in WRITES else "read") not in self.scopes:
                return _no(403, 2010, "Access Denied")
            try:
                return route(asked)
            except Refused as why:
                return json_answer(why.body, status=why.status)

        return self._judged(held)

    def _writer(self, asked: Arrived) -> str:
        email = asked.headers.get("from", "")
        if not email:
            raise Refused(400, 1028, "Invalid Input Provided", "From header is required")
        found = self.account.user_with(email)
        if not found:
            raise Refused(400, 1008, "Requester User Not Found")
        return found

    def _of(self, asked: Arrived) -> Incident:
        found = self.account.incidents.get(asked.path.split("/")[3])
        if found is None:
            raise Refused(404, 2100, "Not Found")
        return found

    def _users(self, asked: Arrived) -> Answer:
        query = asked.query.get("query", ("",))[0].casefold()
        found = [
            {"id": key, "type": "user", "summary": name, "name": name, "email": email}
            for key, (name, email) in self.account.users.items()
            if query in email
        ]
        return json_answer({"users": found, "limit": 100, "offset": 0, "more": False})

    def _priorities(self, _asked: Arrived) -> Answer:
        found = [{"id": key, "name": name} for key, name in self.account.priorities.items()]
        return json_answer({"priorities": found, "more": False})

    def _oncalls(self, asked: Arrived) -> Answer:
        since, until = (datetime.fromisoformat(asked.query[n][0]) if n in asked.query else None
                        for n in ("since", "until"))  # fmt: skip
        schedules = asked.query.get("schedule_ids[]", ())
        policies = asked.query.get("escalation_policy_ids[]", ())
        found = [
            self._oncall(one, whole="users" in asked.query.get("include[]", ()))
            for one in self.account.shifts
            if (not schedules or one.schedule in schedules)
            and (not policies or one.policy in policies)
            and (until is None or one.start is None or one.start <= until)
            and (since is None or one.end is None or one.end >= since)
        ]
        return _page("oncalls", found, asked)

    def _oncall(self, one: Shift, *, whole: bool) -> Json:
        name, email = self.account.users[one.user]
        user = {"id": one.user, "type": "user_reference", "summary": name}
        schedule = {"id": one.schedule, "type": "schedule_reference"} if one.schedule else None
        return {
            "user": {**user, "type": "user", "email": email} if whole else user,
            "schedule": schedule,
            "escalation_policy": {"id": one.policy, "type": "escalation_policy_reference"},
            "escalation_level": one.level,
            "start": _written(one.start),
            "end": _written(one.end),
        }

    def _service(self, asked: Arrived) -> Answer:
        key = asked.path.split("/")[3]
        if key not in self.account.services:
            return _no(404, 2100, "Not Found")
        state = self.account.states.get(key, "active")
        return json_answer(
            {"service": {"id": key, "name": self.account.services[key], "status": state}}
        )

    def _changes(self, asked: Arrived) -> Answer:
        parts = asked.path.split("/")
        service = parts[3] if parts[2] == "services" else ""
        if service and service not in self.account.services:
            return _no(404, 2100, "Not Found")
        since, until = (asked.query.get(name, ("",))[0] for name in ("since", "until"))
        if not all(one.endswith("Z") for one in (since, until) if one):
            return _no(400, 2001, "Invalid Input Provided")
        found = [
            one
            for one in self.account.changes
            if (not service or one["services"][0]["id"] == service)
            and (not since or since <= one["timestamp"])
            and (not until or one["timestamp"] <= until)
        ]
        return _page("change_events", found[::-1], asked)

    def _there(self, asked: Arrived, known: set[str]) -> Answer:
        key = asked.path.split("/")[-1]
        if key not in known:
            return _no(404, 2100, "Not Found")
        return json_answer({"schedule": {"id": key}})

    def _new_schedule(self, asked: Arrived) -> Answer:
        return self._there(asked, self.account.shift_schedules)

    def _policy(self, asked: Arrived) -> Answer:
        return self._there(asked, self.account.policies)

    def _ability(self, asked: Arrived) -> Answer:
        has = asked.path.split("/")[-1] in self.account.abilities
        return Answer(status=204) if has else _no(402, 2014, "The account does not have it")

    def _incidents(self, asked: Arrived) -> Answer:
        (key,), services = asked.query["incident_key"], asked.query.get("service_ids[]", ())
        found = [
            _told(one) for one in self.account.keyed(key) if not services or one.service in services
        ]
        return _page("incidents", found, asked)

    def _open(self, asked: Arrived) -> Answer:
        self._writer(asked)
        return _incident(self.account.opened(asked.json()["incident"]), 201)  # type: ignore[arg-type]  # JSON

    def _change(self, asked: Arrived) -> Answer:
        by, incident = self._writer(asked), self._of(asked)
        self.account.changed(incident, asked.json()["incident"], by)  # type: ignore[arg-type]  # JSON
        return _incident(incident)

    def _note(self, asked: Arrived) -> Answer:
        by, note = self._writer(asked), asked.json()["note"]
        assert isinstance(note, dict)
        self._of(asked).notes.append((by, note["content"]))
        return json_answer({"note": {"id": "PNOTE01", **note}}, status=201)

    def _ask(self, asked: Arrived) -> Answer:
        told: Json = asked.json()
        users = [one["responder_request_target"]["id"] for one in told["responder_request_targets"]]
        self.account.asked(self._of(asked), users)
        return json_answer({"responder_request": {"message": told["message"]}})

    def _cancel(self, asked: Arrived) -> Answer:
        told: Json = asked.json()
        incident = self._of(asked)
        for one in told["responder_request_targets"]:
            if incident.asked.get(one["id"]) == "pending":
                incident.asked[one["id"]] = "cancelled"
        return json_answer({"results": []})

    def change_event(self, asked: Arrived) -> Answer:
        """Take a change event, or refuse it."""
        told: Json = json.loads(asked.body)
        service, payload = KEYS.get(told.get("routing_key", "")), told.get("payload", {})
        if service is None or not 0 < len(payload.get("summary", "")) <= 1024:
            body = {"status": "invalid event", "message": "Event object is invalid"}
            return json_answer({**body, "errors": ["'routing_key' is invalid"]}, status=400)
        at = datetime.fromisoformat(payload["timestamp"]).replace(microsecond=0)
        url = next((one["href"] for one in told.get("links", [])), "")
        self.account.change(payload["summary"], at, service, url, payload["custom_details"])
        return json_answer({"status": "success", "message": "Change event processed"}, status=202)

    def _enqueue(self, asked: Arrived) -> Answer:
        told: Json = json.loads(asked.body)
        wrong = [
            f"'{name}' is invalid or missing"
            for name, right in (
                ("routing_key", told.get("routing_key") in KEYS),
                ("event_action", told.get("event_action") in ("trigger", "acknowledge", "resolve")),
                ("dedup_key", 0 < len(told.get("dedup_key", "")) <= 255),
                ("summary", len(told.get("payload", {}).get("summary", "")) <= 1024),
                ("body", len(asked.body) <= 512 * 1024),
            )
            if not right
        ]
        if wrong:
            body = {"status": "invalid event", "message": "Event object is invalid"}
            return json_answer({**body, "errors": wrong}, status=400)
        key = told["dedup_key"]
        if told["event_action"] == "trigger":
            self.account.triggered(key, told["payload"], "PSVC001")
        for one in self.account.keyed(key):
            if told["event_action"] != "trigger" and one.status != "resolved":
                one.status = "acknowledged" if told["event_action"] == "acknowledge" else "resolved"
        done = {"status": "success", "message": "Event processed", "dedup_key": key}
        return json_answer(done, status=202)


def _told(one: Incident) -> Json:
    return {
        "id": one.id,
        "type": "incident",
        "summary": one.title,
        "title": one.title,
        "status": one.status,
        "incident_key": one.key,
        "html_url": f"https://acme.pagerduty.com/incidents/{one.id}",
        "service": {"id": one.service, "type": "service_reference"},
    }


def _incident(one: Incident, status: int = 200) -> Answer:
    return json_answer({"incident": _told(one)}, status=status)


def _page(name: str, found: list[Json], asked: Arrived) -> Answer:
    offset, limit = (
        int(asked.query.get(n, (d,))[0]) for n, d in (("offset", "0"), ("limit", "25"))
    )
    page = found[offset : offset + limit]
    more = len(found) > offset + limit
    return json_answer({name: page, "limit": limit, "offset": offset, "more": more})


def _no(status: int, code: int, message: str) -> Answer:
    return json_answer(Refused(status, code, message).body, status=status)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
