"""Asks the tools themselves: each section and chat of a deployment that a plugin stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tocsin.bootstrap.dry_run import made_for_check
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.cli.certify.titles import LIVE
from tocsin.cli.certify.values import CertificationReport, Found
from tocsin.cli.chat_doctor import backends_of, platform_findings
from tocsin.cli.check_live import instance_findings
from tocsin.cli.setup import Setup, inspect
from tocsin.config.values import Team
from tocsin.providers import Finding

Answers = Iterator[tuple[str, Sequence[Finding]]]


def with_live(report: CertificationReport, config: Path | None) -> CertificationReport:
    """Return the report with what the tools themselves answered; nothing there is changed."""
    found = inspect(config)
    mask = mask_of(found.deployment, found.teams, settings=found.settings)
    told = tuple(replace(one, what=mask(one.what)) for one in _told(report, found))
    return replace(report, checks=(*report.checks, LIVE), found=(*report.found, *told))


def _told(report: CertificationReport, setup: Setup) -> Iterator[Found]:
    ours = _of_plugin(report, setup)
    wanted = {*_section_names(ours), *(f"chat.{name}" for name in ours.chats)}
    asked: set[str] = set()
    for name, answers in (*_of_tools(ours), *_of_chats(ours)):
        asked.add(name)
        yield from (_found(name, answer) for answer in answers if answer.verdict != "ok")
    for name in sorted(wanted - asked):
        yield Found(check=LIVE, what=f"{name} was not asked: it has no `examine`", verdict="told")
    if not wanted:
        yield Found(check=LIVE, what="no section of it is in use here, so nothing was asked")


def _of_plugin(report: CertificationReport, setup: Setup) -> Setup:
    """The same deployment with nothing in it but what this plugin stands behind."""

    def own(team: Team) -> Team:
        sections = {
            place: section
            for place, section in team.sections.items()
            if f"{section.kind}: {section.type}" in report.adds
        }
        return replace(team, sections=sections)

    teams = {name: own(team) for name, team in setup.teams.teams.items()}
    chats = {name: chat for name, chat in setup.chats.items() if f"chat: {name}" in report.adds}
    return replace(setup, teams=replace(setup.teams, teams=teams), chats=chats)


def _section_names(setup: Setup) -> Iterator[str]:
    for team in setup.teams.teams.values():
        yield from (
            f"{team.id}: {section.kind}.{section.instance}" for section in team.sections.values()
        )


def _found(name: str, answer: Finding) -> Found:
    what = ": ".join(filter(None, (name, answer.what, answer.detail)))
    return Found(check=LIVE, what=what, verdict="refused" if answer.verdict == "fault" else "told")


def _of_tools(setup: Setup) -> Answers:
    with made_for_check(setup.teams, setup.plugins) as made:
        broken = [Finding(what=fault, verdict="fault") for fault in made.faults]
        yield from [("a section", broken)] if broken else []
        yield from instance_findings(setup.teams, made)


def _of_chats(setup: Setup) -> Answers:
    for name, backend in backends_of(setup).made.items():
        yield f"chat.{name}", platform_findings(name, backend)
