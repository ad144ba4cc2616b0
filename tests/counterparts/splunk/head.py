"""A search head over HTTP: who asks, what for, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, quote
from xml.sax.saxutils import escape

from tests.counterparts.splunk.spl import Fatal, Store, run, written
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN: Final = "spl-t0ken-of-the-reader"
JOBS: Final = "/services/search/v2/jobs"
OLD_JOBS: Final = "/services/search/jobs"
TRIGGERED: Final = "/servicesNS/-/-/alerts/fired_alerts"
INFO: Final = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://dev.splunk.com/ns/rest"><entry>
<title>server-info</title><content type="text/xml"><s:dict>
<s:key name="version">{version}</s:key></s:dict></content></entry></feed>"""
READER: Final = ("search", "rest_properties_get", "change_own_password")


@dataclass(kw_only=True)
class SearchHead:
    """One search head. A test changes what it likes."""

    far_end: FarEnd
    store: Store = field(default_factory=Store)
    capabilities: list[str] = field(default_factory=lambda: list(READER))
    messages: list[Json] = field(default_factory=list)
    triggered: list[Json] = field(default_factory=list)
    found: dict[str, list[Json]] = field(default_factory=dict)
    scheme: str = "Bearer"
    is_old: bool = False
    is_full: bool = False
    version: str = "9.4.1"
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = "/services/authentication/current-context"
        for slash in ("", "/"):
            self.far_end.on("POST", f"{JOBS}{slash}", self._guarded(self._jobs))
            self.far_end.on("POST", f"{OLD_JOBS}{slash}", self._guarded(self._oneshot))
        for path in (TRIGGERED, f"{TRIGGERED}/-"):
            self.far_end.on("GET", path, self._guarded(self._fired))
        for jobs in (JOBS, OLD_JOBS):
            self.far_end.on("GET", f"{jobs}/*/results", self._guarded(self._results))
        self.far_end.on("GET", "/services/server/info", self._guarded(self._info))
        self.far_end.on("GET", context, self._guarded(self._context))

    @property
    def url(self) -> str:
        return self.far_end.url

    def add(self, raw: str, at: datetime, **more: Any) -> None:
        """Index an event."""
        whole = {"host": "web-1", "source": "/var/log/app", "sourcetype": "app", "index": "main"}
        stamp = at.timestamp()
        self.store.events.append({**whole, **more, "_raw": raw, "at": stamp})

    def trigger(
        self, search: str, at: datetime, rows: list[Json] | None = None, **more: Any
    ) -> None:
        """Record a run that triggered, and keep what it found; without rows that is gone."""
        stamp = int(at.timestamp())
        sid = f"scheduler__admin__search__RMD5{len(self.triggered):08x}_at_{stamp}_132"
        told = {
            "actions": "webhook",
            "alert_type": "historical",
            "digest_mode": True,
            "expiration_time_rendered": written(stamp + 86_400),
            "savedsearch_name": search,
            "severity": 3,
            "sid": sid,
            "trigger_time": stamp,
            "trigger_time_rendered": written(stamp),
            "triggered_alerts": "1",
            **more,
        }
        access = {"app": "search", "owner": "admin", "sharing": "app"}
        self.triggered.append({"name": sid, "acl": access, "content": told})
        if rows is not None:
            self.found[sid] = rows

    def _guarded(self, route: Callable[[Arrived], Answer]) -> Callable[[Arrived], Answer]:
        def held(asked: Arrived) -> Answer:
            known = asked.headers.get("authorization") == f"{self.scheme} {TOKEN}"
            said = route(asked) if known else _no(401, "WARN", "call not properly authenticated")
            # It says so itself, and the SDK reads nothing where it does not.
            return replace(said, headers={**said.headers, "Connection": "Keep-Alive"})

        return held

    def _jobs(self, asked: Arrived) -> Answer:
        return _no(404, "ERROR", "Not Found") if self.is_old else self._oneshot(asked)

    def _info(self, _asked: Arrived) -> Answer:
        """As Atom, which the SDK asks for to know the version."""
        return Answer(body=INFO.format(version=self.version).encode())

    def _oneshot(self, asked: Arrived) -> Answer:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        self.faults += _wrong(form)
        if "search" not in self.capabilities:
            return _no(403, "ERROR", "insufficient permission to access this resource")
        if self.is_full:
            return _no(503, "FATAL", "The maximum number of concurrent searches has been reached.")
        if not form["search"].lstrip().startswith(("|", "search ", "search`", 'search"')):
            return _no(400, "FATAL", "Unknown search command.")
        span = float(form["earliest_time"]), float(form["latest_time"])
        try:
            rows = run(form["search"], self.store, *span)
        except Fatal as why:
            return _no(400, "FATAL", str(why))
        told = [_shown(row) for row in rows[: int(form["count"])]]
        head = {"preview": False, "init_offset": 0, "highlighted": {}}
        return json_answer({**head, "messages": self.messages, "results": told})

    def _fired(self, asked: Arrived) -> Answer:
        """All that has triggered; above it stands each search with the number of its runs."""
        if "search" not in self.capabilities:
            return _no(403, "ERROR", "insufficient permission to access this resource")
        if not asked.path.endswith("/-"):
            entries = [{"name": "-", "content": {"triggered_alert_count": len(self.triggered)}}]
            return json_answer({"entry": entries})
        by = asked.query.get("sort_key", ("trigger_time",))[0]
        is_last = asked.query.get("sort_dir") == ("desc",)
        every = sorted(self.triggered, key=lambda one: one["content"][by], reverse=is_last)
        # Splunk answers thirty where nobody says how many.
        count = int(asked.query.get("count", ("30",))[0])
        if asked.query.get("output_mode") != ("json",):
            return Answer(body=_atom(every[:count]).encode())
        return json_answer({"entry": every[:count], "messages": []})

    def _results(self, asked: Arrived) -> Answer:
        sid = asked.path.split("/")[-2]
        if sid not in self.found or (self.is_old and asked.path.startswith(JOBS)):
            return _no(404, "FATAL", "Unknown sid.")
        rows = self.found[sid][: int(asked.query["count"][0])]
        return json_answer({"preview": False, "messages": [], "results": rows})

    def _context(self, asked: Arrived) -> Answer:
        if asked.query.get("output_mode") != ("json",):
            return Answer(body=b"<?xml version='1.0'?><feed/>")
        told = {"username": "tocsin", "roles": ["tocsin"], "capabilities": self.capabilities}
        return json_answer({"entry": [{"name": "context", "content": told}]})


