"""Plays a scenario on a virtual clock, with recording chats and providers."""

from __future__ import annotations

from tocsin.simulate.run import simulate
from tocsin.simulate.scenario import Scenario, parse

__all__ = ["Scenario", "parse", "simulate"]
