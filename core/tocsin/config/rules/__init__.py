"""What must hold beyond the single keys: one small function for each rule, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tocsin.config.rules import across, ladders, oncall, people, places, process, templates
from tocsin.config.team_draft import TeamDraft
from tocsin.errors import Problem

TEAM_RULES: tuple[Callable[[TeamDraft], Iterator[Problem]], ...] = (
    people.persons_exist,
    people.manager_and_cto_can_be_called,
    people.addresses_are_allowed,
    people.roles_can_be_filled,
    people.security_has_somebody,
    oncall.rotations_have_people,
    oncall.schedules_are_somewhere,
    oncall.names_are_their_own,
    oncall.one_person_stands_on_one_step,
    ladders.ladders_have_steps,
    ladders.steps_ascend,
    ladders.ladders_are_used,
    ladders.targets_stand,
    process.severities_call_somebody,
    process.paging_exists,
    process.notified_exist,
    process.reminders_fit,
    process.reminders_are_of_what_is_owed,
    process.insiders_are_contacts,
    process.rights_name_verbs,
    templates.templates_can_be_filled,
    templates.promises_can_be_kept,
    places.rooms_are_not_incidents,
    places.nothing_stands_twice,
    places.secrets_are_set,
    places.sections_have_no_concerns,
    templates.presets_are_their_own,
)

DEPLOYMENT_RULES: tuple[Callable[[tuple[TeamDraft, ...]], Iterator[Problem]], ...] = (
    across.one_default,
    across.people_agree,
    across.accounts_are_personal,
    across.triage_rooms_differ,
    across.announce_rooms_agree,
)
