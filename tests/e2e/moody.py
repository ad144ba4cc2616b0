"""A plugin as it would be installed, whose paging tool hangs, or raises what ends a process."""

from __future__ import annotations

from pathlib import Path

SOURCE = """
import threading

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderConfig, ProviderType

TOCSIN_API = 1


class Moody:
    capabilities = frozenset()

    def __init__(self, mood):
        self._mood = mood

    def page(self, request, call):
        if self._mood == "hangs":
            threading.Event().wait()
        raise {"exits": SystemExit, "interrupts": KeyboardInterrupt}[self._mood]

    acknowledge = resolve = find = page


def _type(mood):
    return ProviderType(
        kind="paging", name=mood, summary="", config=ProviderConfig,
        factory=lambda _config, _context: Moody(mood),
    )


@hookimpl
def tocsin_providers():
    return tuple(map(_type, ("hangs", "exits", "interrupts")))
"""
METADATA = "Metadata-Version: 2.1\nName: tocsin-moody\nVersion: 1.0\n"
POINTS = "[tocsin]\nmoody = tocsin_moody\n"
TEAM = """
[severities.P1]
paging = ["moody", "hook"]
[paging.moody]
type = "{mood}"
[process]
failover_after = "{wait}s"
"""


def install(folder: Path) -> Path:
    """Put it into a folder for PYTHONPATH, found by its entry point like any other."""
    about = folder / "tocsin_moody-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "tocsin_moody.py").write_text(SOURCE, encoding="utf-8")
    (about / "METADATA").write_text(METADATA, encoding="utf-8")
    (about / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    return folder
