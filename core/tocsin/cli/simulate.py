"""`tocsin simulate`."""

from __future__ import annotations

import logging
from pathlib import Path

from tocsin.cli.setup import set_up
from tocsin.errors import InvalidValue, NotFound
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import as_json, as_text

FORMS = {"text": as_text, "json": as_json}


def simulate_file(file: Path, config: Path | None, team: str, form: str) -> None:
    """Print the rows of a scenario.

    Raises:
        InvalidValue: There is no such format.
        NotFound: There is no such file or team.
        ScenarioError: A line cannot be understood.
    """
    if form not in FORMS:
        raise InvalidValue(f"There is no format {form!r}; use text or json.")
    if not file.is_file():
        raise NotFound(f"There is no scenario {file}.")
    found = set_up(config)
    logging.disable(logging.WARNING)  # faults are part of the play, not of the log
    scenario = parse(file.read_text(encoding="utf-8-sig", errors="replace"), str(file))
    rows = simulate(
        scenario,
        found.teams,
        found.plugins,
        team=found.team(team),
        folder=file.parent,
        platforms=tuple(found.deployment.chats) or ("console",),
        prefix=found.deployment.prefix,
    )
    for row in rows:
        print(FORMS[form](row))
