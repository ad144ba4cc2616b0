"""Runs the checks of a backend's doctor, in stages."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from tocsin.chat.listening import MALFORMED
from tocsin.errors import ProviderError
from tocsin.providers.examining import Finding, Verdict

Looked = Iterable[tuple[str, Verdict, str]]
"""Of each finding: what was looked at ("" = what the stage calls it), how it is, and more of it."""
Stage = Mapping[str, Callable[[], Looked]]
"""What is looked at -> the look, which may raise ProviderError."""


def looked_at(stages: Iterable[Stage]) -> tuple[Finding, ...]:
    """The findings of a doctor's stages, up to the stage whose fault hides the rest.

    A look that the platform refuses is a fault, with the words of the error.
    """
    found: list[Finding] = []
    for stage in stages:
        found += [finding for what, look in stage.items() for finding in _tried(what, look)]
        if any(finding.verdict == "fault" for finding in found):
            break
    return tuple(found)


def teams_seen(
    what: str, teams: Mapping[str, str], there: Container[str], missing: str
) -> Iterator[tuple[str, Verdict, str]]:
    """Whether there is each group of people that stands for a team.

    Args:
        what: How a group is called: `role {}`.
        teams: The name of a group -> the team.
        there: The names that the platform has.
        missing: What is said of one that it has not, with `{}` for its name.
    """
    for name, team in sorted(teams.items()):
        yield (
            what.format(name),
            *(("ok", f"team {team}") if name in there else ("fault", missing.format(name))),
        )


def _tried(what: str, look: Callable[[], Looked]) -> Iterator[Finding]:
    try:
        yield from [Finding(what=a or what, verdict=b, detail=c) for a, b, c in look()]
    except ProviderError as error:
        yield Finding(what=what, verdict="fault", detail=str(error))
    except MALFORMED as error:
        told = f"the answer cannot be read ({type(error).__name__})"
        yield Finding(what=what, verdict="fault", detail=told)
