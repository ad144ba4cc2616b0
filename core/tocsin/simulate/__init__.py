"""The process on a virtual clock: what would happen, when, to whom, without telling anyone."""

from __future__ import annotations

from tocsin.simulate.run import simulate
from tocsin.simulate.scenario import Scenario, parse

__all__ = ["Scenario", "parse", "simulate"]
