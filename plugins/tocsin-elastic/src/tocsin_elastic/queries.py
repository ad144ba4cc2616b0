"""What is asked of `_search`, as bodies. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.providers import GraphQuery, LogQuery
from tocsin.providers.http import Object, text_at
from tocsin_elastic.config import ClusterConfig, GraphsConfig
from tocsin_elastic.kql import kql_query

POINTS: Final = 60
MOST_LINES: Final = 10
OTHER_LINES: Final = "by"
TIMES: Final = "times"


def rows_body(query: LogQuery, config: ClusterConfig, most: int, *only: Object) -> Object:
    """The latest entries that a query finds, and nothing counted."""
    latest: Object = {config.time_field: {"order": "desc", "unmapped_type": "date"}}
    return {
        "size": most,
        "track_total_hits": False,
        "sort": [latest],
        "query": found(query, config, *only),
    }


def counts_body(query: GraphQuery, config: GraphsConfig) -> Object:
    """How many entries there are in each of about sixty spans of time."""
    seconds = max(1, round((query.until - query.since).total_seconds() / POINTS))
    # The end is not within: a span that begins there would always be empty.
    last = query.until - timedelta(milliseconds=1)
    bounds: Object = {"min": written(query.since), "max": written(last)}
    times: Object = {
        "date_histogram": {
            "field": config.time_field,
            "fixed_interval": f"{seconds}s",
            "min_doc_count": 0,
            "extended_bounds": bounds,
        }
    }
    counted: Object = {TIMES: times}
    if config.split_by:
        terms: Object = {"field": config.split_by, "size": MOST_LINES}
        counted = {OTHER_LINES: {"terms": terms, "aggs": {TIMES: times}}}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": found(query, config),
        "aggs": counted,
    }


def within(query: LogQuery | GraphQuery, time_field: str) -> Object:
    """The filter for the span of time of a query, without its end."""
    span: Object = {
        "gte": written(query.since),
        "lt": written(query.until),
        "format": "strict_date_optional_time",
    }
    return {"range": {time_field: span}}


def found(query: LogQuery | GraphQuery, config: ClusterConfig, *only: Object) -> Object:
    """What the text of a person finds in the span of time, where `only` holds as well."""
    span = within(query, config.time_field)
    return {"bool": {"must": [_asked(query.text, config)], "filter": [span, *only]}}


def _asked(text: str, config: ClusterConfig) -> Object:
    """A query of KQL, or of Lucene: there each word of it, in any field."""
    language, words = config.spoken(text)
    if words in ("", "*"):
        return {"match_all": {}}
    if language == "kql":
        return kql_query(words)
    return {
        "query_string": {
            "query": words,
            "default_operator": "AND",
            "allow_leading_wildcard": False,
            "analyze_wildcard": True,
            "lenient": True,
        }
    }


def hint_of(text: str, config: ClusterConfig) -> str:
    """What people must know of a query that they may mean otherwise, or ""."""
    bare = _asked(text, config).get("multi_match")
    words = text_at(bare, "query").split() if isinstance(bare, dict) else []
    several = len(words) > 1 and '"' not in text
    return (
        f"KQL finds {' or '.join(words[:2])}; for both write and, or quote them." if several else ""
    )


def written(moment: datetime) -> str:
    """`2026-11-23T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
