"""Slack as a chat of Tocsin: `TOCSIN_CHATS = {"slack": {…}}` in `config.py`."""

from __future__ import annotations

TOCSIN_API = 1
