"""Certifies every plugin, backend and example of this tree, and writes the table in README.md.

    PYTHONPATH=. .venv/bin/python scripts/certified.py            # all of them: a few minutes
    PYTHONPATH=. .venv/bin/python scripts/certified.py tocsin-webhook tocsin-slack

The rows of what is not named are kept. tests/certify/test_tree.py holds each row to its report.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from scripts.certificates import report_of
from tests.architecture.tree import ROOT, members
from tocsin.cli.certify.render import as_text
from tocsin.cli.certify.values import CertificationReport

README: Final = ROOT / "README.md"
HEAD: Final = (
    "| distribution | adds | certified | left out, with a reason |\n| --- | --- | --- | --- |\n"
)
TABLE: Final = re.compile(re.escape(HEAD) + r"((?:\|.*\n)*)")
ROW: Final = re.compile(r"^\| \[([\w-]+)\]", re.MULTILINE)
_CHANGED: Final = re.compile(r" replaces (\w+) of its suite")
AT_ONCE: Final = 3


def row(folder: Path, report: CertificationReport) -> str:
    """Return the line of the table that a report makes."""
    link = f"[{folder.name}]({folder.relative_to(ROOT)}/README.md)"
    left_out = (found.what for found in report.found if found.verdict == "told")
    told = "; ".join(dict.fromkeys(_left_out(what) for what in left_out))
    adds = ", ".join(dict.fromkeys(label.partition(":")[0] for label in report.adds))
    return f"| {link} | {adds} | {'yes' if report.is_certified else 'no'} | {told} |"


def rows(readme: str) -> Mapping[str, str]:
    """Return distribution -> its line, as the page has it."""
    table = TABLE.search(readme)
    lines = table[1].splitlines() if table else []
    return {found[1]: line for line in lines if (found := ROW.match(line))}


def written(readme: str, changed: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the page with these lines, of these distributions alone and in their order."""
    known = {**rows(readme), **changed}
    lines = "".join(f"{known[name]}\n" for name in names if name in known)
    return TABLE.sub(lambda _: HEAD + lines, readme)


def _left_out(what: str) -> str:
    """`a page rings its person once`, `a real delivery comes in (another check in its place)`."""
    found = _CHANGED.search(what)
    if found is None:
        return what.partition(" leaves out ")[2].partition(":")[0]
    name = found[1].removeprefix("test_").replace("_", " ")
    return f"{name} (another check in its place)"


def main(names: list[str]) -> int:
    """Certify what is named, or all; 1 when something is refused, which is printed."""
    asked = [folder for folder in members(ROOT) if not names or folder.name in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = list(pool.map(report_of, asked))
    for report in reports:
        print(as_text(report).rpartition("\n")[2] if report.is_certified else as_text(report))
    lines = {
        folder.name: row(folder, report) for folder, report in zip(asked, reports, strict=True)
    }
    page = README.read_text(encoding="utf-8")
    order = [folder.name for folder in members(ROOT)]
    README.write_text(written(page, lines, order), encoding="utf-8")
    return 0 if all(report.is_certified for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
