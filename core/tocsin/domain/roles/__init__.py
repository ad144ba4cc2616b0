"""The roles of the process and what each does and does not do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["ic", "tl", "comms", "em", "security"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, kw_only=True)
class RoleBrief:
    """The briefing a person gets by direct message when a role becomes theirs."""

    title: str
    does: tuple[str, ...]
    does_not: str


BRIEFS: dict[Role, RoleBrief] = {
    "ic": RoleBrief(
        title="Incident Commander",
        does=("coordinate the response", "make the decisions", "manage escalations"),
        does_not="You do not fix it yourself: delegate the fixing.",
    ),
    "tl": RoleBrief(
        title="Technical Lead",
        does=(
            "stop the bleeding, then look for the cause",
            "implement the fix",
            "report findings to the IC",
        ),
        does_not="You make no change without the IC's approval.",
    ),
    "comms": RoleBrief(
        title="Communications Lead",
        does=(
            "post the regular update in the room",
            "keep the status page current",
            "tell customers when needed",
            "coordinate with support",
        ),
        does_not="You do not decide and do not fix: you keep everyone informed.",
    ),
    "em": RoleBrief(
        title="Engineering Manager",
        does=("find more people when they are needed", "keep leadership informed"),
        does_not="You do not take over command unless you take the role.",
    ),
    "security": RoleBrief(
        title="Security",
        does=("judge exposure and data at risk", "preserve evidence", "advise the IC"),
        does_not="You do not publish anything by yourself.",
    ),
}


def parse_role(text: str) -> Role | None:
    """A role key in any case, or None."""
    wanted = text.lower()
    return next((role for role in ROLES if role == wanted), None)
