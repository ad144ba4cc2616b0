"""Rules about people, contacts and roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.config.build import build_severities
from tocsin.config.fields import is_email
from tocsin.config.problem_words import advice, key_path
from tocsin.config.team_draft import REQUIRED, WITH_EMAIL, TeamDraft
from tocsin.domain.roles import Role
from tocsin.errors import Problem
from tocsin.providers import SchedulesConfig


def _references(draft: TeamDraft) -> Iterator[tuple[str, str]]:
    """Every place that names a person by id, and the id."""
    for name, part in draft.parts.oncall.items():
        for number, person in enumerate(part.people or ()):
            yield key_path(("oncall", name, "people", number)), person
    for key, _, entry in draft.contacts():
        if not is_email(entry):
            yield key, entry
    for section in draft.sections.values():
        if isinstance(section.config, SchedulesConfig):
            for place, person in section.config.persons():
                yield key_path((section.kind, section.instance, *place)), person


def persons_exist(draft: TeamDraft) -> Iterator[Problem]:
    """Whoever takes a turn or stands behind a contact is in a team file."""
    for key, person in _references(draft):
        if not draft.knows(person):
            fix = advice(person, sorted(draft.everybody), "people")
            what = f'There is no person "{person[:40]}" in any team file.'
            yield draft.problem(key, what, f"{fix} Or add [people.{person[:40]}].")


def manager_and_cto_can_be_called(draft: TeamDraft) -> Iterator[Problem]:
    """Every escalation path ends with the Engineering Manager and the CTO."""
    for word, title in REQUIRED.items():
        if not any(found == word for _, found, _ in draft.contacts()):
            yield draft.problem(
                f"contacts.{word}",
                f"Nobody is named as {title}, so an escalation would end before its time.",
                f'Write {word} = "<person id>" under [contacts].',
            )


def addresses_are_allowed(draft: TeamDraft) -> Iterator[Problem]:
    """Only security and support may be an e-mail address, and only one each."""
    seen: set[str] = set()
    for key, word, entry in draft.contacts():
        if not is_email(entry):
            continue
        if word not in WITH_EMAIL:
            what = "An e-mail address cannot be paged."
            yield draft.problem(key, what, "Write the id of a person under [people.*].")
        elif word in seen:
            what = f"There is a second e-mail address for {word}."
            yield draft.problem(key, what, "Keep one; a mailing list can hold the others.")
        seen.add(word)


def _on_call(draft: TeamDraft) -> bool:
    return bool(draft.raw.get("oncall"))


def _anybody(draft: TeamDraft) -> bool:
    return draft.blind or bool(draft.everybody)


def _security(draft: TeamDraft) -> bool:
    return any(draft.stands(word) for word in ("security", "ciso"))


# The Engineering Manager has a rule of their own: without one, nothing works.
_FILLED = {"ic": _on_call, "tl": _anybody, "comms": _anybody, "security": _security}
_MEND: Mapping[Role, str] = {
    "ic": "Add [oncall.primary] with people: the one on call is Incident Commander first.",
    "tl": "Add [people.<id>] for whoever may fix things.",
    "comms": "Add [people.<id>] for whoever may speak for the team.",
    "security": "Name a person as security or ciso under [contacts].",
}


def roles_can_be_filled(draft: TeamDraft) -> Iterator[Problem]:
    """No severity requires a role that nobody can take."""
    for severity, row in build_severities(draft).items():
        for role in row.required_roles:
            if role in _FILLED and not _FILLED[role](draft):
                what = f'Nobody can fill the role "{role}" that {severity} requires.'
                yield draft.problem(f"severities.{severity}.required_roles", what, _MEND[role])


def security_has_somebody(draft: TeamDraft) -> Iterator[Problem]:
    """A security flag asks for the role at any severity; an e-mail address cannot take it."""
    if not _security(draft):
        what = "No person stands behind security, so nobody is asked to take that role."
        yield draft.problem("contacts.security", what, _MEND["security"], warning=True)
