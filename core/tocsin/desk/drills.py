"""`drill`: the same process for practice, labelled as such; it pages only who is named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tocsin.chat import Code, Words
from tocsin.desk import candidates
from tocsin.desk.ask import Ask
from tocsin.desk.options import choice_of, known, shape
from tocsin.desk.verb import Opening, Verb, when_bare
from tocsin.domain.commands import Declare
from tocsin.domain.severity import Severity
from tocsin.wording.parts import lines, say


@dataclass(frozen=True, kw_only=True)
class Drill:
    """What is practised."""

    title: str
    text: str
    severity: Severity


DRILLS: Final[dict[str, Drill]] = {
    "outage": Drill(
        title="checkout returns 500s",
        text="For practice: every checkout fails since the last deployment.",
        severity="P0",
    ),
    "slow": Drill(
        title="the database is slow",
        text="For practice: half of the requests take longer than five seconds.",
        severity="P1",
    ),
    "breach": Drill(
        title="customers see the data of others",
        text="For practice: support has two reports of orders that belong to somebody else.",
        severity="P0",
    ),
}


def drills_text(prefix: str, people: Collection[str], speaker: str) -> Words:
    """What can be practised and how to begin: a drill without a script declares nothing yet."""
    listed = [f"{name}: {one.title} ({one.severity})" for name, one in DRILLS.items()]
    who = f" @{speaker}" if speaker in people else ""
    return lines(
        "Which drill? It pages only those it names, and customers hear nothing of it.",
        *listed,
        say("To begin: ", Code(f"{prefix}incident drill {next(iter(DRILLS))}{who}")),
    )


def drill(ask: Ask) -> Opening:
    """`<script> [@who ...]`.

    Raises:
        InvalidValue: No script, two, or one there is not.
        NotFound: A person named is in no team file.
    """
    said = ask.tokens()
    people = tuple(dict.fromkeys(ask.person(one) for one in said if one.startswith("@")))
    words = [one for one in said if not one.startswith("@")]
    if len(words) != 1:
        raise ask.wrong(f"Name one script: {', '.join(DRILLS)}.")
    script = DRILLS[ask.choose(words[0], DRILLS, "script")]

    def make(number: int, policy_hash: str) -> Declare:
        return Declare(
            title=script.title,
            text=script.text,
            number=number,
            policy_hash=policy_hash,
            severity=script.severity,
            flags=("drill",),
            pages_only=people,
        )

    return Opening(make=make)


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="drill <outage|slow|breach> [@who ...]",
        help="practise; pages only who is named",
        group="Open",
        opens=drill,
        reads=when_bare,
        commands=(
            shape(
                "{script:word} @{person:word}",
                choice_of("script", "Which one", DRILLS),
                known("person", "Whom it pages"),
            ),
        ),
        completes=(candidates.these(*DRILLS),),
    ),
)
