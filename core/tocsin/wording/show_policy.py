"""The process in words, from the policy an incident (or a team) runs by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.calendar import format_duration
from tocsin.domain.counting import many
from tocsin.domain.escalation.ladders import Ladder
from tocsin.domain.policy import Notification, ProcessPolicy, SeverityPolicy
from tocsin.domain.severity import SEVERITIES
from tocsin.wording.clean import clean
from tocsin.wording.names import SHORT, target_text
from tocsin.wording.parts import lines

_NOTIFICATIONS: Final[Mapping[Notification, str]] = {
    "page": "page on-call",
    "notify": "notify on-call (no page)",
    "ticket": "create a ticket",
}


def policy_text(policy: ProcessPolicy, *, owner: str = "", updated: str = "") -> str:
    """The rules, two lines a severity, then the clocks and the checklist, and who keeps them."""
    checks = "; ".join(clean(text) for _, text in policy.checklist)
    return lines(
        *(row for key in SEVERITIES for row in _severity(key, policy)),
        f"Triage within {format_duration(policy.triage_within)}; "
        f"unclear reports become {policy.assume_unknown}.",
        f"Stable window {format_duration(policy.stable_for)}; "
        f"reminders can be moved by up to {format_duration(policy.snooze_limit)}.",
        f"To resolve: {checks}.",
        " ".join(
            f"{what}: {clean(said)}."
            for what, said in (("Owner", owner), ("Last updated", updated))
            if clean(said)
        ),
    )


def _severity(key: str, policy: ProcessPolicy) -> tuple[str, str]:
    row = next(row for name, row in policy.severities.items() if name == key)
    ladder = policy.ladders.get(row.ladder)
    rules = (
        _NOTIFICATIONS[row.notification],
        f"answered within {format_duration(row.response)}" if row.response else "next business day",
        f"update every {format_duration(row.update_every)}" if row.update_every else "",
        f"roles {', '.join(SHORT[role] for role in row.required_roles)}" * bool(row.required_roles),
        _calls(ladder) if ladder else "",
        _manager(row),
    )
    first = f"{key} - {clean(row.label, 40)}: {clean(row.definition)}"
    return first, "; ".join(rule for rule in rules if rule)


def _calls(ladder: Ladder) -> str:
    steps = (
        f"{', '.join(target_text(target, str) for target in step.targets)} "
        f"+{format_duration(step.after)}"
        for step in ladder.steps
    )
    again = f", again {many(ladder.repeats, 'time')} every {format_duration(ladder.repeat_every)}"
    return f"ladder {', '.join(steps)}{again if ladder.repeats else ''}"


def _manager(row: SeverityPolicy) -> str:
    after = row.escalate_em_after
    return f"Engineering Manager after {format_duration(after)}" if after else ""
