"""Runs Errbot on every chat platform, and what its plugins may use of Tocsin.

Errbot parses the first word of a command, keeps plugins alive, filters by access list and helps;
it gets objects only: no configuration file, no plugin scan, no threads. What a command means is
the desk's business.
"""

from __future__ import annotations

from tocsin.errbot_host.as_person import Answer, AsPerson, as_person

__all__ = ["Answer", "AsPerson", "as_person"]
