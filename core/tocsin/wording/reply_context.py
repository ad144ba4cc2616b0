"""`ReplyContext`: what one command did, and the phrases that replies are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command, Outcome
from tocsin.domain.flags import FlagCalls
from tocsin.domain.incident import Incident
from tocsin.domain.notify import Notified
from tocsin.domain.obligations import obligations
from tocsin.domain.paging.events import AskedAgain, PageRequested
from tocsin.domain.paging.unanswered import called_since
from tocsin.wording.composing import capitalized, comma_list, join_nonempty, say
from tocsin.wording.obligations import command_text
from tocsin.wording.sentence_context import SentenceContext

# What the first reply names as next; the page and the empty roles are told beside it.
_NEXT: Final = ("triage", "update", "stability", "ticket", "approval", "handoff")
_TYPED: Final = frozenset({"triage", "approval", "handoff"})
# The status of an update -> the verb that makes it the incident's, and when that is right.
_STOPPED: Final = ("mitigated", "the impact is stopped")
_OVER: Final = ("resolve", "it is over")
_CLAIMS: Final[Mapping[str, tuple[str, str]]] = {
    "monitoring": _STOPPED,
    "mitigated": _STOPPED,
    "fixed": _STOPPED,
    "resolved": _OVER,
    "closed": _OVER,
    "over": _OVER,
}


@dataclass(frozen=True, kw_only=True)
class ReplyContext:
    """What one command did, with the phrases that a reply to it is made of."""

    outcome: Outcome
    context: SentenceContext
    remark: Words = ""

    @property
    def incident(self) -> Incident:
        """As it is now."""
        return self.outcome.incident

    @property
    def key(self) -> str:
        """`INC-7`."""
        return self.incident.key

    def paged(self) -> str:
        """`paging Ana (primary)`, or "" when nobody is."""
        pages = [event for event in self.outcome.events if isinstance(event, PageRequested)]
        who = [_paged_name(self.context, page) for page in pages]
        return f"paging {comma_list(dict.fromkeys(who))}" if who else ""

    def rings(self) -> Words:
        """That whoever typed it is called themselves until they answer, or ""."""
        by, running = self.outcome.events[0].by, self.incident.ladder
        if running is None or running.acknowledged or by not in self._called():
            return ""
        return say("You are paged: ", self.context.anywhere("ack"), " says that you are on it.")

    def still_called(self) -> Words:
        """That others are called yet, and how to answer in their place; else what is next."""
        running = self.incident.ladder
        if running is None or running.acknowledged or not self._called():
            return self.next()
        who = comma_list(self.context.name(person) for person in self._called())
        how = self.context.anywhere("ack")
        return say(f"Still called to lead it: {who}. To lead it yourself: ", how, ".")

    def _called(self) -> tuple[str, ...]:
        """Whom the ladder has called."""
        pages = self.incident.pages.values()
        return tuple(dict.fromkeys(page.person for page in pages if page.purpose == "ladder"))

    def asked_again(self) -> Words:
        """`Sam is being paged since 02:00 CET (1 min ago), not answered yet`, or ""."""
        asked = [event for event in self.outcome.events if isinstance(event, AskedAgain)]
        return join_nonempty("; ", (self._rings(event) for event in asked))

    def _rings(self, asked: AskedAgain) -> Text:
        rings = self.incident.pages[asked.page]
        told = "; your words go to them directly" if asked.message else ""
        since = self.context.when(called_since(self.incident, rings))
        return say(
            f"{self.context.name(asked.person)} is being paged since ",
            since,
            f", no answer yet{told}",
        )

    def reached(self) -> Words:
        """Whom it reached: by a page, by one that rings already, or directly."""
        return join_nonempty("; ", (self.paged(), self.asked_again())) or self.notified()

    def notified(self) -> str:
        """`told Ana`, or "" when nobody was."""
        people = [event.person for event in self.outcome.events if isinstance(event, Notified)]
        names = comma_list(self.context.name(person) for person in dict.fromkeys(people))
        return f"told {names}" if names else ""

    def claimed(self, status: str | None) -> Words:
        """What to type where the status of an update says more than the incident's own, or ""."""
        verb, when = _CLAIMS.get((status or "").strip(" .!").lower(), ("", ""))
        if not verb or self.incident.status not in ("investigating", "mitigating"):
            return ""
        said = say(f"The incident itself is still {self.incident.status}. If {when}: ")
        return say(said, self.context.anywhere(verb), ".")

    def next(self) -> Words:
        """`Next: update due 10:45 CET (in 30 min).`, or ""."""
        owed = [obligation for obligation in obligations(self.incident) if obligation.name in _NEXT]
        if not owed:
            return ""
        first = min(owed, key=lambda obligation: obligation.due)
        when = self.context.when(first.due)
        if first.name == "stability":
            return say("Next: the stable minutes end ", when, ".")
        how = say(": ", self.context.anywhere(command_text(first.name, self.incident)))
        return say(f"Next: {first.name} due ", when, how if first.name in _TYPED else ".")


ReplySentence = Callable[[ReplyContext, Any], Words]


def _paged_name(context: SentenceContext, page: PageRequested) -> str:
    level = "" if page.target.startswith("@") or not page.target else f" ({page.target})"
    return f"{context.name(page.person)}{level}"


def sentence(reply: ReplyContext, first: Words, *more: Words) -> Words:
    """One reply: what was done, who is called, what is next."""
    said = join_nonempty("; ", (first, *more))
    rings = reply.rings() if reply.paged() else ""
    return join_nonempty(" ", (say(f"{reply.key} ", said, "."), rings, reply.next()))


def nobody_stands_behind(reply: ReplyContext, calls: FlagCalls | None) -> Words:
    """Who should have been paged for a flag, where nobody was and no address was written to."""
    if calls is None or not calls.page or "drill" in reply.incident.flags:
        return ""
    written = {event.person for event in reply.outcome.events if isinstance(event, Notified)}
    paged = any(page.purpose == "request" for page in reply.incident.pages.values())
    deaf = not paged and not written & set(calls.page)
    return (
        say(
            f"nobody stands behind {calls.page[0]} in the team file: ",
            reply.context.anywhere("page @who"),
        )
        if deaf
        else ""
    )


def nothing_beside(_told: ReplyContext, _command: Command) -> str:
    """Nothing: the words in the room hold all of it."""
    return ""


def rings_beside(reply: ReplyContext, _command: Command) -> Words:
    """That whoever typed it is called themselves."""
    return reply.rings()


def newly_rings_beside(reply: ReplyContext, _command: Command) -> Words:
    """That whoever typed it is called themselves, where the command called somebody."""
    return reply.rings() if reply.paged() else ""


def next_beside(reply: ReplyContext, _command: Command) -> Words:
    """What is owed next."""
    return reply.next()


def beside_sentence(*parts: Words) -> Words:
    """The parts as one sentence, or ""."""
    said = join_nonempty("; ", parts)
    return say(capitalized(said), ".") if said else ""
