"""Alerts of monitoring that are linked to an incident."""

from __future__ import annotations