def _atom(entries: list[Json]) -> str:
    """As Splunk answers who does not ask for JSON, which its SDK does not."""
    shown = "".join(
        f"<entry><title>{escape(one['name'])}</title>"
        f"<id>https://splunk:8089{TRIGGERED}/{quote(one['name'])}</id>"
        f'<link href="{TRIGGERED}/{quote(one["name"])}" rel="alternate"/>'
        f'<content type="text/xml"><s:dict>{_keys(one["content"])}</s:dict></content></entry>'
        for one in entries
    )
    head = 'xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://dev.splunk.com/ns/rest"'
    return f'<?xml version="1.0" encoding="UTF-8"?><feed {head}>{shown}</feed>'


def _keys(content: Json) -> str:
    told = ((name, escape(str(value))) for name, value in content.items())
    return "".join(f'<s:key name="{name}">{value}</s:key>' for name, value in told)


def _shown(row: Json) -> Json:
    """A result as JSON has it: every value a text, and those of the event with its marks."""
    if "at" not in row:
        return row
    told = {name: value for name, value in row.items() if name != "at"}
    return {"_bkt": "main~1", "_cd": "1:2", "_time": written(row["at"]), **told}


def _wrong(form: Json) -> list[str]:
    """What is wrong with a oneshot search."""
    wanted = {"exec_mode": "oneshot", "output_mode": "json", "segmentation": "none"}
    known = {*wanted, "search", "earliest_time", "latest_time", "count", "max_time", "timeout"}
    return [
        *(f"{name} is not {value}" for name, value in wanted.items() if form.get(name) != value),
        *(f"no parameter {name}" for name in form if name not in known),
        *(f"{name} is missing" for name in known if name not in form),
    ]


def _no(status: int, kind: str, text: str) -> Answer:
    return json_answer({"messages": [{"type": kind, "text": text}]}, status=status)
