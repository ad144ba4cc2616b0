"""Who may do what, as policy data: verb -> right. A team may change rows, never the machinery."""

from __future__ import annotations

from typing import Literal

Right = Literal["anyone", "known", "ic", "ic-or-comms"]

WHO: dict[Right, str] = {
    "anyone": "anyone",
    "known": "anyone in the team files",
    "ic": "the Incident Commander",
    "ic-or-comms": "the Incident Commander or the Communications Lead",
}

_KNOWN = (
    "declare note ack take update finding raise escalate page accept decline merge flag unflag "
    "mitigate done check milestone cause task snooze accept-handoff triage service draft "
    "postmortem action"
).split()
_IC = (
    "decide approve reject lower assign handoff mitigated resolve reopen close override "
    "postmortem-publish postmortem-skip"
).split()

DEFAULT_RIGHTS: dict[str, Right] = {
    "report": "anyone",
    **dict.fromkeys(_KNOWN, "known"),
    **dict.fromkeys(_IC, "ic"),
    "publish": "ic-or-comms",
    "notify-customers": "ic-or-comms",
}
