"""`tocsin db check`: whether everything holds that must hold, beside a running bot."""

from __future__ import annotations

from pathlib import Path

from tocsin.bootstrap.world import utc_now
from tocsin.config.deployment import load_deployment
from tocsin.domain.counting import many
from tocsin.engine.invariants import check
from tocsin.store.database import open_for_reading, shown_place
from tocsin.wording.clean import clean


def check_database(config: Path | None) -> int:
    """Print a line for each finding and one of counts; 1 when something was found."""
    deployment = load_deployment(config)
    database = open_for_reading(deployment.database_url, deployment.data_dir)
    try:
        checked = check(database, utc_now())
    finally:
        database.close()
    for finding in checked.findings:
        print(finding)
    if checked.outdated:
        print(_told(checked.outdated))
    counts = ", ".join(
        (
            many(checked.incidents, "incident"),
            many(checked.events, "event"),
            f"{many(checked.waiting, 'effect')} waiting",
        )
    )
    place = clean(shown_place(deployment.database_url, deployment.data_dir))
    print(f"{counts} in {place}: {len(checked.findings) or 'nothing'} found")
    return 1 if checked.findings else 0


def _told(outdated: int) -> str:
    """No fault: they are read from their events until they are written anew."""
    return (
        f"{many(outdated, 'incident')} as another version folded them, read from the events: "
        "`tocsin db upgrade` writes anew what has ended, the start of the bot the rest"
    )
