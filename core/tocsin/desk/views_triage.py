"""The triage form, the list of tasks, and how to catch up."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.desk.queries import Sight
from tocsin.wording import catchup as wording
from tocsin.wording import triage as form


def triage_form(sight: Sight) -> Words:
    """The four questions, what each severity means, and what was answered so far."""
    return form.form_text(sight.scene)


def tasks(sight: Sight) -> Words:
    """What is to be done, open tasks first."""
    return wording.tasks_text(sight.scene)


def catchup(sight: Sight) -> Words:
    """Where it stands, the last updates and decisions, what is open and what is owed."""
    kept = (row.event for row in sight.tx.events(sight.incident.id))
    return wording.catchup_text(sight.scene, tuple(one for one in kept if one is not None))
