"""Plays every example scenario; checks its transcript, or writes it anew with `--write`.

Run it in a checkout after a change of words: `.venv/bin/python scripts/transcripts.py --write`.
"""

from __future__ import annotations

import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "scenarios"


def transcript(scenario: Path) -> str:
    """What `tocsin simulate` prints for a scenario with the packaged team, cards left out."""
    from tocsin.config.deployment import DEMO_TEAMS
    from tocsin.config.load import load_teams
    from tocsin.plugin_manager import load_plugins
    from tocsin.simulate import parse, simulate
    from tocsin.simulate.rows import as_text

    plugins = load_plugins()
    teams = load_teams(DEMO_TEAMS, plugins.models)
    play = parse(scenario.read_text(encoding="utf-8"), scenario.name)
    rows = simulate(play, teams, plugins, team=teams.default, folder=scenario.parent)
    return "".join(f"{as_text(row)}\n" for row in rows if row.kind not in ("card", "topic"))


def main() -> int:
    """1 if a transcript is not what the scenario gives."""
    write, wrong = "--write" in sys.argv[1:], []
    for scenario in sorted(EXAMPLES.glob("*.scenario")):
        kept, now = scenario.with_suffix(".txt"), transcript(scenario)
        if write:
            kept.write_text(now, encoding="utf-8")
        elif not kept.is_file() or kept.read_text(encoding="utf-8") != now:
            wrong.append(scenario.name)
    print(f"differs: {', '.join(wrong)}" if wrong else "every transcript holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
