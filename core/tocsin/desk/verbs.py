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
from tocsin.desk.parse_status_page import SHOW, status_page
from tocsin.desk.parse_update import update
from tocsin.desk.queries import View
from tocsin.domain.commands import Base


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
    """

    usage: str
    help: str
    group: str
    opens: Callable[[Ask], Opening] | None = None
    does: Callable[[Ask], Base] | None = None
    views: View | None = None
    looks: frozenset[str] = frozenset()
    shows: Shows | None = None

    @property
    def name(self) -> str:
        """The first word of the usage."""
        return self.usage.split()[0]


_DECLARE: Final = (
    "declare <title> [p0|p1|p2|p3] [--team T] [--service S] [--security] [--customer-impact] "
    "[--private] [--drill [@who ...]]"
)
_SET: Final = "<rollback|scale-up|disable|failover|circuit-break|other>"


def _does(group: str, usage: str, help_line: str, does: Callable[[Ask], Base]) -> Verb:
    return Verb(usage=usage, help=help_line, group=group, does=does)


def _views(usage: str, help_line: str, views: View) -> Verb:
    return Verb(usage=usage, help=help_line, group="Look", views=views)


_ALL: Final[tuple[Verb, ...]] = (
    Verb(usage=_DECLARE, help="open an incident", group="Open", opens=opening.declare),
    Verb(
        usage="report <text> [--private]",
        help="say what you see; anyone may",
        group="Open",
        opens=opening.report,
    ),
    Verb(
        usage="drill [outage|slow|breach] [@who ...]",
        help="practise; pages only who is named",
        group="Open",
        opens=drill,
    ),
    Verb(usage="list [all] [--team T]", help="what is open", group="Look"),
    _views("show", "the state, who does what, what is owed", queries.show),
    _views("next", "what is owed, by whom, by when", queries.next_due),
    _views("why <obligation>", "the rule behind something owed", queries.why),
    _views("timeline", "what happened so far", queries.timeline),
    _views("catchup", "where it stands, for somebody who joins", views.catchup),
    _views("policy", "the process of this incident", queries.policy),
    _views("export [md|json|html]", "how to get all of it as a file", queries.export),
    Verb(usage="metrics [2026-Q4] [--team T]", help="the numbers of a quarter", group="Look"),
    Verb(usage="help [verb]", help="this, or how one verb is typed", group="Look"),
    Verb(
        usage="triage <customers> | <broken> | <data yes|no|unknown> | <security yes|no|unknown>",
        help="the four questions; an empty answer is unknown",
        group="Triage",
        does=triage.triage,
        views=views.triage_form,
    ),
    _does("Triage", "accept", "it is an incident", triage.accept),
    _does("Triage", "decline <reason>", "it is none", triage.decline),
    _does("Triage", "merge INC-n", "it is the same as another, which goes on", triage.merge),
    _does("Triage", "severity <p0|p1|p2|p3> [reason]", "how bad it is", triage.severity),
    _does("Triage", "flag <flag> [reason]", "set a flag", triage.flag),
    _does("Triage", "unflag <flag> <reason> [--confirm]", "clear a flag", triage.unflag),
    _does("People", "take <role> [--alone <reason>]", "take a role yourself", people.take),
    _does("People", "assign <role> @who", "give a role to somebody", people.assign),
    _does("People", "handoff <role> @who", "offer a role; they accept it", people.handoff),
    _does("People", "accept-handoff", "accept the role you are offered", people.accept_handoff),
    _does(
        "People", "page <person|level|contact|team|policy> [message]", "page somebody", people.page
    ),
    _does("People", "ack", "answer the page; calling stops", people.ack),
    _does(
        "People",
        "escalate [em|security|leadership] <reason>",
        "page those who can get more help",
        people.escalate,
    ),
    Verb(
        usage="update <status> | <impact> | <action> | <eta>",
        help="tell everybody how it stands; update eta 14:30 sets one field",
        group="Work",
        does=update,
        views=queries.update_form,
    ),
    _does("Work", "decide <text>", "write down a decision", work.decide),
    _does("Work", "finding <text>", "write down a finding", work.finding),
    _does("Work", "note <text>", "write down anything", work.note),
    Verb(
        usage="task [add <text> [@who] | done <n>]",
        help="what is to be done meanwhile",
        group="Work",
        does=learning.task,
        views=views.tasks,
    ),
    _does("Work", "service <name>", "which service is in trouble", learning.service),
    _does("Work", "cause <label>", "a short label of the cause", learning.cause),
    _does("Work", "milestone <name> <time>", "correct when something was", work.milestone),
    _does("Change", f"mitigate {_SET} <what>", "propose a change", work.mitigate),
    _does("Change", "approve [n] [reason]", "let a change be made", work.approve),
    _does("Change", "reject [n] <why>", "stop a change", work.reject),
    _does("Change", "done [n]", "the change is made", work.done),
    _does("Change", "mitigated [reason]", "the impact is stopped", work.mitigated),
    _does("Work", "snooze <obligation> <duration>", "move a reminder, never a page", work.snooze),
    Verb(
        usage="check [n]",
        help="the checklist, or tick item n",
        group="End",
        does=ending.check,
        views=queries.checks,
    ),
    Verb(
        usage="postmortem [draft|show [section]|review [comment]|publish|skip <reason>"
        "|<section> <text>]",
        help="what we learn: read it, write it, review it, publish it",
        group="Learn",
        does=postmortem.postmortem,
        views=views_postmortem.postmortem,
        looks=frozenset({postmortem.SHOW}),
    ),
    Verb(
        usage="action [add <text> @who <due> | done <n>]",
        help="so that it does not come back; due is 2026-12-01, 3d or a weekday",
        group="Learn",
        does=postmortem.action,
        views=views_postmortem.actions,
    ),
    Verb(
        usage='status-page <draft|publish|show> [--title "Cards fail"] [text]',
        help="what customers read; publish without text takes the last update",
        group="Tell",
        does=status_page,
        views=views_status_page.status_page,
        looks=frozenset({SHOW}),
        shows=asking.shows_entry,
    ),
    Verb(
        usage="notify-customers [text]",
        help="mail customers",
        group="Tell",
        does=learning.notify_customers,
        shows=asking.shows_mail,
    ),
    Verb(usage="yes", help="send what you were just shown, as it was shown", group="Tell"),
    Verb(usage="no", help="drop it; nothing goes out", group="Tell"),
    _does("End", "resolve [--override <reason>]", "it is over for customers", ending.resolve),
    _does("End", "reopen <reason>", "it is not over", ending.reopen),
    _does("End", "close", "nothing is owed any more", ending.close),
)

VERBS: Final[dict[str, Verb]] = {verb.name: verb for verb in _ALL}
# Behind these `--reason <why>` is the reason of a manager who does somebody else's part.
REASONED: Final = frozenset(
    "take assign handoff decide close notify-customers status-page postmortem".split()
)
