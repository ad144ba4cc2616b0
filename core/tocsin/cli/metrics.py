"""`tocsin metrics`: the numbers of a quarter as text, JSON or CSV, and as charts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.cli.setup import set_up
from tocsin.config.values import Team
from tocsin.domain.quarter_metrics import Metrics, Times, parse_quarter, quarter_of
from tocsin.engine.quarter_metrics import quarter_numbers
from tocsin.errors import InvalidValue, NotFound
from tocsin.store.database import open_for_reading
from tocsin.wording.composing import as_plain
from tocsin.wording.quarter_metrics import metrics_text


def print_metrics(
    quarter: str, config: Path | None, team_name: str, form: str, charts: Path | None
) -> None:
    """Read beside the running bot; print, and draw where `charts` names a folder."""
    if form not in FORMS:
        raise InvalidValue(f"There is no format {form[:20]!r}. Formats: {', '.join(FORMS)}.")
    found = set_up(config)
    team = _team(found.teams.teams, team_name) if team_name else found.teams.default
    wanted = (
        parse_quarter(quarter, team.timezone) if quarter else quarter_of(utc_now(), team.timezone)
    )
    deployment = found.deployment
    reader = open_for_reading(deployment.database_url, deployment.data_dir)
    try:
        numbers = reader.read(lambda tx: quarter_numbers(tx, team.id, wanted))
    finally:
        reader.close()
    print(FORMS[form](numbers, team))
    if charts is not None:
        from tocsin.charts import write_charts

        for path in write_charts(numbers, team.name, charts):
            print(path)


def _team(teams: Mapping[str, Team], name: str) -> Team:
    if name not in teams:
        raise NotFound(f"There is no team {name[:40]!r}. Teams: {', '.join(teams)}.")
    return teams[name]


def _text(found: Metrics, team: Team) -> str:
    return as_plain(metrics_text(found, name=team.name))


def _seconds(value: timedelta | None) -> float | None:
    return None if value is None else value.total_seconds()


def _time(span: Times) -> dict[str, object]:
    return {
        "name": span.name,
        "sample": span.sample,
        "lacking": span.lacking,
        "disordered": span.disordered,
        "mean_s": _seconds(span.mean),
        "median_s": _seconds(span.median),
        "p90_s": _seconds(span.p90),
        "goal_s": _seconds(span.goal),
        "met": span.met,
    }


def as_data(found: Metrics) -> dict[str, object]:
    """Return the numbers as JSON holds them; spans in seconds."""
    return {
        "team": found.team,
        "quarter": str(found.quarter),
        "total": found.total,
        "previous": found.previous,
        "by_severity": dict(found.by_severity),
        "by_source": dict(found.by_source),
        "by_month": {month: dict(counts) for month, counts in found.by_month.items()},
        "times": [_time(span) for span in found.times],
        "repeats": [
            {"cause": repeat.cause, "incidents": list(repeat.keys)} for repeat in found.repeats
        ],
        "repeated": found.repeated,
        "without_cause": found.without_cause,
        "customer_impacting": found.customer_impacting,
        "open": found.open,
        "left_out": found.left_out,
    }


def _json(found: Metrics, _team: Team) -> str:
    return json.dumps(as_data(found), ensure_ascii=False, indent=2)


def _csv(found: Metrics, _team: Team) -> str:
    """One number a row: measure, key, value, sample, goal."""
    rows: list[tuple[object, ...]] = [("measure", "key", "value", "sample", "goal")]
    rows += [("incidents", key, n, found.total, "") for key, n in found.by_severity.items()]
    rows += [
        (span.name, key, _seconds(value), span.sample, _seconds(span.goal))
        for span in found.times
        for key, value in (("mean_s", span.mean), ("median_s", span.median), ("p90_s", span.p90))
    ]
    rows += [
        ("repeats", "", found.repeated, found.total, 0),
        ("customer-impacting", "", found.customer_impacting, found.total, ""),
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


FORMS: Final[dict[str, Callable[[Metrics, Team], str]]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
}
