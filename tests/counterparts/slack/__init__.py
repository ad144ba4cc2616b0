"""Slack on loopback for tests: npm's `emulate` behind a front that adds what it lacks."""

from __future__ import annotations

from tests.counterparts.slack.persons import Person
from tests.counterparts.slack.slack import Slack
from tests.counterparts.slack.socket_mode import Envelope

__all__ = ["Envelope", "Person", "Slack"]
