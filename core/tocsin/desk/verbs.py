"""Every verb: how it is typed, what it is for, and what understands it."""

from __future__ import annotations

from typing import Final

from tocsin.desk import (
    actions,
    approvals,
    asking,
    cause,
    customers,
    escalation,
    flags,
    merge,
    milestones,
    mitigation,
    notes,
    paging,
    postmortem,
    reminders,
    resolution,
    roles,
    services,
    severity,
    show,
    tasks,
    triage,
    updates,
)
from tocsin.desk import declare as opening
from tocsin.desk import status_page as status_page_module
from tocsin.desk.drills import drill
from tocsin.desk.status_page import SHOW, WORDS, status_page
from tocsin.desk.takes import (
    MAY_SAY,
    MUST_SAY,
    Takes,
    a_number,
    a_severity,
    add_or_done,
    count,
    one_of,
    people_or_one,
)
from tocsin.desk.updates import FIELDS, update
from tocsin.desk.verb import (
    LOOK,
    Verb,
    asks,
    changes,
    shows,
    tells,
    unless,
    when_bare,
    when_bare_or,
)
from tocsin.domain.flags import FLAGS

_DECLARE: Final = (
    "declare <title> [p0|p1|p2|p3] [--team T] [--service S] [--security] [--customer-impact] "
    "[--private] [--drill [@who ...]]"
)
_SET: Final = "<rollback|scale-up|disable|failover|circuit-break|other>"


ONE_WORD: Final = Takes(closed=count(1))
TWO_WORDS: Final = Takes(closed=count(2))
NUMBERED: Final = Takes(closed=count(1), numbers=True)
SOUGHT: Final = Takes(text="must", numbers=True)
TIMED: Final = Takes(closed=count(2), numbers=True)

