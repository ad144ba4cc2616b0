"""Attempts with paging tools and trackers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.paging.decide import PageResult
from tocsin.domain.people import Person
from tocsin.domain.tickets import TicketResult
from tocsin.domain.titles import display_title, is_hidden, is_private
from tocsin.engine.attempts import Attempt, Failed, Succeeded, plain_failure
from tocsin.engine.ports import Answers, Clock, Providers
from tocsin.engine.privacy import shown_room
from tocsin.engine.refs import (
    has_more_than_id,
    ref_of_short_text,
    ref_of_text,
    ref_text,
    short_ref_text,
    valid_ref,
)
from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRequest, Paging, Ref, TicketDraft, Ticketing
from tocsin.providers.kinds import PAGING, TICKETING
from tocsin.store.contract import EffectRow, Store
from tocsin.wording import page_message as wording

DEADLINE_S = 5.0
OTHER_DEADLINE_S = 10.0


class PageAttempts:
    """Rings, acknowledges and resolves pages; opens and closes tickets."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Providers,
        people: Mapping[str, Person],
        clock: Clock,
        answers: Answers,
        prefix: str,
    ) -> None:
        """Providers are looked up by the incident's team and the effect's target."""
        self._store = store
        self._providers = providers
        self._people = people
        self._clock = clock
        self._answers = answers
        self._prefix = prefix

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {
            "page": Attempt(make=self._page, on_failure=_page_failed),
            "page-ack": Attempt(make=self._ack, on_failure=plain_failure),
            "page-resolve": Attempt(make=self._resolve, on_failure=plain_failure),
            "ticket": Attempt(make=self._ticket, on_failure=plain_failure),
            "ticket-close": Attempt(make=self._close_ticket, on_failure=plain_failure),
        }

    def _incident(self, row: EffectRow) -> Incident:
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        return incident

    def _call(self, row: EffectRow, object_key: str, deadline: float = DEADLINE_S) -> Call:
        return Call(
            effect_key=row.key,
            object_key=object_key,
            deadline_s=deadline,
            attempt=row.attempts,
            correlation=row.incident,
            at=self._clock(),
        )

    def _prepare(self, row: EffectRow) -> tuple[Paging, PageRequest, Call]:
        incident = self._incident(row)
        facts = self._as_now(json.loads(row.payload), incident)
        tool = self._providers.needed(PAGING, incident.team, row.target)
        key = f"{incident.key}.{facts['page']}"
        request = PageRequest(
            page_id=key,
            incident=incident.key,
            severity=facts["severity"],
            title=facts["title"],
            text=facts["text"],
            person=self._people.get(facts["person"])
            or Person(id=facts["person"], name=facts["person"]),
            room=facts["room"],
            ack_url=facts["ack_url"],
            at=datetime.fromisoformat(facts["at"]),
            ended_by=facts.get("ended_by", ""),
        )
        return tool, request, self._call(row, key)

    def _as_now(self, facts: Mapping[str, Any], incident: Incident) -> Mapping[str, Any]:
        """What became private since it was queued is called by its number alone."""
        page = incident.pages.get(facts["page"])
        if page is None or not is_private(incident):
            return facts
        words = wording.text(page, incident, prefix=self._prefix)
        return {
            **facts, "title": display_title(incident, "page"), "text": words,
            "room": shown_room(incident),
        }  # fmt: skip

    def _once(self, row: EffectRow, make: Callable[[], str]) -> str:
        """What the tool answers; what it answered an earlier attempt, it is not asked again."""
        known = self._answers.known(row.key) if row.attempts > 1 else None
        if known is not None:
            return known
        ref = make()
        self._answers.note(row.key, ref)
        return ref

    def _page(self, row: EffectRow) -> Succeeded:
        tool, request, call = self._prepare(row)

        def ring() -> str:
            found = None
            if row.ambiguous and row.attempts > 1 and "find" in tool.capabilities:
                found = tool.find(call.object_key, call)
            given = valid_ref(found or tool.page(request, call), row.target)
            return short_ref_text(given, row.target)

        ref = ref_of_short_text(self._once(row, ring))
        return Succeeded(
            signal=PageResult(page=_page_of(row), provider=_tool(row), outcome="sent", ref=ref.id),
            refs=_beside(f"page:{row.target}:{_page_of(row)}", ref, row),
        )

    def _ref(self, row: EffectRow) -> Ref:
        page = self._incident(row).pages[_page_of(row)]
        known = Ref(id=dict(page.sent_by).get(_tool(row), ""))
        return self._given(row, f"page:{row.target}:{page.id}", known)

    def _given(self, row: EffectRow, name: str, known: Ref) -> Ref:
        """What the tool gave back: with its data, where it gave any with this id."""
        kept = self._store.read(lambda tx: tx.ref(row.incident, name))
        ref = ref_of_text(kept) if kept else known
        return ref if ref.id == known.id else known

    def _ack(self, row: EffectRow) -> Succeeded:
        tool, request, call = self._prepare(row)
        if "acknowledge" not in tool.capabilities:
            return Succeeded(asked=False)
        self._silence(row, lambda: tool.acknowledge(request, self._ref(row), call))
        return Succeeded()

    def _resolve(self, row: EffectRow) -> Succeeded:
        tool, request, call = self._prepare(row)
        if "resolve" not in tool.capabilities:
            return Succeeded(asked=False)
        self._silence(row, lambda: tool.resolve(request, self._ref(row), call))
        return Succeeded()

    def _silence(self, row: EffectRow, make: Callable[[], None]) -> None:
        def silence() -> str:
            try:
                make()
            except ProviderError as error:
                # It was never heard that it took the page, and it has none: nothing rings there.
                if error.code != "not_found" or self._ref(row).id:
                    raise
            return ""

        self._once(row, silence)

    def _tracker(self, incident: Incident, row: EffectRow) -> Ticketing:
        return self._providers.needed(TICKETING, incident.team, row.target)

    def _ticket(self, row: EffectRow) -> Succeeded:
        incident = self._incident(row)
        title = display_title(incident, "ticket")
        draft = TicketDraft(
            incident=incident.key,
            title=title,
            text="" if is_hidden(incident, "ticket") else incident.text or title,
            severity=incident.severity or "P3",
            team=incident.team,
            due=incident.ticket_due,
        )
        call = self._call(row, f"{incident.key}.ticket", OTHER_DEADLINE_S)
        ref = valid_ref(self._tracker(incident, row).create(draft, call), row.target)
        name = row.target.removeprefix("ticketing.")
        return Succeeded(
            signal=TicketResult(provider=name, ref=ref.id, url=ref.url),
            refs=_beside(f"ticket:{row.target}", ref, row),
        )

    def _close_ticket(self, row: EffectRow) -> Succeeded:
        incident = self._incident(row)
        if incident.ticket is not None:
            known = Ref(id=incident.ticket.ref, url=incident.ticket.url)
            ref = self._given(row, f"ticket:{row.target}", known)
            call = self._call(row, f"{incident.key}.ticket", OTHER_DEADLINE_S)
            self._tracker(incident, row).close(ref, call)
        return Succeeded()


