"""Writes backends/tocsin-slack/SCREENS.md: what Slack shows during a P0, read aloud.

Usage: `.venv/bin/python scripts/slack_screens.py`. Its test says when it must be run.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write it; 0."""
    sys.path.insert(0, str(ROOT))
    from tests.counterparts.slack.screens import FILE, page

    with tempfile.TemporaryDirectory(prefix="tocsin-screens-") as folder:
        FILE.write_text(page(Path(folder)), encoding="utf-8")
    print(FILE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
