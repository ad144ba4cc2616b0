"""`tocsin db`."""

from __future__ import annotations

from pathlib import Path

from tocsin.config.deployment import load_deployment
from tocsin.domain.counting import many
from tocsin.engine.sweeper import fold_anew
from tocsin.store.database import backup_store, open_store, upgrade_store


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
        print(f"{many(anew, 'ended incident')} of another version: folded anew from the events")


def backup_to(target: Path, config: Path | None) -> None:
    """Write a copy and say where it is."""
    deployment = load_deployment(config)
    print(backup_store(deployment.database_url, deployment.data_dir, target))
