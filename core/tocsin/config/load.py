"""Loads every team file of a folder and collects the faults of all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tocsin.config.build import build_person, build_team
from tocsin.config.escalation import read_policies
from tocsin.config.fields import is_team_id
from tocsin.config.part_reading import read_part
from tocsin.config.problem_words import advice, as_sentence, key_path, same_branch, split_advice
from tocsin.config.rules import DEPLOYMENT_RULES, TEAM_RULES
from tocsin.config.sections import known_kinds, read_sections
from tocsin.config.team import CORE_SECTIONS, TeamFile
from tocsin.config.team_draft import TeamDraft, known_sections
from tocsin.config.values import ProviderModels, Team, Teams
from tocsin.domain.people import Person
from tocsin.errors import InvalidValue, Problem

_AT = re.compile(r"(.*) \(at (line \d+, column \d+|end of document)\)", re.DOTALL)
_NEWLINE = "\n"
_ENDS = re.compile("\r\n?|\n")
LARGEST_FILE = 1024 * 1024
MOST_PROBLEMS = 200


def load_teams(folder: Path, provider_models: ProviderModels) -> Teams:
    """Load `teams/*.toml`.

    Args:
        folder: The folder of the team files.
        provider_models: (kind, type) -> the model of its section, for every installed type.

    Returns:
        The sound teams, and every fault of every file. Nothing a file holds raises an error;
        ask `Teams.raise_if_broken()` before the teams are used.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        return Teams(problems=(_no_team(folder),))
    faulty: dict[str, list[Problem]] = {}
    drafts: list[TeamDraft] = []
    for file in files:
        draft, problems = _read_file(file, provider_models)
        faulty[str(file)] = problems[:MOST_PROBLEMS]
        if draft is not None:
            drafts.append(draft)
    everybody = frozenset(person for draft in drafts for person in draft.names("people"))
    blind = len(drafts) < len(files) or any(map(_hides_people, drafts))
    known = tuple(replace(draft, everybody=everybody, blind=blind) for draft in drafts)
    for problem in _unruly(known):
        _add(faulty[problem.file], problem)
    return _built(known, faulty, provider_models)


def _hides_people(draft: TeamDraft) -> bool:
    return not isinstance(draft.raw.get("people", {}), Mapping)


def _no_team(folder: Path) -> Problem:
    what = "There is no team file here." if folder.is_dir() else "There is no such folder."
    fix = "Add a file such as shop.toml, or set TOCSIN_TEAMS_DIR in config.py."
    return Problem(file=str(folder), key="", what=what, fix=fix)


def _read_file(file: Path, models: ProviderModels) -> tuple[TeamDraft | None, list[Problem]]:
    text = ""
    try:
        raw = _read_bytes(file)
        text = _NEWLINE.join(_ENDS.split(raw.decode("utf-8-sig")))
        return _read_draft(file, tomllib.loads(text), models)
    except InvalidValue as error:
        what, fix = split_advice(str(error))
    except OSError as error:
        what, fix = f"The file cannot be read: {error.strerror}.", "Check its permissions."
    except UnicodeDecodeError as error:
        what, fix = f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8."
    except RecursionError:
        what, fix = "The values are nested too deeply.", "Write them as sections instead."
    except tomllib.TOMLDecodeError as error:
        what, fix = _syntax(str(error), text)
    except ValueError:
        what, fix = "A number has too many digits.", "Write a shorter one."
    return None, [Problem(file=str(file), key="", what=what, fix=fix)]


def _read_bytes(file: Path) -> bytes:
    """The bytes of a file of a sensible size.

    Raises:
        InvalidValue: It is no file, or too large for a team file.
        OSError: It cannot be read.
    """
    if file.exists() and not file.is_file():
        raise InvalidValue("the file cannot be read, since it is none; rename or remove it")
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise InvalidValue("the file is larger than 1 MiB; a team file is text of a few pages")
    return raw


