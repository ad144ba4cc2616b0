"""Lines over time as a PNG. Needs matplotlib; loaded only when one is drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from tocsin.errors import ProviderError

COLOURS: Final = (
    "#1f77b4", "#d1495b", "#66a182", "#edae49", "#7a0f2b",
    "#4f8a6b", "#7b8794", "#8a6fb0", "#b07d4f", "#1f2933",
)  # fmt: skip
Series = tuple[str, Sequence[float], Sequence[float]]


def drawn(title: str, series: Sequence[Series]) -> bytes:
    """The picture of some series: name, seconds since 1970, values.

    Raises:
        ProviderError: `unsupported`: matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        said = "graphs need one more package: pip install 'tocsin-prometheus[charts]'"
        raise ProviderError("unsupported", said) from None
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=12, parse_math=False)
    for number, (name, times, values) in enumerate(series):
        moments = [datetime.fromtimestamp(at, UTC) for at in times]
        colour = COLOURS[number % len(COLOURS)]
        # A name that begins with an underscore or holds $ means something to matplotlib.
        shown = name.replace("$", r"\$").lstrip("_") or "value"
        axes.plot(moments, list(values), color=colour, label=shown, linewidth=1.5)  # type: ignore[arg-type]  # moments are what it draws best
    axes.set_xlabel("UTC")
    axes.legend(frameon=False, fontsize=8, loc="best")
    figure.autofmt_xdate(rotation=0, ha="center")
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=100, metadata={"Software": None})
    return out.getvalue()
