"""Draws the charts of a quarter as PNG with matplotlib (extra `charts`)."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tocsin.domain.quarter_metrics import Chart, Metrics, Times
from tocsin.domain.severity import SEVERITIES
from tocsin.errors import NotFound

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Told apart by people who see few colours too: from dark to light, and in a fixed order.
COLOURS: Final[Mapping[str, str]] = {
    "P0": "#7a0f2b",
    "P1": "#d1495b",
    "P2": "#edae49",
    "P3": "#66a182",
    "none": "#9aa5b1",
}
_INK, _FAINT = "#1f2933", "#cbd2d9"
_DOTS: Final = 120
_SHORTEST: Final = 0.5
_TICKS: Final = (1, 5, 15, 60, 240, 1440, 10080)
# Whether a goal is met; grey where there is none.
_COLOUR: Final = {True: "#4f8a6b", False: COLOURS["P1"], None: "#7b8794"}


def incidents_chart(found: Metrics, name: str) -> bytes:
    """Draw incidents by month and severity, stacked."""
    figure, axes = _paper(f"{name}: incidents by severity, {found.quarter}")
    months = list(found.by_month)
    places = range(len(months))
    below = [0] * len(months)
    for severity in (*SEVERITIES, "none"):
        counts = [found.by_month[month].get(severity, 0) for month in months]
        if any(counts):
            colour = COLOURS[severity]
            axes.bar(places, counts, bottom=below, color=colour, label=severity, width=0.5)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    for place, total in zip(places, below, strict=True):
        axes.annotate(str(total), (place, total), ha="center", va="bottom", color=_INK)
    axes.set_xticks(places, months)
    axes.set_xlim(-0.6, len(months) - 0.4)
    axes.set_ylim(0, max([*below, 1]) * 1.2)
    axes.yaxis.get_major_locator().set_params(integer=True)  # type: ignore[call-arg]  # MaxNLocator
    if any(below):
        axes.legend(frameon=False, ncols=5, loc="upper left")
    return _png(figure)


def times_chart(found: Metrics, name: str) -> bytes:
    """Draw mean times beside their goals, in minutes on a logarithmic scale."""
    figure, axes = _paper(f"{name}: times and goals, {found.quarter}")
    rows = [times for times in found.times if times.mean is not None][::-1]
    if not rows:
        axes.text(0.5, 0.5, "no data yet", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return _png(figure)
    _bars(axes, rows)
    return _png(figure)


def _bars(axes: Axes, rows: Sequence[Times]) -> None:
    """One bar for each measure, its value inside, its goal as a line across."""
    values = [max(_minutes(row.mean), _SHORTEST) for row in rows]
    labels = [f"{row.name} (of {row.sample})" for row in rows]
    axes.barh(labels, values, color=[_COLOUR[row.met] for row in rows], height=0.5)
    axes.set_xscale("log")
    longest = max(*values, *(_minutes(row.goal) for row in rows), 60)
    axes.set_xlim(_SHORTEST, longest * 2)
    for row, times in enumerate(rows):
        axes.annotate(_text(times.mean), (_SHORTEST * 1.1, row), va="center", color="white")
        if times.goal is not None:
            _goal(axes, row, times.goal)
    ticks = [tick for tick in _TICKS if tick <= longest * 2]
    axes.set_xticks(ticks, [_text(timedelta(minutes=tick)) for tick in ticks])
    axes.minorticks_off()


def _goal(axes: Axes, row: int, goal: timedelta) -> None:
    at = _minutes(goal)
    axes.plot([at, at], [row - 0.36, row + 0.36], color=_INK, linewidth=2)
    words = f"goal {_text(goal)}"
    axes.annotate(words, (at, row + 0.37), ha="center", va="bottom", color=_INK, fontsize=8)


def _minutes(span: timedelta | None) -> float:
    return 0.0 if span is None else span.total_seconds() / 60


def _text(span: timedelta | None) -> str:
    """`4.5 min`, `45 min`, `1.5 h`."""
    minutes = _minutes(span)
    value, unit = (minutes, "min") if minutes < 60 else (minutes / 60, "h")
    number = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{number.removesuffix('.0')} {unit}"


def _paper(title: str) -> tuple[Figure, Axes]:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as Paper
    except ImportError:
        raise NotFound("Charts need one more package: pip install 'tocsin[charts]'.") from None
    figure = Paper(figsize=(8, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes: Axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=_INK, fontsize=12, parse_math=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_FAINT)
    return figure, axes


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DOTS, metadata={"Software": None})
    return out.getvalue()


_DRAW: Final[Mapping[Chart, Callable[[Metrics, str], bytes]]] = {
    "incidents": incidents_chart,
    "times": times_chart,
}


class MatplotlibCharts:
    """Draws the charts of a quarter where matplotlib is installed."""

    @property
    def able(self) -> bool:
        """Return whether matplotlib is installed, without importing it."""
        return importlib.util.find_spec("matplotlib") is not None

    def draw(self, chart: Chart, found: Metrics, name: str) -> bytes:
        """Return one chart as PNG. `name` is the team's.

        Raises:
            NotFound: matplotlib is not installed.
        """
        return _DRAW[chart](found, name)


def file_name(chart: Chart, found: Metrics) -> str:
    """Return the file name of a chart."""
    return f"{found.team}-{found.quarter}-{chart}.png"


def write_charts(found: Metrics, name: str, folder: Path) -> tuple[Path, ...]:
    """Write both charts as files; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {chart: draw(found, name) for chart, draw in _DRAW.items()}
    paths = {chart: folder / file_name(chart, found) for chart in drawn}
    for chart, path in paths.items():
        path.write_bytes(drawn[chart])
    return tuple(paths.values())
