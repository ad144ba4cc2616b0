"""What the demo made, as files: transcript, status page, mails, post-mortem, charts."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.builtin.public_page import PublicPage
from tocsin.charts import write_charts
from tocsin.cli.demo_lines import SHOWN, shown_row
from tocsin.domain.quarter_metrics import Measured, metrics, quarter_of
from tocsin.errors import NotFound
from tocsin.providers import StatusEntry, StatusPageState
from tocsin.simulate.rows import Row
from tocsin.web.pages import Pages
from tocsin.web.status_html import status_page_html
from tocsin.web.status_view import status_view

TEAM = "demo"
TITLE = "Problem with Checkout"


def save_demo(rows: Sequence[Row], folder: Path) -> Iterator[Path]:
    """Write everything below `folder`; gives each path as it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    yield _written(folder / "transcript.txt", _transcript(rows))
    posts = [row for row in rows if row.kind == "status_page"]
    yield _written(folder / "status-page-during.html", _page(posts[:1]))
    yield _written(folder / "status-page-after.html", _page(posts))
    for row in rows:
        if row.kind == "email":
            yield _written(folder / "mails" / f"{row.seq:04}-{_name(row.to)}.txt", row.text)
        elif row.kind == "postmortem":
            yield _written(folder / "post-mortem.md", row.text)
    if importlib.util.find_spec("matplotlib") is not None:
        yield from _charts(rows, folder)


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return path


def _transcript(rows: Sequence[Row]) -> str:
    return "\n".join(f"{row.at:%H:%M:%S}  {shown_row(row)[0]}" for row in rows if row.kind in SHOWN)


def _name(to: str) -> str:
    return "".join(mark if mark.isalnum() else "-" for mark in to)


def _page(posts: Sequence[Row]) -> str:
    """The page as its readers saw it a minute after the last of these entries."""
    if not posts:
        raise NotFound("The demo put nothing on the status page.")
    last = posts[-1]
    over = [row.at for row in posts if row.data["phase"] == "resolved"]
    components = posts[0].data["components"]
    state = StatusPageState(
        key=last.incident,
        title=TITLE,
        impact="critical",
        entries=tuple(
            StatusEntry(at=row.at, phase=str(row.data["phase"]), text=row.text)  # type: ignore[arg-type]  # a row holds what the page was told
            for row in posts
        ),
        components=tuple(map(str, components)) if isinstance(components, list | tuple) else (),
        started=posts[0].at,
        resolved=over[0] if over else None,
    )
    public = PublicPage(
        title="Demo status", help="", timezone="UTC", components=("Checkout", "Login"),
        incidents=(state,),
    )  # fmt: skip
    return status_page_html(Pages(), status_view(public, last.at + timedelta(minutes=1))).decode()


def _charts(rows: Sequence[Row], folder: Path) -> Iterator[Path]:
    began = rows[0].at
    measured = Measured(
        number=1,
        team=TEAM,
        severity="P0",
        status="closed",
        source="alert",
        declared=began,
        flags=frozenset({"customer-impact"}),
        milestones={"impact-started": _impact(rows), "detected": began, **_reached(rows)},
        cause="payment timeout",
    )
    numbers = metrics(TEAM, [measured], quarter_of(began, "UTC"))
    yield from write_charts(numbers, "Demo", folder / "charts")


def _impact(rows: Sequence[Row]) -> datetime:
    return rows[0].at - timedelta(minutes=3)


def _reached(rows: Sequence[Row]) -> dict[str, datetime]:
    """When each milestone was reached, by the events of the play."""
    types = {"acknowledged": "acknowledged", "mitigated": "fixed", "resolved": "resolved"}
    return {
        name: next(row.at for row in rows if row.kind == "event" and row.data["type"] == event)
        for event, name in types.items()
    }
