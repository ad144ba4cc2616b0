"""A team's own process in the tests of that team: its files as they are, and nobody is called.

    from tocsin.testing import calls, rehearse

    def test_a_p1_on_christmas_night():
        assert calls("P1", at="2026-12-25T03:00") == ["ana", "bo", "eva"]

    def test_who_answers_ends_it():
        night = rehearse(
            "start 2026-12-25T03:00:00+01:00",
            "+0s @ana: !incident declare checkout returns 500s p1",
            "+6m @bo: !incident INC-1 ack",
            "until +1h",
        )
        assert night.pages() == ["+0s ana", "+5m bo"]

Each reads the `config.py` of the folder in which the tests run, and its team files, as `tocsin
simulate` does; variables that hold secrets need not be set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.config import load_teams
from tocsin.config.deployment import Deployment, load_deployment
from tocsin.config.values import Teams
from tocsin.domain.calendar import format_duration
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import Row
from tocsin.simulate.who import moment, severity_named, who


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What came of a scenario; `rows` are those of `tocsin simulate --format json`."""

    rows: Sequence[Row]

    def pages(self) -> list[str]:
        """Return whom a paging tool was sent a page for, in order: `+5m bo`."""
        sent = (row for row in self.rows if row.kind == "page" and row.data["outcome"] == "sent")
        return [f"+{format_duration(row.offset)} {row.to}" for row in sent]

    def told(self, person: str) -> list[str]:
        """Return the private messages to somebody."""
        return [row.text for row in self.rows if row.kind == "message" and row.to == f"@{person}"]

    def room(self, name: str) -> str:
        """Return what the bot said in a room by itself; `#incidents` with its `#`."""
        return "\n".join(r.text for r in self.rows if r.kind == "message" and r.to == name)

    def replies(self) -> list[str]:
        """Return the answers to what was said, in order."""
        return [row.text for row in self.rows if row.kind == "reply"]

    def owed(self, name: str) -> list[str]:
        """Return what became of one obligation, in order: `+0s owed`, `+5m late`."""
        changes = (r for r in self.rows if r.kind == "obligation" and r.data["name"] == name)
        return [f"+{format_duration(row.offset)} {row.data['state']}" for row in changes]


def rehearse(*lines: str, config: Path | None = None, team: str = "") -> Rehearsal:
    """Return what comes of a scenario of these lines.

    Args:
        config: The deployment's `config.py`; None: that of the folder the tests run in.
        team: The team whose rooms and alert sections are meant; "" = the default one.

    Raises:
        ConfigError: With every fault of the team files.
        NotFound: There is no such team.
        ScenarioError: A line cannot be understood.
    """
    deployment, plugins, teams = _files(config)
    rows = simulate(
        parse("\n".join(lines), "rehearse"),
        teams,
        plugins,
        team=teams.named(team),
        folder=Path(),
        platforms=tuple(deployment.chats) or ("console",),
        prefix=deployment.prefix,
    )
    return Rehearsal(rows=rows)


def calls(severity: str, *, at: str, config: Path | None = None, team: str = "") -> list[str]:
    """Return the ids of those who are paged while nobody acknowledges, each once, in order.

    Args:
        severity: `P0` to `P3`.
        at: When it is declared: `2026-12-25T03:00`, in the team's zone where it names none.
        config: As for `rehearse`.
        team: As for `rehearse`.

    Raises:
        InvalidValue: There is no such severity or time.
        ConfigError: With every fault of the team files.
        NotFound: There is no such team.
    """
    _, plugins, teams = _files(config)
    chosen = teams.named(team)
    when, grade = moment(at, chosen.timezone), severity_named(severity)
    found = who(teams, plugins, team=chosen, at=when, severity=grade)
    return list(dict.fromkeys(reached.who for reached in found if reached.how == "rings"))


def _files(config: Path | None) -> tuple[Deployment, Plugins, Teams]:
    deployment, plugins = load_deployment(config), load_plugins()
    teams = load_teams(deployment.teams_dir, plugins.models)
    teams.raise_if_broken()
    return deployment, plugins, teams
