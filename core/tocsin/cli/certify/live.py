"""Asks the tools themselves: each section of the team files that a plugin stands behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tocsin.bootstrap.dry_run import made_for_check
from tocsin.bootstrap.secret_mask import mask_of
from tocsin.cli.certify.titles import LIVE
from tocsin.cli.certify.values import Found, Report
from tocsin.cli.check_live import instance_findings
from tocsin.cli.setup import inspect


def with_live(report: Report, config: Path | None) -> Report:
    """Return the report with what the tools themselves answered; nothing there is changed."""
    return replace(
        report,
        checks=(*report.checks, LIVE),
        found=(*report.found, *_findings(report, config)),
    )


def _findings(report: Report, config: Path | None) -> Iterator[Found]:
    found = inspect(config)
    ours = {
        f"{team.id}: {section.kind}.{section.instance}"
        for team in found.teams.teams.values()
        for section in team.sections.values()
        if f"{section.kind}: {section.type}" in report.adds
    }
    mask = mask_of(found.deployment, found.teams, settings=found.settings)
    answered: set[str] = set()
    with made_for_check(found.teams, found.plugins) as made:
        yield from (Found(check=LIVE, what=mask(fault)) for fault in made.faults)
        for name, findings in instance_findings(found.teams, made):
            if name in ours:
                answered.add(name)
                for finding in findings:
                    if finding.verdict != "ok":
                        what = mask(f"{name}: {finding.what}: {finding.detail}")
                        yield Found(
                            check=LIVE,
                            what=what,
                            verdict="refused" if finding.verdict == "fault" else "told",
                        )
    for name in sorted(ours - answered):
        yield Found(check=LIVE, what=f"{name} cannot be asked: it has no `examine`", verdict="told")
    if not ours:
        yield Found(check=LIVE, what="no team file has a section of it, so nothing was asked")
