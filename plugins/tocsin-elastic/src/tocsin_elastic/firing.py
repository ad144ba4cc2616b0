"""What fires: Kibana's alerts as Elasticsearch keeps them, or those of OpenSearch's monitors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    MOST_FIRING,
    AlertCapability,
    Call,
    Finding,
    FiringAlert,
    Lease,
    Person,
    ProviderContext,
    latest_firing,
    looked_at,
    one_line,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Deadline, Json, Object, objects_in, segment, text_at
from tocsin_elastic.alerts import NAMELESS, Rules, fingerprint_of, tags_of, titled
from tocsin_elastic.client import Cluster, hits_of, leased, sees_none
from tocsin_elastic.config import RulesConfig
from tocsin_elastic.rows import at, moment, shown

KEPT_IN: Final = (".alerts-*", "-.alerts-security*")
"""Where Kibana's alerts are, without what its detection rules of security found."""
FIELDS: Final = (
    "rule.uuid", "rule.name", "rule.tags", "instance.id", "start", "severity", "url",
    "maintenance_window_ids",
)  # fmt: skip
UNSEEN: Final = "This key or user sees no index .alerts-*: give it the privilege read on them."
RULE_PAGE: Final = "/app/management/insightsAndAlerting/triggersActions/rule/"
MONITOR_PAGE: Final = "/app/alerting#/monitors/"
FIRES: Final[Mapping[str, bool]] = {"ACTIVE": False, "ACKNOWLEDGED": True}
"""States of OpenSearch's alerts that fire -> whether nobody is told any more."""


class AskedRules(Rules):
    """The webhook of rules, and which of their alerts fire now."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def __init__(self, config: RulesConfig, lease: Lease[Cluster]) -> None:
        """The client is shared with whatever else of the team asks the cluster as this user."""
        super().__init__(config)
        self._lease = lease

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """The alerts that are active, whatever began last first.

        Raises:
            ProviderError: With its code.
        """
        until, config = Deadline(call.deadline_s), self._config
        read = _of_kibana if config.product == "elastic" else _of_opensearch
        return latest_firing(read(told, config) for told in self._asked(until, MOST_FIRING))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the alerts may be read."""
        until = Deadline(call.deadline_s)
        return (looked_at("reads which alerts fire", lambda: self._asked(until, 1)),)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _asked(self, until: Deadline, most: int) -> list[Object]:
        cluster = self._lease.one
        if self._config.product == "opensearch":
            return objects_in(cluster.monitor_alerts(most, until).get("alerts"))
        told = cluster.search(KEPT_IN, _active(self._config.space, most), until)
        # Kibana makes these indices when it begins: who sees none may not read them.
        if sees_none(told):
            raise ProviderError("forbidden", UNSEEN)
        return hits_of(told)


def make_rules(config: RulesConfig, context: ProviderContext) -> Rules:
    """The source; one that can be asked where the section has an address.

    Raises:
        ProviderError: The address cannot be used.
    """
    return AskedRules(config, leased(config, context)) if config.base_url else Rules(config)


def _active(space: str, most: int) -> Object:
    """The search for the alerts of a space that fire."""
    terms: Object = {"kibana.alert.status": "active", "kibana.space_ids": space or "default"}
    wanted: list[Json] = [{"term": {name: {"value": value}}} for name, value in terms.items()]
    latest: Object = {"kibana.alert.start": {"order": "desc", "unmapped_type": "date"}}
    return {
        "size": most,
        "track_total_hits": False,
        "sort": [latest],
        "_source": {"includes": [f"kibana.alert.{name}" for name in FIELDS]},
        "query": {"bool": {"filter": wanted}},
    }


def _of_kibana(hit: Object, config: RulesConfig) -> FiringAlert | None:
    told = {name: at(hit.get("_source"), f"kibana.alert.{name}") for name in FIELDS}
    words = {name: one_line(shown(value)) for name, value in told.items()}
    rule, alert, since = words["rule.uuid"], words["instance.id"], moment(told["start"])
    if not rule or since is None:
        return None
    listed = told["rule.tags"] if isinstance(told["rule.tags"], list) else []
    tags = dict(tags_of(",".join(tag for tag in listed if isinstance(tag, str))))
    word = tags.get(config.severity_tag, "") or words["severity"].lower()
    page = f"{config.home}{RULE_PAGE}{segment(rule)}" if config.home else ""
    return FiringAlert(
        fingerprint=fingerprint_of(rule, alert),
        title=titled(words["rule.name"] or NAMELESS, rule, alert),
        since=since,
        severity=config.severity_of(word) if word else None,
        service=one_line(tags.get(config.service_tag, ""), 100),
        labels=safe_labels(tags),
        link=web_links({"": words["url"]}).get("", page),
        silenced=bool(told["maintenance_window_ids"]),
    )


def _of_opensearch(told: Object, config: RulesConfig) -> FiringAlert | None:
    """Known by the names of monitor and trigger, as the payload of the README says it."""
    since, state = moment(told.get("start_time")), text_at(told, "state")
    names = [text_at(told, name) for name in ("monitor_name", "trigger_name")]
    if since is None or state not in FIRES or not any(names):
        return None
    content, word = told.get("agg_alert_content"), text_at(told, "severity")
    bucket = text_at(content, "bucket_keys") if isinstance(content, dict) else ""
    page = f"{config.home}{MONITOR_PAGE}{segment(text_at(told, 'monitor_id'))}"
    return FiringAlert(
        fingerprint=fingerprint_of("/".join(names), bucket),
        title=titled(": ".join(names), "", bucket),
        since=since,
        severity=config.severity_of(word) if word else None,
        link=page if config.home else "",
        silenced=FIRES[state],
    )
