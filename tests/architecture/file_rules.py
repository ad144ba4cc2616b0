"""What files may hold and how long they may be; each breach is one line that names the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.tree import imports, texts

SOURCE: Final = frozenset({".py", ".html", ".j2", ".css", ".js", ".sql", ".sh"})
CODE_FOLDERS: Final = frozenset({"core", "plugins", "backends", "benchmarks", "examples"})
MOST_LINES: Final = 350
MOST_LINES_OF_A_TEST: Final = 500

# The standard library without its IO, clock, randomness and ids. (datetime and zoneinfo only
# compute here: ruff forbids asking them for the present time.)
PURE: Final = frozenset(
    "__future__ abc base64 bisect calendar collections contextlib copy csv dataclasses datetime "
    "decimal difflib enum fractions functools graphlib hashlib heapq html itertools json keyword "
    "math numbers operator re statistics string textwrap types typing unicodedata warnings "
    "zoneinfo".split()
)

VENDORS: Final = (
    "pagerduty opsgenie statuspage.io datadog newrelic elasticsearch opensearch kibana splunk "
    "goalert cachet slack discord matrix"
).split()

# Written without dots, so that this file does not hold what it looks for.
REGISTRIES: Final = [
    *(
        name.replace(" ", ".")
        for name in (
            "pypi org",
            "pythonhosted org",
            "npmjs org",
            "npmjs com",
            "yarnpkg com",
            "deb debian org",
            "ftp debian org",
            "security debian org",
            "crates io",
            "proxy golang org",
        )
    ),
    *("index url".replace(" ", mark) for mark in "-_"),
]
LOCK_FILES: Final = frozenset({"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json"})


def too_long(root: Path) -> list[str]:
    """Return the source files over their limit, with their length."""
    found = []
    for path, text in texts(root):
        limit = _limit(path)
        lines = len(text.splitlines())
        if limit and lines > limit:
            found.append(f"{path}: {lines} lines, {limit} are the limit")
    return found


def _limit(path: Path) -> int | None:
    if path.suffix not in SOURCE:
        return None
    if "tests" in path.parts:
        return MOST_LINES_OF_A_TEST
    return MOST_LINES if path.parts[0] in CODE_FOLDERS else None


def impure(root: Path) -> list[str]:
    """Return the imports of the domain that are neither ours nor pure standard library."""
    allowed = ("tocsin.domain.", "tocsin.errors.")
    return [
        str(found)
        for found in imports(root / "core" / "tocsin" / "domain")
        if found.module.split(".")[0] not in PURE and not f"{found.module}.".startswith(allowed)
    ]


def vendor_names(root: Path) -> list[str]:
    """Return where the core names a vendor or a chat platform, in a text or in a file's name."""
    return [
        f"{path}: {vendor}"
        for path, text in texts(root)
        if path.parts[:2] == ("core", "tocsin")
        for vendor in VENDORS
        if vendor in text.lower() or vendor in path.as_posix().lower()
    ]


def registry_hosts(root: Path) -> list[str]:
    """Return where a text names the address of a package registry, and which files are locks."""
    return [*_named_hosts(root), *(str(p) for p, _ in texts(root) if p.name in LOCK_FILES)]


def _named_hosts(root: Path) -> Iterator[str]:
    for path, text in texts(root):
        yield from (f"{path}: {host}" for host in REGISTRIES if host in text.lower())
