"""Paging people until somebody answers."""

from __future__ import annotations
