"""Lines over time as a picture. Needs matplotlib; it is loaded only when one is drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers.graphs import Graph, GraphQuery
from tocsin.providers.texts import one_line

MOST_LINES: Final = 10
"""No picture has more lines; what is left out is counted in its text."""
LONGEST_NAME: Final = 60
HUGE: Final = 1e100
LATEST: Final = 4_000_000_000.0
COLOURS: Final = (
    "#1f77b4", "#d1495b", "#66a182", "#edae49", "#7a0f2b",
    "#4f8a6b", "#7b8794", "#8a6fb0", "#b07d4f", "#1f2933",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One series.

    Args:
        name: What people read of it, from outside: it is put on one line and cut.
        points: Seconds since 1970 and a value each, in order of time. Gaps are left out, and so is
            what no picture can show: values that are no number, moments before 1970.
    """

    name: str
    points: Sequence[tuple[float, float]]


def draw_graph(
    query: GraphQuery, lines: Sequence[Line], *, link: str = "", png: bytes = b""
) -> Graph:
    """A picture of the first `MOST_LINES` lines, and what each of them is at the end in words.

    Args:
        query: What was asked.
        lines: What it gives.
        link: Where a person sees it alive, or "".
        png: The tool's own picture of it; nothing is drawn then.

    Raises:
        ProviderError: `not_found`: no line has a point; `invalid`: the picture would have more
            bytes than the query allows; `unsupported`: matplotlib is not installed.
    """
    every = [line for line in map(_shown, lines) if line.points]
    if not every:
        raise ProviderError("not_found", "no numbers to draw in this span of time")
    first, left = every[:MOST_LINES], len(every) - MOST_LINES
    title = one_line(query.name or query.text, LONGEST_NAME) or "Graph"
    png = png or _drawn(title, first)
    if len(png) > query.bytes:
        raise ProviderError("invalid", "the picture would be too large; ask for fewer lines")
    more = f"\nand {left} more" if left > 0 else ""
    told = "\n".join(f"{line.name}: {line.points[-1][1]:.4g}" for line in first)
    return Graph(png=png, alt=f"{title}, at the end:\n{told}{more}", link=link)


def _shown(line: Line) -> Line:
    points = [(at, value) for at, value in line.points if 0 <= at < LATEST and abs(value) < HUGE]
    return Line(name=one_line(line.name, LONGEST_NAME) or "value", points=points)


def _drawn(title: str, lines: Sequence[Line]) -> bytes:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        said = "graphs need one more package: pip install 'tocsin[charts]'"
        raise ProviderError("unsupported", said) from None
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=12, parse_math=False)
    for line, colour in zip(lines, COLOURS, strict=False):
        moments = [datetime.fromtimestamp(at, UTC) for at, _ in line.points]
        values = [value for _, value in line.points]
        # A name that begins with an underscore or holds $ means something to matplotlib.
        shown = line.name.replace("$", r"\$").lstrip("_") or "value"
        axes.plot(moments, values, color=colour, label=shown, linewidth=1.5)  # type: ignore[arg-type]  # moments are what it draws best
    axes.set_xlabel("UTC")
    axes.legend(frameon=False, fontsize=8, loc="best")
    figure.autofmt_xdate(rotation=0, ha="center")
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=100, metadata={"Software": None})
    return out.getvalue()
