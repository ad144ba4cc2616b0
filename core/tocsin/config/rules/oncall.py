"""Rules about who is on call."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.config.draft import CONTACTS, Draft
from tocsin.config.words import advice
from tocsin.errors import Problem
from tocsin.providers import SchedulesConfig


def rotations_have_people(draft: Draft) -> Iterator[Problem]:
    """A rotation is kept here, with people, or elsewhere as a schedule; never both."""
    for name, part in draft.parts.oncall.items():
        key = f"oncall.{name}"
        if part.schedule is not None and part.people is not None:
            what = "This is both a rotation of people and a schedule kept elsewhere."
            yield draft.problem(key, what, "Keep either people or schedule.")
        elif part.schedule is None and not part.people:
            what = "Nobody takes turns here."
            yield draft.problem(key, what, 'Write people = ["<person id>"].')


def schedules_are_somewhere(draft: Draft) -> Iterator[Problem]:
    """A schedule names its section and its id there."""
    for name, part in draft.parts.oncall.items():
        if part.schedule is None:
            continue
        if part.schedule not in draft.names("schedules"):
            what = f"There is no section [schedules.{part.schedule[:40]}]."
            fix = advice(part.schedule, draft.names("schedules"), "schedules")
            yield draft.problem(f"oncall.{name}.schedule", what, fix)
        if part.id is None:
            what = "The schedule's id is missing."
            yield draft.problem(f"oncall.{name}.id", what, 'Write id = "…" as the tool shows it.')
        elif part.id not in (known := _known(draft, part.schedule, part.id)):
            what = f"[schedules.{part.schedule}] has no {part.id[:40]}."
            yield draft.problem(f"oncall.{name}.id", what, advice(part.id, known, "ids"))


def _known(draft: Draft, schedule: str, wanted: str) -> tuple[str, ...]:
    """The ids a section has; where only its tool knows them, the wanted one is taken as there."""
    section = draft.sections.get(("schedules", schedule))
    config = section.config if section is not None else None
    ids = config.ids() if isinstance(config, SchedulesConfig) else None
    return (wanted,) if ids is None else tuple(sorted(ids))


def names_are_their_own(draft: Draft) -> Iterator[Problem]:
    """A rotation is not called like a contact: a step that names it would mean either."""
    for name in draft.parts.oncall:
        if name in CONTACTS:
            what = f'"{name}" is the name of a contact, so a ladder could mean either.'
            yield draft.problem(f"oncall.{name}", what, f'Call the rotation "{name}-oncall".')
