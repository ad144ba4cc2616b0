"""The page over HTTP: incidents, components, post-mortems, and the limit of a key."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.counterparts.statuspage.judge import Judge
from tests.counterparts.statuspage.site import Incident, Refused, Site, Update
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
TOKEN: Final = "sp-t0ken-of-the-page"
MINUTE: Final = 60.0
Route = Callable[[Arrived], Answer]


class Statuspage:
    """One page. `faults` is what the judge found wrong, `refused` how often the limit was met.

    Attributes:
        most: Requests a minute, None = no limit; counted by `steady` over the last minute.
        over: What is answered beyond that: 420 or 429.
        seen: Hears of each request before it is answered.
    """

    def __init__(self, far_end: FarEnd, judge: Judge | None = None) -> None:
        self.far_end = far_end
        self.url = f"{far_end.url}/v1"
        self.site = Site()
        self.may_write = True
        self.faults: list[str] = []
        self.most: int | None = None
        self.over = 420
        self.refused = 0
        self.steady: Callable[[], float] = time.monotonic
        self.seen: Callable[[Arrived], None] = ignored
        self._judge = judge
        self._taken: deque[float] = deque()
        for method, path, route in self._routes():
            far_end.on(method, path, self._guarded(route))

    def incident(self) -> Incident:
        """The only incident there."""
        (one,) = self.site.incidents.values()
        return one

    def asked(self, method: str) -> list[Arrived]:
        """The requests of a method."""
        return [one for one in self.far_end.arrived if one.method == method]

    def _routes(self) -> Iterator[tuple[str, str, Route]]:
        # The latest that fits is asked: general ones first.
        yield "*", "/v1/*", lambda _: _no(404, "Not found")
        yield "GET", "/v1/pages/*", self._page
        yield "GET", "/v1/pages/*/components", self._components
        yield "GET", "/v1/pages/*/incidents/*", lambda one: json_answer(self._told(self._of(one)))
        yield "PATCH", "/v1/pages/*/incidents/*", self._change
        yield "PUT", "/v1/pages/*/incidents/*/postmortem", self._draft
        yield "PUT", "/v1/pages/*/incidents/*/postmortem/publish", self._publish
        yield "GET", "/v1/pages/*/incidents/unresolved", self._unresolved
        yield "GET", "/v1/pages/*/incidents", self._incidents
        yield "POST", "/v1/pages/*/incidents", self._open

    def _guarded(self, route: Route) -> Route:
        def held(asked: Arrived) -> Answer:
            self.seen(asked)
            if self._judge is not None:
                self.faults += self._judge.faults(asked)
            if self._is_over():
                self.refused += 1
                return _no(self.over, "Too many requests")
            if asked.headers.get("authorization") != f"OAuth {TOKEN}":
                return _no(401, "Could not authenticate")
            if asked.path.split("/")[3] != self.site.id:
                return _no(404, "Not found")
            if asked.method != "GET" and not self.may_write:
                return _no(403, "Forbidden")
            try:
                return route(asked)
            except Refused as why:
                return json_answer(why.body, status=why.status)

        return held

    def _is_over(self) -> bool:
        now = self.steady()
        while self._taken and self._taken[0] <= now - MINUTE:
            self._taken.popleft()
        self._taken.append(now)
        return self.most is not None and len(self._taken) > self.most

    def _of(self, asked: Arrived) -> Incident:
        found = self.site.incidents.get(asked.path.split("/")[5])
        if found is None:
            raise Refused(404, "Not found")
        return found

    def _page(self, asked: Arrived) -> Answer:
        if len(asked.path.split("/")) > 4:
            return _no(404, "Not found")
        return json_answer({"id": self.site.id, "name": self.site.name})

    def _components(self, asked: Arrived) -> Answer:
        return _listed([self._component(key) for key in self.site.components], asked, "per_page")

    def _component(self, key: str) -> Json:
        return {
            "id": key,
            "page_id": self.site.id,
            "name": self.site.components.get(key, "gone"),
            "status": self.site.state(key),
            "group": False,
        }

    def _newest(self) -> list[Incident]:
        return list(self.site.incidents.values())[::-1]

    def _incidents(self, asked: Arrived) -> Answer:
        return _listed([self._told(one) for one in self._newest()], asked, "limit")

    def _unresolved(self, asked: Arrived) -> Answer:
        found = [self._told(one) for one in self._newest() if one.status != "resolved"]
        return _listed(found, asked, "per_page")

    def _open(self, asked: Arrived) -> Answer:
        return json_answer(self._told(self.site.opened(_inner(asked, "incident"))), status=201)

    def _change(self, asked: Arrived) -> Answer:
        one = self._of(asked)
        self.site.changed(one, _inner(asked, "incident"))
        return json_answer(self._told(one))

    def _draft(self, asked: Arrived) -> Answer:
        one = self._of(asked)
        one.draft = _inner(asked, "postmortem")["body_draft"]
        return json_answer({"body_draft": one.draft})

    def _publish(self, asked: Arrived) -> Answer:
        one = self._of(asked)
        self.site.published(one, _inner(asked, "postmortem").get("notify_subscribers", True))
        return json_answer({"body": one.postmortem, "published_at": "2026-11-23T12:00:00Z"})

    def _told(self, one: Incident) -> Json:
        return {
            "id": one.id,
            "page_id": self.site.id,
            "name": one.name,
            "status": one.status,
            "impact": one.impact,
            "impact_override": one.impact_override,
            "shortlink": f"https://stspg.example/{one.id}",
            "metadata": one.metadata,
            "components": [self._component(key) for key in one.components],
            "incident_updates": [_update(each) for each in one.updates[::-1]],
            "postmortem_body": one.postmortem or None,
            "postmortem_published_at": "2026-11-23T12:00:00Z" if one.postmortem else None,
        }


def ignored(_asked: Arrived) -> None:
    """Nobody hears of a request."""


def _update(one: Update) -> Json:
    return {"id": one.id, "status": one.status, "body": one.body}


def _listed(found: list[Json], asked: Arrived, size: str) -> Answer:
    page, most = (
        int(asked.query.get(name, (usual,))[0]) for name, usual in (("page", "1"), (size, "100"))
    )
    return json_answer(found[(page - 1) * most :][: min(most, 100)])


def _inner(asked: Arrived, name: str) -> Json:
    told = asked.json().get(name)
    if not isinstance(told, dict):
        raise Refused(400, f"{name} is missing")
    return told


def _no(status: int, message: str) -> Answer:
    return json_answer({"error": message}, status=status)
