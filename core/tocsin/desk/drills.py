"""`drill`: the same process for practice, labelled as such; it pages only who is named."""

from __future__ import annotations

from typing import Final

from tocsin.desk import completion_candidates
from tocsin.desk.options import choice_of, known, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Opening, Verb, when_bare
from tocsin.domain.declare import Declare
from tocsin.wording.drills import DRILLS


def drill(request: Request) -> Opening:
    """Parse what stands behind `drill`: `<script> [@who ...]`.

    Raises:
        InvalidValue: No script, two, or one there is not.
        NotFound: A person named is in no team file.
    """
    said = request.tokens()
    people = tuple(dict.fromkeys(request.person(word) for word in said if word.startswith("@")))
    words = [word for word in said if not word.startswith("@")]
    if len(words) != 1:
        raise request.wrong(f"Name one script: {', '.join(DRILLS)}.")
    script = DRILLS[request.choose(words[0], DRILLS, "script")]

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
        completes=(completion_candidates.these(*DRILLS),),
    ),
)
