"""The closed list of flags."""

from __future__ import annotations

FLAGS: tuple[str, ...] = (
    "security",
    "data-breach",
    "data-exposure",
    "unauthorized-access",
    "ddos",
    "customer-impact",
    "major-customer-impact",
    "media",
    "legal",
    "process-gap",
    "private",
    "drill",
)
# With one of these, somebody of the security team is needed.
SECURITY: frozenset[str] = frozenset(
    ("security", "data-breach", "data-exposure", "unauthorized-access", "ddos")
)