def _beside(name: str, ref: Ref, row: EffectRow) -> Mapping[str, str]:
    """What is kept of a reference beside its id, which stands in the event."""
    return {name: ref_text(ref, row.target)} if has_more_than_id(ref) else {}


def outcome_unknown(row: EffectRow) -> PageResult:
    """Return the command for a page whose attempt ended without an answer or in a crash."""
    return PageResult(page=_page_of(row), provider=_tool(row), outcome="sent")


def fail_over_early(
    failed: Command, incident: Incident | None, now: datetime, due: datetime, asked: float | None
) -> Command:
    """Let the next tool ring at once where this one asks for a longer wait than the policy's."""
    if incident is None or not asked or not isinstance(failed, PageResult):
        return failed
    bound = incident.policy.failover_after
    if due - (failed.first_attempt or now) <= bound:
        return failed
    return replace(failed, first_attempt=now - bound)


def _page_of(row: EffectRow) -> str:
    return str(json.loads(row.payload)["page"])


def _tool(row: EffectRow) -> str:
    return row.target.removeprefix("paging.")


def _page_failed(row: EffectRow, error: ProviderError) -> Failed:
    def result(outcome: str) -> PageResult:
        return PageResult(
            page=_page_of(row),
            provider=_tool(row),
            outcome="refused" if outcome == "refused" else "failed",
            reason=str(error),
            first_attempt=row.first_attempt,
        )

    return Failed(
        error=str(error),
        retryable=error.retryable,
        ambiguous=error.ambiguous,
        retry_after=error.retry_after,
        failed=result("failed"),
        refused=result("refused"),
    )
