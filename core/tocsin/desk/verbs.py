"""Every verb, in the order of help: each row stands with its noun."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from tocsin.desk import (
    action_items,
    cause,
    confirmations,
    customers,
    declare,
    drills,
    escalation,
    flags,
    incident_list,
    link_me,
    merge,
    milestones,
    mitigation,
    notes,
    paging,
    postmortem,
    quarter_metrics,
    queries,
    reminders,
    resolution,
    roles,
    services,
    severity,
    show,
    status_page,
    tasks,
    triage,
    updates,
)
from tocsin.desk.options import known, shape
from tocsin.desk.verb import LOOK, Verb, tells, unless

ONCALL: Final = Verb(
    usage="oncall [team] | {prefix}oncall override @who [from <time>] until <time> | "
    "{prefix}oncall override end [@who] [--rotation R] [--team T]",
    help="who is on call",
    group=LOOK,
    noun="",
    reads=unless("override"),
)
_HELP: Final = tells(
    "help [verb]",
    "this, or how one verb is typed",
    shape("{verb:word}", known("verb", "How that is typed")),
    completes=(lambda _typing: VERBS,),
)
VERBS: Final[MappingProxyType[str, Verb]] = MappingProxyType(
    {
        verb.name: verb
        for verb in (
            *declare.ROWS,
            *drills.ROWS,
            *incident_list.ROWS,
            *show.ROWS,
            *quarter_metrics.ROWS,
            *link_me.ROWS,
            _HELP,
            *queries.ROWS,
            *triage.ROWS,
            *merge.ROWS,
            *severity.ROWS,
            *flags.ROWS,
            *roles.ROWS,
            *paging.ROWS,
            *escalation.ROWS,
            *updates.ROWS,
            *notes.ROWS,
            *tasks.ROWS,
            *services.ROWS,
            *cause.ROWS,
            *milestones.ROWS,
            *mitigation.ROWS,
            *reminders.ROWS,
            *resolution.ROWS,
            *postmortem.ROWS,
            *action_items.ROWS,
            *status_page.ROWS,
            *customers.ROWS,
            *confirmations.ROWS,
        )
    }
)
