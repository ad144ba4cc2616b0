"""Escalation: the ladder that calls people, and asking above by hand."""

from __future__ import annotations
