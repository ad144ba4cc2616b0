"""Every verb: how it is typed, what it is for, and what understands it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tocsin.desk import asking, queries, views_postmortem, views_status_page
from tocsin.desk import parse_ending as ending
from tocsin.desk import parse_learning as learning
from tocsin.desk import parse_opening as opening
from tocsin.desk import parse_people as people
from tocsin.desk import parse_postmortem as postmortem
from tocsin.desk import parse_triage as triage
from tocsin.desk import parse_work as work
from tocsin.desk import views_triage as views
from tocsin.desk.ask import Ask
from tocsin.desk.asking import Shows
from tocsin.desk.drills import drill
from tocsin.desk.parse_opening import Opening
from tocsin.desk.parse_status_page import SHOW, WORDS, status_page
from tocsin.desk.parse_update import FIELDS, update
from tocsin.desk.queries import View
from tocsin.desk.takes import (
    MAY_SAY,
    MUST_SAY,
    NOTHING,
    Takes,
    a_number,
    a_severity,
    add_or_done,
    count,
    one_of,
    people_or_one,
)
from tocsin.domain.commands import Base
from tocsin.domain.flags import FLAGS


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb. Exactly one of `opens`, `does`, `views` is there; none for `list`, `help`, `yes`.

    Args:
        usage: The verb and its arguments, without the prefix.
        help: One line.
        group: Under which heading help lists it.
        opens: Understands a verb that makes an incident.
        does: Understands a verb that changes one.
        views: Shows something; beside `does`, what is shown when nothing is typed behind it.
        looks: Words behind the verb that ask for what it shows.
        shows: What is shown first and done after a yes; "" = it is done at once.
        takes: What may stand behind it; tells the id that is meant from one in a text.
        final: Whether it ends something or speaks to customers: never suggested for another word.
    """

    usage: str
    help: str
    group: str
    opens: Callable[[Ask], Opening] | None = None
    does: Callable[[Ask], Base] | None = None
    views: View | None = None
    looks: frozenset[str] = frozenset()
    shows: Shows | None = None
    takes: Takes = NOTHING
    final: bool = False

    @property
    def name(self) -> str:
        """The first word of the usage."""
        return self.usage.split()[0]

    @property
    def of_incident(self) -> bool:
        """Whether it is about one incident that is there."""
        return self.does is not None or self.views is not None


_DECLARE: Final = (
    "declare <title> [p0|p1|p2|p3] [--team T] [--service S] [--security] [--customer-impact] "
    "[--private] [--drill [@who ...]]"
)
_SET: Final = "<rollback|scale-up|disable|failover|circuit-break|other>"


def _does(
    group: str,
    usage: str,
    help_line: str,
    does: Callable[[Ask], Base],
    takes: Takes = NOTHING,
    *,
    final: bool = False,
) -> Verb:
    return Verb(usage=usage, help=help_line, group=group, does=does, takes=takes, final=final)


def _views(usage: str, help_line: str, views: View, takes: Takes = NOTHING) -> Verb:
    return Verb(usage=usage, help=help_line, group="Look", views=views, takes=takes)