def _syntax(said: str, text: str) -> tuple[str, str]:
    """`Unclosed string (at line 3, column 7)` as place, fault and advice."""
    found = _AT.fullmatch(said)
    fault, place = (found[1], found[2]) if found else (said, "")
    if not place.startswith("line"):
        place = f"line {text.count(_NEWLINE) + 1}, column {len(text.rpartition(_NEWLINE)[2]) + 1}"
    return as_sentence(f"{place}: {fault}"), "Texts stand in quotes, lists in square brackets."


def _read_draft(
    file: Path, raw: Mapping[str, object], models: ProviderModels
) -> tuple[TeamDraft, list[Problem]]:
    name = str(file)
    core = {key: value for key, value in raw.items() if key in CORE_SECTIONS}
    parts, problems = read_part(TeamFile, core, file=name)
    sections, more = read_sections(raw, models, name)
    policies = read_policies(raw.get("escalation", {}), models, name)
    draft = TeamDraft(
        id=file.stem,
        file=name,
        raw=raw,
        parts=parts or TeamFile(),
        policies=policies,
        sections=sections,
    )
    strange = _strangers(file, raw, known_sections(known_kinds(models)))
    return draft, [*strange, *problems, *more, *policies.problems]


def _strangers(file: Path, raw: Mapping[str, object], known: frozenset[str]) -> Iterator[Problem]:
    """What does not belong: a file name that is no id, and sections nobody reads."""
    if not is_team_id(file.stem):
        what = "The name of the file is the team's id, and this is none."
        fix = "Rename it with lower-case letters, digits, - or _, such as shop.toml."
        yield Problem(file=str(file), key="", what=what, fix=fix)
    for key in raw:
        if key not in known:
            fix = advice(key, sorted(known), "sections")
            yield Problem(file=str(file), key=key_path((key,)), what="Unknown section.", fix=fix)


def _unruly(drafts: tuple[TeamDraft, ...]) -> Iterator[Problem]:
    for draft in drafts:
        for rule in TEAM_RULES:
            yield from rule(draft)
    for compare in DEPLOYMENT_RULES:
        yield from compare(drafts)


def _add(problems: list[Problem], problem: Problem) -> None:
    """Keep a fault unless its place has one already: it would only be the consequence.

    Nobody mends hundreds at once: what is beyond `MOST_PROBLEMS` is told at the next try.
    """
    if len(problems) >= MOST_PROBLEMS:
        return
    told = (known.key for known in problems if known.key and known.warning <= problem.warning)
    if not any(same_branch(problem.key, key) for key in told):
        problems.append(problem)


def _built(
    drafts: tuple[TeamDraft, ...], faulty: dict[str, list[Problem]], models: ProviderModels
) -> Teams:
    chosen = [draft.id for draft in drafts if draft.parts.team.default] or [
        draft.id for draft in drafts
    ]
    teams: dict[str, Team] = {}
    for draft in drafts:
        if not any(problem.stops for problem in faulty[draft.file]):
            try:
                default = draft.id == chosen[0]
                teams[draft.id] = build_team(draft, models, default=default)
            except InvalidValue as error:
                fault = Problem(file=draft.file, key="", what=as_sentence(str(error)), fix="")
                faulty[draft.file].append(fault)
    problems = tuple(problem for found in faulty.values() for problem in found)
    return Teams(teams=teams, people=_joined(drafts), problems=problems)


def _joined(drafts: Iterable[TeamDraft]) -> dict[str, Person]:
    """Merge the people of all team files: one file may leave out what another says of somebody."""
    people: dict[str, Person] = {}
    for draft in drafts:
        for name, part in draft.parts.people.items():
            person = build_person(name, part)
            people[name] = _join(people[name], person) if name in people else person
    return people


def _join(person: Person, other: Person) -> Person:
    return Person(
        id=person.id,
        name=person.name if person.name != person.id else other.name,
        email=person.email or other.email,
        phone=person.phone or other.phone,
        accounts={**other.accounts, **person.accounts},
    )
