"""Faults as data: runs Tocsin through seeded disasters and checks what must always hold.

    python -m tocsin.testing.chaos --seeds 10000 --store memory

A seed becomes a `Plan` (plain data), a plan becomes a run on the virtual clock, and a run is
judged by the rules of `RULES`. `docs/delivery.md` says what is promised; this is its proof.
"""

from __future__ import annotations
