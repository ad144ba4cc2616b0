"""Rules over all team files together: people belong to the deployment, not to a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tocsin.config.problem_words import key_path
from tocsin.config.team import PersonPart
from tocsin.config.team_draft import TeamDraft
from tocsin.errors import Problem


def one_default(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    """At most one team is the default; without one it is the first."""
    chosen = [draft for draft in drafts if draft.parts.team.default]
    for draft in chosen[1:]:
        what = f"{chosen[0].file} is the default team already."
        yield draft.problem("team.default", what, "Keep default = true in one file.")


def people_agree(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    """Files that name the same person do not contradict each other."""
    for draft, other in combinations(drafts, 2):
        for person, part in other.parts.people.items():
            if person in draft.parts.people:
                for key in _differing(draft.parts.people[person], part):
                    what = f"{draft.file} says something else about the same person."
                    fix = "Write the same in both, keep it in one, or give one another id."
                    yield other.problem(key_path(("people", person, *key)), what, fix)


def _differing(person: PersonPart, other: PersonPart) -> Iterator[tuple[str, ...]]:
    for field in ("name", "email", "phone"):
        said, also = getattr(person, field), getattr(other, field)
        if said and also and said != also:
            yield (field,)
    for platform, account in other.accounts.items():
        if person.accounts.get(platform, account) != account:
            yield ("accounts", platform)


def accounts_are_personal(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    """One account on a platform belongs to one person: it is how a speaker is known."""
    owners: dict[tuple[str, str], str] = {}
    for draft in drafts:
        for person, part in draft.parts.people.items():
            for platform, account in part.accounts.items():
                owner = owners.setdefault((platform, account), person)
                if owner != person:
                    key = key_path(("people", person, "accounts", platform))
                    what = f"This is the account of {owner} too."
                    yield draft.problem(key, what, "Correct one of the two.")


def triage_rooms_differ(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    """A triage room of a team's own is not another team's too; `#incidents` may be shared."""
    rooms: dict[str, TeamDraft] = {}
    for draft in drafts:
        room = draft.parts.chat.triage
        if room is None or room == draft.parts.chat.announce:
            continue
        first = rooms.setdefault(room, draft)
        if first is not draft:
            what = f"{room} is the triage room of {first.id} too, so reports there are ambiguous."
            fix = "Give each team a triage room of its own, or leave the key out."
            yield draft.problem("chat.triage", what, fix, warning=True)


def announce_rooms_agree(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    """Teams that announce in a room of the same name mean the same room of a platform."""
    known: dict[tuple[str, str], tuple[str, TeamDraft]] = {}
    for draft in drafts:
        chat = draft.parts.chat
        for platform, id in chat.announce_id.items():
            first, by = known.setdefault((platform, chat.announce), (id, draft))
            if first != id:
                what = f"{by.file} says another id for {chat.announce} on {platform}."
                fix = "Write the same id in both, or give the rooms two names."
                yield draft.problem(key_path(("chat", "announce_id", platform)), what, fix)
