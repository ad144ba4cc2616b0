"""A cluster as the kinds ask it: one client for sections with the same address and user."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Call, Finding, Lease, ProviderContext, looked_at, one_line
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Object,
    Param,
    objects_in,
    revealed,
    segment,
    text_at,
)
from tocsin_elastic.config import TOOLS, ClusterConfig, Product, UserConfig

AGENT: Final = f"tocsin-elastic/{version('tocsin-elastic')}"
LENIENT: Final[Mapping[str, Param]] = {"ignore_unavailable": "true", "allow_no_indices": "true"}
LONGEST_REASON: Final = 120
SPARE_S: Final = 0.5
NO_ALERTS: Final = "This user may not read alerts: give it the role alerting_read_access."
MONITOR_ALERTS: Final = "/_plugins/_alerting/monitors/alerts"


class Cluster:
    """One cluster, asked by one user. Any number of threads may call; nothing is repeated."""

    def __init__(self, config: UserConfig, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        self._config = config
        self._http = HttpClient(
            config.base_url,
            tool=config.tool,
            agent=AGENT,
            clock=context.clock,
            authorise=self._authorise,
            explain=self._explain,
            via=config.via(),
        )

    def search(self, indices: tuple[str, ...], body: Object, until: Deadline) -> Object:
        """What `_search` answers. Raises ProviderError, with the cluster's own words."""
        within = {"timeout": f"{max(100, int((until.left() - SPARE_S) * 1000))}ms"}
        return self._post(f"/{_path(indices)}/_search", {**body, **within}, until, LENIENT).object()

    def esql(self, body: Object, until: Deadline) -> Object:
        """What `_query` answers. Raises ProviderError."""
        return self._post("/_query", body, until, {}).object()

    def monitor_alerts(self, most: int, until: Deadline) -> Object:
        """What OpenSearch's monitors have to say, the latest first. Raises ProviderError."""
        params: dict[str, Param] = {"sortString": "start_time", "sortOrder": "desc", "size": most}
        try:
            return self._http.get(MONITOR_ALERTS, deadline=until, params=params).object()
        except ProviderError as error:
            if error.code != "forbidden":
                raise
        raise ProviderError("forbidden", NO_ALERTS)

    def date_types(self, config: ClusterConfig, until: Deadline) -> tuple[int, set[str]]:
        """How many indices there are, and which types the time field has there."""
        params: dict[str, Param] = {**LENIENT, "fields": config.time_field}
        path = f"/{_path(config.indices)}/_field_caps"
        told = self._http.get(path, deadline=until, params=params).object()
        fields, indices = told.get("fields"), told.get("indices")
        types = fields.get(config.time_field) if isinstance(fields, dict) else None
        count = len(indices) if isinstance(indices, list) else 0
        return count, set(types) if isinstance(types, dict) else set()

    def product(self, config: ClusterConfig, until: Deadline) -> Product:
        """Which of the two it is, by what its answers say of themselves."""
        body: Object = {"size": 0}
        path = f"/{_path(config.indices)}/_search"
        headers = self._post(path, body, until, LENIENT).headers
        return "elastic" if "x-elastic-product" in headers else "opensearch"

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _post(
        self, path: str, body: Object, until: Deadline, params: Mapping[str, Param]
    ) -> HttpAnswer:
        return self._http.request("POST", path, deadline=until, params=params, json=body)

    def _authorise(self) -> Headers:
        config = self._config
        if config.api_key is not None:
            return {"Authorization": f"ApiKey {revealed(config.api_key, config.tool).strip()}"}
        if config.password is None:
            return {}
        pair = f"{config.username}:{revealed(config.password, config.tool).rstrip(chr(10))}"
        coded = base64.b64encode(pair.encode("utf-8", "surrogateescape")).decode("ascii")
        return {"Authorization": f"Basic {coded}"}

    def _explain(self, answer: HttpAnswer) -> str:
        if answer.status == 401:
            return "Check the key or the password."
        if answer.status == 403:
            return "This key or user may not read those indices."
        return reason_of(answer.object().get("error"))


