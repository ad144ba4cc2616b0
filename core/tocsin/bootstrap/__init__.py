"""Wires a running system from a config. The only place that starts threads."""

from __future__ import annotations

from tocsin.bootstrap.system import System
from tocsin.bootstrap.wiring import Wiring

__all__ = ["System", "Wiring"]