_ALL: Final[tuple[Verb, ...]] = (
    Verb(usage=_DECLARE, help="open an incident", group="Open", opens=opening.declare),
    Verb(
        usage="report <text> [--private]",
        help="say what you see; anyone may",
        group="Open",
        opens=opening.report,
    ),
    Verb(
        usage="drill <outage|slow|breach> [@who ...]",
        help="practise; pages only who is named",
        group="Open",
        opens=drill,
        reads=when_bare,
    ),
    tells("list [all] [--team T]", "what is open"),
    shows("show", "the state, who does what, what is owed", show.show),
    shows("next", "what is owed, by whom, by when; of no incident, what you owe", show.next_due),
    shows("why <obligation>", "the rule behind something owed", show.why, ONE_WORD),
    shows("timeline", "what happened so far", show.timeline),
    shows("catchup", "where it stands, for somebody who joins", show.catchup),
    shows("policy", "the process of this incident", show.policy),
    shows("export [md|json|html]", "how to get all of it as a file", show.export, ONE_WORD),
    Verb(usage="metrics [2026-Q4] [--team T]", help="the numbers of a quarter", group=LOOK),
    Verb(
        usage="link-me [chat:account | code | remove chat:account]",
        help="another chat account is yours too",
        group=LOOK,
        reads=when_bare,
        alone=True,
    ),
    tells("help [verb]", "this, or how one verb is typed"),
    asks("logs [tool:] <preset|query> [since]", "what the logs say", SOUGHT, when_bare),
    asks("graph [tool:] <preset|query> [since]", "a graph, as a picture", SOUGHT, when_bare),
    asks("alerts", "what fires now", Takes(numbers=True)),
    asks("changes [since]", "what was deployed or changed", TIMED),
    Verb(
        usage="triage <customers> | <broken> | <data yes|no|unknown> | <security yes|no|unknown>",
        help="the four questions; an empty answer is unknown",
        group="Triage",
        does=triage.triage,
        views=triage.triage_view,
        reads=when_bare,
        takes=MUST_SAY,
    ),
    changes("Triage", "accept", "it is an incident", triage.accept),
    changes("Triage", "decline <reason>", "it is none", triage.decline, MUST_SAY, final=True),
    changes(
        "Triage",
        "merge INC-n",
        "it is the same as another, which goes on",
        merge.merge,
        Takes(into=True),
        final=True,
    ),
    changes(
        "Triage",
        "severity <p0|p1|p2|p3> [reason]",
        "how bad it is",
        severity.severity,
        Takes(closed=a_severity, text="may", numbers=True),
    ),
    changes(
        "Triage",
        "flag <flag> [reason]",
        "set a flag",
        flags.flag,
        Takes(closed=one_of(FLAGS), text="may"),
    ),
    changes(
        "Triage",
        "unflag <flag> <reason> [--confirm]",
        "clear a flag",
        flags.unflag,
        Takes(closed=one_of(FLAGS), text="must"),
        final=True,
    ),
    changes(
        "People", "take <role> [--alone <reason>]", "take a role yourself", roles.take, ONE_WORD
    ),
    changes("People", "assign <role> @who", "give a role to somebody", roles.assign, TWO_WORDS),
    changes(
        "People", "handoff <role> @who", "offer a role; they accept it", roles.handoff, TWO_WORDS
    ),
    changes("People", "accept-handoff", "accept the role you are offered", roles.accept_handoff),
    changes(
        "People",
        "page <person|level|contact|team|policy> [message]",
        "page somebody",
        paging.page,
        Takes(closed=people_or_one, text="may"),
    ),
    changes("People", "ack", "answer the page; calling stops", paging.ack),
    changes(
        "People",
        "escalate [em|security|leadership] <reason>",
        "page those who can get more help",
        escalation.escalate,
        Takes(closed=one_of(escalation.TARGETS), text="must"),
    ),
    Verb(
        usage="update <status> | <impact> | <action> | <eta>",
        help="tell everybody how it stands; update eta 14:30 sets one field",
        group="Work",
        does=update,
        views=updates.update_view,
        reads=when_bare,
        takes=Takes(closed=one_of(FIELDS), text="must"),
    ),
    changes("Work", "decide <text>", "write down a decision", notes.decide, MUST_SAY),
    changes("Work", "finding <text>", "write down a finding", notes.finding, MUST_SAY),
    changes("Work", "note <text>", "write down anything", notes.note, MUST_SAY),
    Verb(
        usage="task [add <text> [@who] | done <n>]",
        help="what is to be done meanwhile",
        group="Work",
        does=tasks.task,
        views=tasks.tasks_view,
        reads=when_bare,
        takes=Takes(closed=add_or_done, text="must"),
    ),
    changes("Work", "service <name>", "which service is in trouble", services.service, ONE_WORD),
    changes("Work", "cause <label>", "a short label of the cause", cause.cause, ONE_WORD),
    changes(
        "Work", "milestone <name> <time>", "correct when something was", milestones.milestone, TIMED
    ),
    changes(
        "Change",
        f"mitigate {_SET} <what>",
        "propose a change",
        mitigation.mitigate,
        Takes(closed=one_of(mitigation.STRATEGIES), text="must"),
    ),
    changes(
        "Change",
        "approve [n] [reason]",
        "let a change be made",
        approvals.approve,
        Takes(closed=a_number, text="may", numbers=True),
    ),
    changes(
        "Change",
        "reject [n] <why>",
        "stop a change",
        approvals.reject,
        Takes(closed=a_number, text="must", numbers=True),
    ),
    changes("Change", "done [n]", "the change is made", mitigation.done, NUMBERED),
    changes(
        "Change",
        "mitigated [reason]",
        "the impact is stopped",
        mitigation.mitigated,
        MAY_SAY,
        final=True,
    ),
    changes(
        "Work",
        "snooze <obligation> <duration>",
        "move a reminder, never a page",
        reminders.snooze,
        TIMED,
    ),
    Verb(
        usage="check [n]",
        help="the checklist, or tick item n",
        group="End",
        does=resolution.check,
        views=resolution.checklist_view,
        reads=when_bare,
        takes=NUMBERED,
    ),
    Verb(
        usage="postmortem [draft|show [section]|review [comment]|publish|skip <reason>"
        "|<section> <text>]",
        help="what we learn: read it, write it, review it, publish it",
        group="Learn",
        does=postmortem.postmortem,
        views=postmortem.postmortem_view,
        reads=when_bare_or(postmortem.SHOW),
        takes=Takes(closed=postmortem.closed, text="must"),
        final=True,
    ),
    Verb(
        usage="action [add <text> @who <due> | done <n>]",
        help="so that it does not come back; due is 2026-12-01, 3d or a weekday",
        group="Learn",
        does=actions.action,
        views=actions.actions_view,
        reads=when_bare,
        takes=Takes(closed=add_or_done, text="must"),
    ),
    Verb(
        usage='status-page <draft|publish|show> [--title "Cards fail"] [text]',
        help="what customers read; publish without text takes the last update",
        group="Tell",
        does=status_page,
        views=status_page_module.status_page_view,
        reads=when_bare_or(SHOW),
        shows=asking.shows_entry,
        takes=Takes(closed=one_of(WORDS), text="may"),
        final=True,
    ),
    Verb(
        usage="notify-customers [text]",
        help="mail customers",
        group="Tell",
        does=customers.notify_customers,
        shows=asking.shows_mail,
        takes=MAY_SAY,
        final=True,
    ),
    Verb(
        usage="yes", help="send what you were just shown, as it was shown", group="Tell", final=True
    ),
    Verb(usage="no", help="drop it; nothing goes out", group="Tell", final=True),
    changes(
        "End",
        "resolve [--override <reason>]",
        "it is over for customers",
        resolution.resolve,
        final=True,
    ),
    changes("End", "reopen <reason>", "it is not over", resolution.reopen, MUST_SAY),
    changes("End", "close", "nothing is owed any more", resolution.close, final=True),
)

ONCALL: Final = Verb(
    usage="oncall [team]", help="who is on call", group=LOOK, reads=unless("override")
)
VERBS: Final[dict[str, Verb]] = {verb.name: verb for verb in _ALL}
# Behind these `--reason <why>` is the reason of a manager who does somebody else's part.
REASONED: Final = frozenset(
    "take assign handoff decide resolve close notify-customers status-page postmortem".split()
)
