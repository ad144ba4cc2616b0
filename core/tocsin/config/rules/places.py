"""Rules about rooms, lists and the environment."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.config.problem_words import key_path
from tocsin.config.secret_fields import unset_secrets
from tocsin.config.team_draft import TeamDraft
from tocsin.errors import Problem
from tocsin.providers.base import Concern, ProviderConfig


def rooms_are_not_incidents(draft: TeamDraft) -> Iterator[Problem]:
    """The announce and triage rooms cannot be taken for an incident's own."""
    chat = draft.parts.chat
    for word, room in (("announce", chat.announce), ("triage", chat.triage)):
        if room is not None and room.lower().startswith("#incident-"):
            what = f'"{room}" is named like the room of an incident.'
            yield draft.problem(f"chat.{word}", what, 'Choose another name, such as "#incidents".')


def nothing_stands_twice(draft: TeamDraft) -> Iterator[Problem]:
    """No list of tools, platforms, roles or contacts names the same thing twice."""
    lists = [("chat.platforms", draft.parts.chat.platforms)]
    for severity in type(draft.parts.severities).model_fields:
        row = getattr(draft.parts.severities, severity)
        for word in ("paging", "required_roles", "notify"):
            lists.append((f"severities.{severity}.{word}", getattr(row, word)))
    for word in ("leadership", "security", "support"):
        lists.append((f"contacts.{word}", getattr(draft.parts.contacts, word) or ()))
    for key, entries in lists:
        for number, entry in enumerate(entries):
            if entry in entries[:number]:
                what = f'"{entry[:40]}" stands here twice.'
                yield draft.problem(f"{key}[{number}]", what, "Remove one of them.")


def secrets_are_set(draft: TeamDraft) -> Iterator[Problem]:
    """Every secret's variable is set; a simulation works without, so this is a warning."""
    for section in (*draft.sections.values(), *draft.policies.sections.values()):
        prefix = f"{section.kind}.{section.instance}"
        yield from unset_secrets(section.config, file=draft.file, prefix=prefix)


def sections_have_no_concerns(draft: TeamDraft) -> Iterator[Problem]:
    """What a section's own model warns of: an API that ends, a way that will be closed."""
    for section in (*draft.sections.values(), *draft.policies.sections.values()):
        place = (section.kind, section.instance)
        for concern in _concerns(section.config):
            key = key_path((*place, concern.key) if concern.key else place)
            yield draft.problem(key, concern.what, concern.fix, warning=True)


def _concerns(config: ProviderConfig) -> tuple[Concern, ...]:
    try:
        return tuple(config.concerns())
    except Exception:  # noqa: BLE001 - a plugin's own check may raise anything; it only warns
        return ()
