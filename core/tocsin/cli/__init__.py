"""The command line: `tocsin run`, `simulate`, `check`, `export`, `verify` and their kin."""

from __future__ import annotations

from tocsin.cli.app import main

__all__ = ["main"]
