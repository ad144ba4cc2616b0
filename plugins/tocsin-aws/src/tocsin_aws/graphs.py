"""Graphs of CloudWatch: its own picture, and its last numbers in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Call, Finding, Graph, GraphQuery, Person, looked_at, one_line
from tocsin.providers.http import Deadline
from tocsin_aws.session import AskedRegion
from tocsin_aws.told import console
from tocsin_aws.values import iso, rows, text

WIDTH: Final = 900
HEIGHT: Final = 400
MOST_POINTS: Final = 300
PERIODS: Final = (60, 300, 900, 3600, 21_600, 86_400)
MOST_LINES: Final = 10
MOST_METRICS: Final = 20
LONGEST_NAME: Final = 60
HARMLESS: Final = '["AWS/Usage", "CallCount"]'
FORM: Final = (
    'Write an expression of CloudWatch, or a metric as in the source of a widget: '
    '["AWS/EC2", "CPUUtilization", "InstanceId", "i-1", {"stat": "Average"}].'
)  # fmt: skip
Metric = list[object]


class MetricGraphs(AskedRegion):
    """Shows metrics over a span of time. Any number of threads may call."""

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """A picture that CloudWatch draws, and what each line is at the end.

        Raises:
            ProviderError: `invalid` with AWS's own words, `not_found` without any number.
        """
        until = Deadline(call.deadline_s)
        metrics = read_metrics(query.text)
        lines = self._lines(metrics, query, until)
        if not lines:
            raise ProviderError("not_found", "no numbers to draw in this span of time")
        png = self._picture(metrics, query, until)
        if len(png) > query.bytes:
            raise ProviderError("invalid", "The picture would be too large; ask for fewer lines.")
        return Graph(png=png, alt=_alt(_title(query), lines), link=console(self._region))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether metrics may be read, and pictures of them."""
        until = Deadline(call.deadline_s)
        lately = GraphQuery(text=HARMLESS, since=call.at - timedelta(minutes=5), until=call.at)
        metrics = read_metrics(HARMLESS)
        return (
            looked_at("metrics can be read", lambda: self._lines(metrics, lately, until)),
            looked_at("pictures are drawn", lambda: self._picture(metrics, lately, until)),
        )

    def _lines(self, metrics: list[Metric], query: GraphQuery, until: Deadline) -> dict[str, float]:
        """What each line with a number is called -> the last of its numbers."""
        period = _period(query)
        told = self._ask(
            "cloudwatch",
            "get_metric_data",
            until,
            MetricDataQueries=[_data(n, metric, period) for n, metric in enumerate(metrics)],
            StartTime=query.since,
            EndTime=query.until,
            ScanBy="TimestampDescending",
        )
        found: dict[str, float] = {}
        for one in rows(told, "MetricDataResults"):
            values = one.get("Values")
            if isinstance(values, list) and values and isinstance(values[0], int | float):
                found[one_line(text(one, "Label"), LONGEST_NAME) or "value"] = float(values[0])
        return found

    def _picture(self, metrics: list[Metric], query: GraphQuery, until: Deadline) -> bytes:
        widget = {
            "title": _title(query),
            "width": WIDTH,
            "height": HEIGHT,
            "start": iso(query.since),
            "end": iso(query.until),
            "period": _period(query),
            "metrics": metrics,
        }
        drawn = {"MetricWidget": json.dumps(widget), "OutputFormat": "png"}
        told = self._ask("cloudwatch", "get_metric_widget_image", until, **drawn)
        png = told.get("MetricWidgetImage")
        if not isinstance(png, bytes) or not png:
            raise ProviderError("unavailable", "CloudWatch drew no picture.", ambiguous=True)
        return png


def read_metrics(words: str) -> list[Metric]:
    """The metrics of a query, each as a widget has it.

    Raises:
        ProviderError: `invalid`: it is neither an expression nor such metrics.
    """
    if not words.strip().startswith("["):
        return [[{"expression": words.strip(), "id": "e1"}]]
    try:
        told = json.loads(words)
    except (ValueError, RecursionError):
        raise ProviderError("invalid", f"This is no JSON. {FORM}") from None
    found = told if told and all(isinstance(one, list) for one in told) else [told]
    if len(found) > MOST_METRICS or not all(map(_is_metric, found)):
        raise ProviderError("invalid", FORM)
    return found


def _is_metric(told: list[object]) -> bool:
    """Whether it is namespace, metric, names and values in turn, and perhaps an object at the end.

    `.` and `...` repeat what stood before; they are not taken.
    """
    names = told[:-1] if told and isinstance(told[-1], dict) else told
    texts = [one for one in names if isinstance(one, str) and one.strip(".")]
    return len(texts) == len(names) >= 2 and len(names) % 2 == 0


def _data(number: int, metric: Metric, period: int) -> Mapping[str, object]:
    """A metric of a widget as a question for numbers."""
    given = metric[-1] if isinstance(metric[-1], dict) else {}
    if "expression" in given:
        return {"Id": "e1", "Expression": str(given["expression"]), "Period": period}
    names = [str(one) for one in metric if not isinstance(one, dict)]
    pairs = zip(names[2::2], names[3::2], strict=True)
    stat = {
        "Metric": {
            "Namespace": names[0],
            "MetricName": names[1],
            "Dimensions": [{"Name": name, "Value": value} for name, value in pairs],
        },
        "Period": period,
        "Stat": str(given.get("stat", "Average")),
    }
    label = str(given.get("label", "")) or " ".join([names[1], *names[3::2]])
    return {"Id": f"m{number}", "MetricStat": stat, "Label": label}


def _period(query: GraphQuery) -> int:
    """Seconds of one point, so that a line has no more points than a picture shows."""
    seconds = (query.until - query.since).total_seconds()
    return next((one for one in PERIODS if seconds / one <= MOST_POINTS), PERIODS[-1])


def _title(query: GraphQuery) -> str:
    return one_line(query.name or query.text, LONGEST_NAME) or "Graph"


def _alt(title: str, lines: Mapping[str, float]) -> str:
    told = "\n".join(f"{name}: {value:.4g}" for name, value in list(lines.items())[:MOST_LINES])
    left = len(lines) - MOST_LINES
    return f"{title}, at the end:\n{told}" + (f"\nand {left} more" if left > 0 else "")
