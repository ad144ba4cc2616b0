"""`tocsin new-plugin`."""

from __future__ import annotations

from pathlib import Path

from tocsin.cli.scaffold import new_plugin


def make_plugin(name: str, kinds: str, licence: str, into: Path) -> None:
    """Write a plugin into a new folder, and say what is next.

    Args:
        kinds: With commas between.

    Raises:
        InvalidValue: The name, a kind or the licence is not written so, or the folder is there.
    """
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    written = new_plugin(name, wanted, licence=licence, folder=into)
    for path in written:
        print(path)
    place = into / f"tocsin-{name}"
    print(f'Next: cd {place} && make test; then README.md, "Working on it".')
