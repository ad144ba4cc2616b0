"""A cluster over HTTP: documents by index, users, and what is wrong with shards."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Final

from tests.counterparts.elastic.dsl import evaluated
from tests.counterparts.elastic.esql import run
from tests.counterparts.elastic.judge import Judge
from tests.counterparts.elastic.lucene import Document, Unreadable, flat
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

Json = dict[str, Any]
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
API_KEY: Final = "ZXMtazN5OmVzLWFwaS1rM3k="
USER: Final = "tocsin-reader"
PASSWORD: Final = "es-passw0rd-of-the-reader"
MOST_BUCKETS: Final = 10_000
ALERTS_ASKED: Final = frozenset(
    "sortString sortOrder missing size startIndex searchString severityLevel alertState "
    "monitorId".split()
)


@dataclass(kw_only=True)
class Trouble:
    """What is wrong with the cluster; a test changes what it likes."""

    failed: int = 0
    reason: str = "shard is not there"
    timed_out: bool = False
    skipped_clusters: int = 0
    is_partial: bool = False
    busy: bool = False


@dataclass(kw_only=True)
class Cluster:
    """All of it. `reads` are the patterns that the user may read."""

    far_end: FarEnd
    product: str = "elastic"
    judge: Judge | None = None
    documents: dict[str, list[Document]] = field(default_factory=dict)
    reads: Sequence[str] = ("logs-*", "metrics-*", ".alerts-*")
    trouble: Trouble = field(default_factory=Trouble)
    time_type: str = "date"
    monitor_alerts: list[Json] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        routes = (
            ("*/_search", self._search),
            ("*/_field_caps", self._caps),
            ("/_query", self._esql),
            ("/_plugins/_alerting/monitors/alerts", self._monitors),
        )
        for path, route in routes:
            self.far_end.on("*", path, self._guarded(route))

    @property
    def url(self) -> str:
        return self.far_end.url

    def add(self, index: str, message: str, at: datetime, **more: Any) -> None:
        """Write an entry, as an agent of today does."""
        written = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.documents.setdefault(index, []).append(
            {"@timestamp": written, "message": message, **more}
        )

    def _guarded(self, route: Callable[[Arrived], Answer]) -> Callable[[Arrived], Answer]:
        def held(asked: Arrived) -> Answer:
            answer = self._answer(asked, route)
            if self.judge is not None:
                self.faults += self.judge.faults(asked, answer)
            return answer

        return held

    def _answer(self, asked: Arrived, route: Callable[[Arrived], Answer]) -> Answer:
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        known = {f"Basic {pair}"} | ({f"ApiKey {API_KEY}"} if self.product == "elastic" else set())
        if asked.headers.get("authorization") not in known:
            return self._no(401, "security_exception", "unable to authenticate user")
        if self.trouble.busy:
            said = "rejected execution of coordinating operation"
            return self._no(429, "es_rejected_execution_exception", said)
        try:
            return route(asked)
        except Unreadable as why:
            return self._no(400, "parsing_exception", str(why))
        except PermissionError as why:
            return self._no(403, "security_exception", f"not authorized for {why}")

    def _no(self, status: int, kind: str, reason: str) -> Answer:
        cause = {"type": kind, "reason": reason}
        return self._said({"error": {"root_cause": [cause], **cause}, "status": status}, status)

    def _said(self, told: object, status: int = 200) -> Answer:
        marked = {"X_Elastic_Product": "Elasticsearch"} if self.product == "elastic" else {}
        return json_answer(told, status=status, **marked)

    def _read(self, names: Iterable[str]) -> dict[str, list[Document]]:
        """The indices that the patterns name and the user may read; a pattern may find none."""
        wanted = [name for name in names if not name.startswith("-")]
        left_out = [name[1:] for name in names if name.startswith("-")]
        for name in wanted:
            if not self.reads or ("*" not in name and not _fits(name, self.reads)):
                raise PermissionError(name)
        return {
            index: documents
            for index, documents in self.documents.items()
            if _fits(index, wanted) and _fits(index, self.reads) and not _fits(index, left_out)
        }

    def _search(self, asked: Arrived) -> Answer:
        indices = self._read(_names(asked))
        body = asked.json()
        asked_for: Any = body.get("query", {"match_all": {}})
        test = evaluated(asked_for)
        found = [
            (index, document)
            for index, documents in indices.items()
            for document in documents
            if test(document)
        ]
        size: Any = body.get("size", 10)
        kept: Any = body.get("_source", {"includes": ["*"]})
        fields: list[str] = kept["includes"]
        hits = [_hit(index, document, fields) for index, document in _sorted(found, body)[:size]]
        shards: Json = {"total": len(indices), "successful": len(indices), "skipped": 0}
        told: Json = {
            "took": 3,
            "timed_out": self.trouble.timed_out,
            "_shards": {**shards, **self._failed()},
            "hits": {"max_score": None, "hits": hits},
        }
        if self.trouble.skipped_clusters:
            skipped = self.trouble.skipped_clusters
            told["_clusters"] = {
                "total": skipped + 1, "successful": 1, "skipped": skipped,
                "running": 0, "partial": 0, "failed": 0,
            }  # fmt: skip
        if "aggs" in body:
            told["aggregations"] = _counted(body["aggs"], [document for _, document in found])
        return self._said(told)

    def _failed(self) -> Json:
        if not self.trouble.failed:
            return {"failed": 0}
        cause = {"type": "illegal_state", "reason": self.trouble.reason}
        failures = [{"shard": 0, "index": "logs-1", "node": "n1", "reason": cause}]
        return {
            "failed": self.trouble.failed,
            "total": self.trouble.failed + 3,
            "failures": failures,
        }

    def _caps(self, asked: Arrived) -> Answer:
        indices = self._read(_names(asked))
        (name,) = asked.query["fields"]
        has = any(name in dict(flat(one)) for documents in indices.values() for one in documents)
        caps = {"type": self.time_type, "searchable": True, "aggregatable": True}
        fields = {name: {self.time_type: caps}} if has else {}
        return self._said({"indices": sorted(indices), "fields": fields})

    def alert(self, rule: str, instance: str, since: datetime, **more: Any) -> None:
        """Keep an alert of a rule as Kibana does: each field by its whole name."""
        index = more.pop("index", ".alerts-stack.alerts-default")
        space = {"kibana.space_ids": more.pop("space", ["default"])}
        told = {
            "rule.uuid": rule,
            "rule.name": "Checkout errors",
            "rule.tags": ["severity:critical", "service:checkout"],
            "instance.id": instance,
            "status": "active",
            "start": since.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **{name.replace("__", "."): value for name, value in more.items()},
        }
        fields = {
            f"kibana.alert.{name}": value for name, value in told.items() if value is not None
        }
        self.add(index, "", since, **{**fields, **space})

    def _monitors(self, asked: Arrived) -> Answer:
        """As the plugin of OpenSearch: alerts of any state, sorted and cut as it was asked."""
        if self.product != "opensearch":
            return self._no(400, "illegal_argument_exception", f"no handler found for {asked.path}")
        if asked.method != "GET" or not ALERTS_ASKED.issuperset(asked.query):
            return self._no(400, "illegal_argument_exception", "unrecognized parameters")
        if ".alerts-*" not in self.reads:
            return self._no(403, "security_exception", "no permissions for alerts/get")
        (by,), (order,), (size,) = (
            asked.query[name] for name in ("sortString", "sortOrder", "size")
        )
        every = sorted(self.monitor_alerts, key=lambda one: one[by], reverse=order == "desc")
        return self._said({"alerts": every[: int(size)], "totalAlerts": len(every)})

    def _esql(self, asked: Arrived) -> Answer:
        if self.product != "elastic":
            return self._no(400, "illegal_argument_exception", "no handler found for uri [/_query]")
        body: Json = asked.json()
        test = evaluated(body.get("filter", {"match_all": {}}))

        def read(names: str) -> list[Document]:
            indices = self._read(names.split(","))
            return [one for documents in indices.values() for one in documents if test(one)]

        names, values = run(body["query"], read)
        columns = [{"name": name, "type": _type(name, values, names)} for name in names]
        told: Json = {"took": 3, "is_partial": self.trouble.is_partial}
        return self._said({**told, "columns": columns, "values": values})


def _fits(index: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(index, pattern) for pattern in patterns)


def _names(asked: Arrived) -> list[str]:
    return asked.path.strip("/").split("/")[0].split(",")


def _sorted(found: list[tuple[str, Document]], body: Json) -> list[tuple[str, Document]]:
    for order in body.get("sort", []):
        ((name, how),) = order.items()
        is_last = how["order"] == "desc"
        found = sorted(found, key=lambda one: dict(flat(one[1])).get(name, ""), reverse=is_last)
    return found


def _hit(index: str, document: Document, fields: Sequence[str]) -> Json:
    at = datetime.fromisoformat(document["@timestamp"])
    milliseconds = int(at.timestamp() * 1000)
    whole = {"_index": index, "_id": f"id-{milliseconds}", "_score": None}
    source = {
        name: value
        for name, value in document.items()
        if any(fnmatchcase(name, field) for field in fields)
    }
    return {**whole, "_source": source, "sort": [milliseconds]}


def _counted(aggs: Any, documents: list[Document]) -> Json:
    return {name: _aggregated(one, documents) for name, one in aggs.items()}


def _aggregated(agg: Any, documents: list[Document]) -> Json:
    if "terms" in agg:
        told = agg["terms"]
        groups: dict[str, list[Document]] = {}
        for document in documents:
            if (value := dict(flat(document)).get(told["field"])) is not None:
                groups.setdefault(value, []).append(document)
        most = sorted(groups.items(), key=lambda one: -len(one[1]))[: told["size"]]
        buckets = [
            {"key": key, "doc_count": len(inner), **_counted(agg["aggs"], inner)}
            for key, inner in most
        ]
        return {"buckets": buckets, "doc_count_error_upper_bound": 0, "sum_other_doc_count": 0}
    told = agg["date_histogram"]
    step = int(told["fixed_interval"].removesuffix("s")) * 1000
    bounds = [_milliseconds(told["extended_bounds"][name]) // step for name in ("min", "max")]
    if bounds[1] - bounds[0] > MOST_BUCKETS:
        raise Unreadable("Trying to create too many buckets")
    counts = dict.fromkeys(range(bounds[0], bounds[1] + 1), 0)
    for document in documents:
        key = _milliseconds(document[told["field"]]) // step
        counts[key] = counts.get(key, 0) + 1
    return {
        "buckets": [
            {"key": key * step, "key_as_string": str(key * step), "doc_count": count}
            for key, count in sorted(counts.items())
        ]
    }


def _milliseconds(words: str) -> int:
    return int(datetime.fromisoformat(words).timestamp() * 1000)


def _type(name: str, values: list[list[Any]], names: list[str]) -> str:
    first = next((row[names.index(name)] for row in values), "")
    return "long" if isinstance(first, int) else "keyword"
