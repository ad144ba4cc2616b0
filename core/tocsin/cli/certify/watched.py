"""Runs pytest with the witness in it before anything that belongs to a plugin is loaded.

Options and plugins of the plugin's own (`addopts`, `-p`, a conftest) come after that, whatever
they are. Key and folder of the records come by stdin, which is read to its end here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tocsin.cli.certify.witness import Start


def main() -> int:
    """Return how pytest ended."""
    key, _, folder = sys.stdin.readline().strip().partition(" ")
    return int(pytest.main(sys.argv[1:], plugins=[Start(Path(folder), bytes.fromhex(key))]))


if __name__ == "__main__":
    sys.exit(main())