def leased(config: UserConfig, context: ProviderContext) -> Lease[Cluster]:
    """The client that all sections of the team with this address and this user use together."""
    secrets = tuple(one.env for one in (config.api_key, config.password) if one is not None)
    who = (config.product, config.base_url, config.username, secrets, config.via())
    return context.shared.use(("elastic", *who), lambda: Cluster(config, context))


def examined(cluster: Cluster, config: ClusterConfig, call: Call) -> tuple[Finding, ...]:
    """Whether the cluster is the product, and the indices and their time field are there.

    Raises:
        ProviderError: It cannot be asked at all.
    """
    until, names = Deadline(call.deadline_s), ", ".join(config.indices)
    may = looked_at(f"reads {names}", lambda: cluster.search(config.indices, {"size": 0}, until))
    if may.verdict != "ok":
        return (may,)
    return may, _product(cluster, config, until), _dated(cluster, config, until)


def hits_of(told: Object) -> list[Object]:
    """The documents that a search found."""
    outer = told.get("hits")
    return objects_in(outer.get("hits")) if isinstance(outer, dict) else []


def reason_of(error: Json) -> str:
    """Why something failed, in the cluster's own words, or ""."""
    if not isinstance(error, dict):
        return error if isinstance(error, str) else ""
    causes = [text_at(one, "reason") for one in objects_in(error.get("root_cause"))]
    return next((cause for cause in causes if cause), text_at(error, "reason"))


def warning_of(told: Object, indices: tuple[str, ...]) -> str:
    """What an answer says of what could not be looked through, in sentences, or ""."""
    said = []
    shards, clusters = told.get("_shards"), told.get("_clusters")
    if isinstance(shards, dict):
        said.append(_shards(shards, indices))
    if isinstance(clusters, dict) and _number(clusters, "skipped"):
        skipped, total = _number(clusters, "skipped"), _number(clusters, "total")
        said.append(f"{skipped} of {total} clusters could not be asked.")
    if told.get("timed_out") is True:
        said.append("The time was over before all was looked through.")
    if told.get("is_partial") is True:
        said.append("Not all shards answered: rows may be missing.")
    return " ".join(part for part in said if part)


def sees_none(told: Object) -> bool:
    """Whether a search looked through nothing at all: no index is there that it may see."""
    shards = told.get("_shards")
    return isinstance(shards, dict) and shards.get("total") == 0


def _shards(shards: Object, indices: tuple[str, ...]) -> str:
    failed, total = _number(shards, "failed"), _number(shards, "total")
    if not failed:
        return "" if total or "total" not in shards else f"No index matches {', '.join(indices)}."
    causes = (reason_of(one.get("reason")) for one in objects_in(shards.get("failures")))
    why = one_line(next((cause for cause in causes if cause), ""), LONGEST_REASON).rstrip(".")
    return f"{failed} of {total} shards failed{f' ({why})' if why else ''}: rows may be missing."


def _number(of: Object, name: str) -> int:
    value = of.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _product(cluster: Cluster, config: ClusterConfig, until: Deadline) -> Finding:
    found = cluster.product(config, until)
    wrong = f'It is {TOOLS[found]}: write product = "{found}".'
    right = found == config.product
    return Finding(
        what=f"it is {config.tool}",
        verdict="ok" if right else "fault",
        detail="" if right else wrong,
    )


def _dated(cluster: Cluster, config: ClusterConfig, until: Deadline) -> Finding:
    what = f"the time field {config.time_field}"
    try:
        count, types = cluster.date_types(config, until)
    except ProviderError as error:
        return Finding(what=what, verdict="warning", detail=str(error))
    if not count:
        said = f"No index matches {', '.join(config.indices)} so far."
        return Finding(what=what, verdict="warning", detail=said)
    if types and types <= {"date", "date_nanos"}:
        return Finding(what=what, verdict="ok")
    told = f"it is {', '.join(sorted(types))} there" if types else "no index has it"
    return Finding(what=what, verdict="fault", detail=f"{told}: time_field names a field of dates.")


def _path(indices: tuple[str, ...]) -> str:
    return ",".join(segment(index) for index in indices)
