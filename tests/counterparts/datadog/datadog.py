"""The account over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.counterparts.datadog.account import (
    NOON,
    Account,
    Deployment,
    Entry,
    Event,
    Group,
    Monitor,
)
from tests.counterparts.datadog.judge import Judge
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
API_KEY: Final = "dd-api-k3y-of-the-account"
APP_KEY: Final = "dd-app-k3y-of-tocsin"
Route = Callable[[Arrived], Answer]
_SERVICE: Final = re.compile(r'service:"((?:[^"\\]|\\.)*)"')


class Refused(Exception):
    """What is answered 400."""


class Datadog:
    """One account. `faults` are what the judge found wrong; `left` what a limit still allows."""

    def __init__(self, far_end: FarEnd, judge: Judge | None = None) -> None:
        self.far_end = far_end
        self.url = far_end.url
        self.account = Account()
        self.faults: list[str] = []
        self.left: dict[str, int] = {}
        self.reset_s = 30
        self.now: Callable[[], datetime] = lambda: NOON
        self._judge = judge
        for method, path, scope, route in self._routes():
            far_end.on(method, path, self._guarded(scope, route))

    def _routes(self) -> Iterator[tuple[str, str, str, Route]]:
        yield "GET", "/api/v2/validate_keys", "", lambda _: json_answer({"status": "ok"})
        yield "GET", "/api/v1/query", "timeseries_query", self._query
        yield "GET", "/api/v1/dashboard/*", "dashboards_read", self._dashboard
        yield "GET", "/api/v1/monitor/search", "monitors_read", self._monitors
        yield "GET", "/api/v1/monitor/groups/search", "monitors_read", self._groups
        yield "POST", "/api/v2/logs/events/search", "logs_read_data", self._logs
        yield "POST", "/api/v2/events", "", self.post_event
        yield "POST", "/api/v2/events/search", "events_read", self._events
        yield "POST", "/api/v2/dora/deployments", "dora_metrics_read", self._deployments

    def _guarded(self, scope: str, route: Route) -> Route:
        """Who may ask, and how often; every answer is judged too."""

        def held(asked: Arrived) -> Answer:
            answer = self._answer(asked, scope, route)
            if self._judge is not None:
                self.faults += self._judge.faults(asked, answer)
            return answer

        return held

    def _answer(self, asked: Arrived, scope: str, route: Route) -> Answer:
        keys = [asked.headers.get(name) for name in ("dd-api-key", "dd-application-key")]
        if keys != [API_KEY, APP_KEY]:
            return _no(403, "Forbidden")
        if scope and scope not in self.account.scopes:
            return _no(403, "Forbidden", f"Failed permission authorization checks: {scope}")
        return self._limited(asked, route)

    def _limited(self, asked: Arrived, route: Route) -> Answer:
        left = self.left.get(asked.path)
        if left is None:
            return _answered(route, asked)
        told = {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Period": "60",
            "X-RateLimit-Remaining": str(max(left - 1, 0)),
            "X-RateLimit-Reset": str(self.reset_s),
            "X-RateLimit-Name": asked.path.rsplit("/", 1)[-1],
        }
        if left <= 0:
            limited = _no(429, "Rate limit exceeded")
            return Answer(status=429, body=limited.body, headers={**limited.headers, **told})
        self.left[asked.path] = left - 1
        answer = _answered(route, asked)
        return Answer(status=answer.status, body=answer.body, headers={**answer.headers, **told})

    def _query(self, asked: Arrived) -> Answer:
        (query,), (since,), (until,) = (asked.query[name] for name in ("query", "from", "to"))
        if int(since) >= int(until):
            return _no(400, "from has to be before to")
        if "{" not in query or not query.isprintable():
            return json_answer({"status": "error", "error": "Error parsing query", "series": []})
        metric = query.split("{")[0].split(":")[-1]
        first, last = int(since) * 1000, int(until) * 1000
        found = [
            {**one, "pointlist": [point for point in one["pointlist"] if first <= point[0] <= last]}
            for one in self.account.series
            if one["metric"] == metric
        ]  # fmt: skip
        return json_answer({"status": "ok", "res_type": "time_series", "series": found})

    def _dashboard(self, asked: Arrived) -> Answer:
        key = asked.path.rsplit("/", 1)[-1]
        if key not in self.account.dashboards:
            return _no(404, f"Dashboard with ID {key} not found")
        return json_answer(
            {"id": key, "title": "Checkout", "layout_type": "ordered", "widgets": []}
        )

    def _monitors(self, asked: Arrived) -> Answer:
        found = [_monitor(one) for one in self.account.monitors if _state(one) != "OK"]
        return _page("monitors", found, asked)

    def _groups(self, asked: Arrived) -> Answer:
        found = [
            _group(monitor, one)
            for monitor in self.account.monitors
            for one in monitor.groups
            if one.status != "OK"
        ]
        return _page("groups", found, asked)

    def _logs(self, asked: Arrived) -> Answer:
        body: Json = asked.json()
        wanted: Json = body["filter"]
        since, until = _window(wanted["from"], wanted["to"])
        words = wanted["query"].split()
        if "[" in words or wanted["query"].count('"') % 2:
            return json_answer(
                {"errors": [{"title": "Bad Request", "detail": "Invalid query"}]}, status=400
            )
        if not set(wanted["indexes"]) <= self.account.indexes:
            return _no(400, "Invalid index")
        found = [
            one
            for one in self.account.logs
            if since <= one.at <= until
            and all(word in one.message for word in words if word != "*")
        ]
        return _listed([_entry(one) for one in sorted(found, key=lambda one: one.at)[::-1]], body)

    def post_event(self, asked: Arrived) -> Answer:
        """Take an event no older than 18 hours, or refuse it."""
        sent: Json = asked.json()
        told: Json = sent["data"]["attributes"]
        at = datetime.fromisoformat(told["timestamp"])
        if at < self.now() - timedelta(hours=18):
            return _no(400, "timestamp is older than 18 hours")
        own: Json = told["attributes"]
        impacted = own.get("impacted_resources", [])
        self.account.events.append(
            Event(
                id=str(1000 + len(self.account.events)),
                at=at,
                title=told["title"],
                service=impacted[0]["name"] if impacted else "",
                category=told["category"],
                tags=told.get("tags", ()),
                own=own,
            )
        )
        evt = {"evt": {"id": str(len(self.account.events)), "uid": "AZ"}}
        made = {"type": "event", "attributes": {"attributes": evt}}
        return json_answer({"data": made}, status=202)

    def _events(self, asked: Arrived) -> Answer:
        body: Json = asked.json()
        wanted: Json = body["filter"]
        since, until = _window(wanted["from"], wanted["to"])
        only = _only(wanted["query"])
        found = [
            one
            for one in self.account.events
            if since <= one.at <= until
            and f"@evt.category:{one.category}" in wanted["query"]
            and only in ("", one.service)
        ]
        return _listed([_event(one) for one in sorted(found, key=lambda one: one.at)[::-1]], body)

    def _deployments(self, asked: Arrived) -> Answer:
        body: Json = asked.json()
        wanted: Json = body["data"]["attributes"]
        since, until = (datetime.fromisoformat(wanted[name]) for name in ("from", "to"))
        if since >= until:
            return _no(400, "from has to be before to")
        only = _only(wanted.get("query", ""))
        found = [
            _deployment(one)
            for one in self.account.deployments
            if since <= (one.finished or one.started) <= until and only in ("", one.service)
        ]
        return json_answer({"data": found[: wanted["limit"]]})


def _answered(route: Route, asked: Arrived) -> Answer:
    try:
        return route(asked)
    except Refused as why:
        return _no(400, str(why))


def _state(one: Monitor) -> str:
    states = [group.status for group in one.groups]
    return next((state for state in ("Alert", "Warn", "No Data") if state in states), "OK")


def _monitor(one: Monitor) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "status": _state(one),
        "tags": list(one.tags),
        "priority": one.priority,
        "type": "query alert",
    }


def _group(monitor: Monitor, one: Group) -> Json:
    at = int(one.since.timestamp())
    lost = one.status == "No Data"
    return {
        "monitor_id": monitor.id,
        "monitor_name": monitor.name,
        "group": one.scope,
        "group_tags": one.scope.split(","),
        "status": one.status,
        "last_triggered_ts": None if lost else at,
        "last_nodata_ts": at if lost else 0,
    }


def _entry(one: Entry) -> Json:
    told = {
        "message": one.message,
        "timestamp": _written(one.at),
        "service": one.service,
        "host": "web-1",
        "status": "error",
        "tags": ["env:prod"],
        "attributes": one.attributes,
    }
    return {"id": f"AAAA{one.at.timestamp():.3f}", "type": "log", "attributes": told}


def _event(one: Event) -> Json:
    own = {
        "title": one.title,
        "service": one.service,
        "evt": {"id": one.id, "category": one.category, "uid": f"A{one.id}"},
        **one.own,
    }
    told = {
        "message": f"%%%\n{one.title}\n%%%",
        "timestamp": _written(one.at),
        "tags": list(one.tags),
        "attributes": own,
    }
    return {"id": f"AQ{one.id}", "type": "event", "attributes": told}


def _deployment(one: Deployment) -> Json:
    told: Json = {
        "service": one.service,
        "version": one.version,
        "env": one.env,
        "started_at": _written(one.started),
    }
    if one.git:
        told["git"] = one.git
    if one.finished is not None:
        told["finished_at"] = _written(one.finished)
    return {"id": one.id, "type": "dora_deployment", "attributes": told}


def _listed(found: list[Json], body: Json) -> Answer:
    limit = body["page"]["limit"]
    meta: Json = {"status": "done", "page": {"after": "more"} if len(found) > limit else {}}
    return json_answer({"data": found[:limit], "meta": meta})


def _page(name: str, found: list[Json], asked: Arrived) -> Answer:
    (each,) = asked.query["per_page"]
    meta = {"page": 0, "page_count": 1, "per_page": int(each), "total_count": len(found)}
    return json_answer({name: found[: int(each)], "counts": {}, "metadata": meta})


def _only(query: str) -> str:
    found = _SERVICE.search(query)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def _no(status: int, *errors: str) -> Answer:
    return json_answer({"errors": list(errors)}, status=status)


def _window(*milliseconds: str) -> tuple[datetime, datetime]:
    since, until = (datetime.fromtimestamp(int(one) / 1000, UTC) for one in milliseconds)
    if since >= until:
        raise Refused("from has to be before to")
    return since, until


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
