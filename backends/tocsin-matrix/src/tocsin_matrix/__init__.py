"""Matrix as a chat of Tocsin: `TOCSIN_CHATS = {"matrix": {…}}` in `config.py`."""

from __future__ import annotations

TOCSIN_API = 1
