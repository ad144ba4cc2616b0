"""Changes that responders made, as events of New Relic's change tracking."""

from __future__ import annotations

from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Call, MadeChange, one_line
from tocsin.providers.http import Deadline, Object, text_at
from tocsin_newrelic.client import LONGEST_WORDS, TOOL, Access, Document, texts, within
from tocsin_newrelic.config import ChangesConfig
from tocsin_newrelic.nrql import quoted
from tocsin_newrelic.times import milliseconds

OUR_KEY: Final = "tocsin"
"""The attribute that holds our key, by which a change is known again."""
MOST_KEY: Final = 64
MOST_NAME: Final = 100
MOST_TITLE: Final = 255
RECORD: Final = Document(
    text="""\
mutation Record($event: ChangeTrackingCreateEventInput!) {
  changeTrackingCreateEvent(changeTrackingEvent: $event) {
    changeTrackingEvent { changeTrackingId }
    messages
  }
}
""",
    headers={},
)


def record(access: Access, config: ChangesConfig, change: MadeChange, call: Call) -> None:
    """Record a change at the entity of its service, else at that of `entity`.

    Raises:
        ProviderError: With its code; `not_found` where there is no such entity.
    """
    entity = config.services.get(change.service, change.service) or config.entity
    if not entity:
        fix = "the incident has no service: name one for such changes, entity in the section"
        raise ProviderError("not_found", f"{TOOL} keeps a change at an entity, and {fix}.")
    event = {**_event(change), "entitySearch": {"query": _search(access, config, entity)}}
    told = access.change(RECORD, Deadline(call.deadline_s), {"event": event})
    answer = within(told, "changeTrackingCreateEvent") or {}
    if within(answer, "changeTrackingEvent") is None:
        said = one_line("; ".join(texts(answer.get("messages"))), LONGEST_WORDS)
        raise ProviderError("not_found", f"{TOOL} recorded nothing: {said or 'it says not why'}.")


def recorded_key(told: Object) -> str:
    """Our key of a change that was recorded by Tocsin, else ""."""
    return one_line(text_at(told, OUR_KEY), MOST_KEY)


def _search(access: Access, config: ChangesConfig, entity: str) -> str:
    """The search for the one entity that is meant."""
    conditions = [f"name = {quoted(entity)}", f"accountId = {access.account}"]
    return " AND ".join([*conditions, *([f"({config.entities})"] if config.entities else [])])


def _event(change: MadeChange) -> dict[str, object]:
    return {
        "categoryAndTypeData": {"kind": {"category": "Operational", "type": "Other"}},
        "shortDescription": one_line(change.title, MOST_TITLE) or change.incident,
        "user": one_line(change.person, MOST_NAME) or "Tocsin",
        "timestamp": milliseconds(change.at),
        "groupId": change.incident,
        "customAttributes": {
            OUR_KEY: change.key,
            "incident": change.incident,
            "mitigation": change.strategy,
            "what": change.what,
            "service": change.service,
            "link": change.link,
        },
    }
