"""`tocsin db`: upgrades, copies, and whether everything holds that must hold."""

from __future__ import annotations

from pathlib import Path

from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.config.deployment import load_deployment
from tocsin.domain.plurals import plural
from tocsin.engine.invariants import check_invariants
from tocsin.engine.sweeper import fold_anew
from tocsin.store.database import (
    backup_store,
    open_for_reading,
    open_store,
    shown_place,
    upgrade_store,
)
from tocsin.wording.clean import clean


def upgrade(config: Path | None) -> None:
    """Run missing migrations, rebuild ended incidents from their events, print what was done."""
    deployment = load_deployment(config)
    done = upgrade_store(deployment.database_url, deployment.data_dir)
    copy = f" The copy from before: {done.backup}" if done.backup else ""
    advice = f" {done.advice}" if done.advice else ""
    print(f"The database is at {done.after} (was {done.before or 'new'}).{copy}{advice}")
    store = open_store(deployment.database_url, deployment.data_dir)
    try:
        anew = fold_anew(store)
    finally:
        store.close()
    if anew:
        print(f"{plural(anew, 'ended incident')} of another version: folded anew from the events")


def backup_to(target: Path, config: Path | None) -> None:
    """Write a copy and say where it is."""
    deployment = load_deployment(config)
    print(backup_store(deployment.database_url, deployment.data_dir, target))


def check_database(config: Path | None) -> int:
    """Print a line for each finding and one of counts; 1 when something was found."""
    deployment = load_deployment(config)
    database = open_for_reading(deployment.database_url, deployment.data_dir)
    try:
        checked = check_invariants(database, utc_now())
    finally:
        database.close()
    for finding in checked.findings:
        print(finding)
    if checked.outdated:
        print(_told(checked.outdated))
    counts = ", ".join(
        (
            plural(checked.incidents, "incident"),
            plural(checked.events, "event"),
            f"{plural(checked.waiting, 'effect')} waiting",
        )
    )
    place = clean(shown_place(deployment.database_url, deployment.data_dir))
    print(f"{counts} in {place}: {len(checked.findings) or 'nothing'} found")
    return 1 if checked.findings else 0


def _told(outdated: int) -> str:
    """No fault: they are read from their events until they are written anew."""
    return (
        f"{plural(outdated, 'incident')} as another version folded them, read from the events: "
        "`tocsin db upgrade` writes anew what has ended, the start of the bot the rest"
    )
