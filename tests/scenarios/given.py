"""The Berlin team with a service that customers know, and what scenarios ask of their rows."""

from __future__ import annotations

from tests.simulate.given import TEAM, Told, minute

SHOP = f"""{TEAM}
[services.checkout]
public = "checkout"
components = ["Web shop", "Payments"]
"""


def phases(told: Told) -> list[str]:
    """What the status page was told, in order."""
    return [str(row.data["phase"]) for row in told.of("status_page")]


def status_rows(told: Told) -> list[tuple[float, str]]:
    """(minute, phase) of what the status page was told."""
    return [(minute(row), str(row.data["phase"])) for row in told.of("status_page")]


# Everybody the process names: security, CISO, CEO, support, and mail.
FULL = (
    SHOP.replace(
        'leadership = ["lea"]',
        'leadership = ["lea"]\nceo = "lea"\nsecurity = ["sam", "security@example.com"]\n'
        'ciso = "sam"\nsupport = ["kim", "support@example.com"]',
    ).replace(
        "[people.lea]",
        '[people.sam]\nname = "Sam"\nemail = "sam@example.com"\n'
        '[people.kim]\nname = "Kim"\n[people.lea]',
    )
    + """
[customers.outbox]
"""
)
P0 = "+0m @ana: !incident declare checkout returns 500s p0 --service checkout"
P1 = "+0m @ana: !incident declare checkout returns 500s p1 --service checkout"
ACK = "+1m @ana: !incident INC-1 ack"
FIXED = (
    "+5m @bo: !incident INC-1 take tl",
    "+6m @bo #INC-1: !incident mitigate rollback deploy 812",
    "+7m @ana #INC-1: !incident approve 1",
    "+8m @bo #INC-1: !incident done 1",
    "+10m @ana #INC-1: !incident mitigated",
)
CHECKED = (
    "+41m @ana #INC-1: !incident check 1",
    "+41m @ana #INC-1: !incident check 2",
    "+41m @ana #INC-1: !incident check 5",
)


def replies(told: Told) -> list[tuple[str, str]]:
    """(outcome, text) of every reply."""
    return [(str(row.data["outcome"]), row.text) for row in told.of("reply")]


def last(told: Told) -> tuple[str, str]:
    """(outcome, text) of the last reply."""
    return replies(told)[-1]
