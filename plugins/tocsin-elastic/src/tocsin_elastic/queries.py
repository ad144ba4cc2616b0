"""What is asked of `_search`, as bodies. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.providers import GraphQuery, LogQuery
from tocsin.providers.http import Object
from tocsin_elastic.config import ClusterConfig, GraphsConfig

POINTS: Final = 60
MOST_LINES: Final = 10
OTHER_LINES: Final = "by"
TIMES: Final = "times"


def rows_body(query: LogQuery, config: ClusterConfig, most: int) -> Object:
    """The latest entries that a query finds, and nothing counted."""
    latest: Object = {config.time_field: {"order": "desc", "unmapped_type": "date"}}
    return {
        "size": most,
        "track_total_hits": False,
        "sort": [latest],
        "query": found(query, config.time_field),
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
        "query": found(query, config.time_field),
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


def found(query: LogQuery | GraphQuery, time_field: str) -> Object:
    """What the text of a person finds in the span of time: each word of it, in any field."""
    text = query.text.strip()
    asked: Object = {
        "query_string": {
            "query": text,
            "default_operator": "AND",
            "allow_leading_wildcard": False,
            "analyze_wildcard": True,
            "lenient": True,
        }
    }
    must = asked if text not in ("", "*") else {"match_all": {}}
    return {"bool": {"must": [must], "filter": [within(query, time_field)]}}


def written(moment: datetime) -> str:
    """`2026-11-23T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