ONE_WORD: Final = Takes(closed=count(1))
TWO_WORDS: Final = Takes(closed=count(2))
NUMBERED: Final = Takes(closed=count(1), numbers=True)
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
    ),
    Verb(usage="list [all] [--team T]", help="what is open", group="Look"),
    _views("show", "the state, who does what, what is owed", queries.show),
    _views("next", "what is owed, by whom, by when", queries.next_due),
    _views("why <obligation>", "the rule behind something owed", queries.why, ONE_WORD),
    _views("timeline", "what happened so far", queries.timeline),
    _views("catchup", "where it stands, for somebody who joins", views.catchup),
    _views("policy", "the process of this incident", queries.policy),
    _views("export [md|json|html]", "how to get all of it as a file", queries.export, ONE_WORD),
    Verb(usage="metrics [2026-Q4] [--team T]", help="the numbers of a quarter", group="Look"),
    Verb(usage="help [verb]", help="this, or how one verb is typed", group="Look"),
    Verb(
        usage="triage <customers> | <broken> | <data yes|no|unknown> | <security yes|no|unknown>",
        help="the four questions; an empty answer is unknown",
        group="Triage",
        does=triage.triage,
        views=views.triage_form,
        takes=MUST_SAY,
    ),
    _does("Triage", "accept", "it is an incident", triage.accept),
    _does("Triage", "decline <reason>", "it is none", triage.decline, MUST_SAY, final=True),
    _does(
        "Triage",
        "merge INC-n",
        "it is the same as another, which goes on",
        triage.merge,
        Takes(into=True),
        final=True,
    ),
    _does(
        "Triage",
        "severity <p0|p1|p2|p3> [reason]",
        "how bad it is",
        triage.severity,
        Takes(closed=a_severity, text="may", numbers=True),
    ),
    _does(
        "Triage",
        "flag <flag> [reason]",
        "set a flag",
        triage.flag,
        Takes(closed=one_of(FLAGS), text="may"),
    ),
    _does(
        "Triage",
        "unflag <flag> <reason> [--confirm]",
        "clear a flag",
        triage.unflag,
        Takes(closed=one_of(FLAGS), text="must"),
        final=True,
    ),
    _does(
        "People", "take <role> [--alone <reason>]", "take a role yourself", people.take, ONE_WORD
    ),
    _does("People", "assign <role> @who", "give a role to somebody", people.assign, TWO_WORDS),
    _does(
        "People", "handoff <role> @who", "offer a role; they accept it", people.handoff, TWO_WORDS
    ),
    _does("People", "accept-handoff", "accept the role you are offered", people.accept_handoff),
    _does(
        "People",
        "page <person|level|contact|team|policy> [message]",
        "page somebody",
        people.page,
        Takes(closed=people_or_one, text="may"),
    ),
    _does("People", "ack", "answer the page; calling stops", people.ack),
    _does(
        "People",
        "escalate [em|security|leadership] <reason>",
        "page those who can get more help",
        people.escalate,
        Takes(closed=one_of(people.TARGETS), text="must"),
    ),
    Verb(
        usage="update <status> | <impact> | <action> | <eta>",
        help="tell everybody how it stands; update eta 14:30 sets one field",
        group="Work",
        does=update,
        views=queries.update_form,
        takes=Takes(closed=one_of(FIELDS), text="must"),
    ),
    _does("Work", "decide <text>", "write down a decision", work.decide, MUST_SAY),
    _does("Work", "finding <text>", "write down a finding", work.finding, MUST_SAY),
    _does("Work", "note <text>", "write down anything", work.note, MUST_SAY),
    Verb(
        usage="task [add <text> [@who] | done <n>]",
        help="what is to be done meanwhile",
        group="Work",
        does=learning.task,
        views=views.tasks,
        takes=Takes(closed=add_or_done, text="must"),
    ),
    _does("Work", "service <name>", "which service is in trouble", learning.service, ONE_WORD),
    _does("Work", "cause <label>", "a short label of the cause", learning.cause, ONE_WORD),
    _does("Work", "milestone <name> <time>", "correct when something was", work.milestone, TIMED),
    _does(
        "Change",
        f"mitigate {_SET} <what>",
        "propose a change",
        work.mitigate,
        Takes(closed=one_of(work.STRATEGIES), text="must"),
    ),
    _does(
        "Change",
        "approve [n] [reason]",
        "let a change be made",
        work.approve,
        Takes(closed=a_number, text="may", numbers=True),
    ),
    _does(
        "Change",
        "reject [n] <why>",
        "stop a change",
        work.reject,
        Takes(closed=a_number, text="must", numbers=True),
    ),
    _does("Change", "done [n]", "the change is made", work.done, NUMBERED),
    _does(
        "Change", "mitigated [reason]", "the impact is stopped", work.mitigated, MAY_SAY, final=True
    ),
    _does(
        "Work",
        "snooze <obligation> <duration>",
        "move a reminder, never a page",
        work.snooze,
        TIMED,
    ),
    Verb(
        usage="check [n]",
        help="the checklist, or tick item n",
        group="End",
        does=ending.check,
        views=queries.checks,
        takes=NUMBERED,
    ),
    Verb(
        usage="postmortem [draft|show [section]|review [comment]|publish|skip <reason>"
        "|<section> <text>]",
        help="what we learn: read it, write it, review it, publish it",
        group="Learn",
        does=postmortem.postmortem,
        views=views_postmortem.postmortem,
        looks=frozenset({postmortem.SHOW}),
        takes=Takes(closed=postmortem.closed, text="must"),
        final=True,
    ),
    Verb(
        usage="action [add <text> @who <due> | done <n>]",
        help="so that it does not come back; due is 2026-12-01, 3d or a weekday",
        group="Learn",
        does=postmortem.action,
        views=views_postmortem.actions,
        takes=Takes(closed=add_or_done, text="must"),
    ),
    Verb(
        usage='status-page <draft|publish|show> [--title "Cards fail"] [text]',
        help="what customers read; publish without text takes the last update",
        group="Tell",
        does=status_page,
        views=views_status_page.status_page,
        looks=frozenset({SHOW}),
        shows=asking.shows_entry,
        takes=Takes(closed=one_of(WORDS), text="may"),
        final=True,
    ),
    Verb(
        usage="notify-customers [text]",
        help="mail customers",
        group="Tell",
        does=learning.notify_customers,
        shows=asking.shows_mail,
        takes=MAY_SAY,
        final=True,
    ),
    Verb(
        usage="yes", help="send what you were just shown, as it was shown", group="Tell", final=True
    ),
    Verb(usage="no", help="drop it; nothing goes out", group="Tell", final=True),
    _does(
        "End",
        "resolve [--override <reason>]",
        "it is over for customers",
        ending.resolve,
        final=True,
    ),
    _does("End", "reopen <reason>", "it is not over", ending.reopen, MUST_SAY),
    _does("End", "close", "nothing is owed any more", ending.close, final=True),
)

VERBS: Final[dict[str, Verb]] = {verb.name: verb for verb in _ALL}
# Behind these `--reason <why>` is the reason of a manager who does somebody else's part.
REASONED: Final = frozenset(
    "take assign handoff decide resolve close notify-customers status-page postmortem".split()
)
