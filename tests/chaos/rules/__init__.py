"""Everything that must always hold, and who looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.chaos.evidence import Evidence, Rule
from tests.chaos.rules import delivery, history, ladders, rooms


def _seen_as_it_ran(name: str, sentence: str) -> Rule:
    return Rule(name=name, sentence=sentence, breaches=lambda _seen: ())


RULES: tuple[Rule, ...] = (
    *history.RULES,
    *delivery.RULES,
    *ladders.RULES,
    *rooms.RULES,
    _seen_as_it_ran("one-fence", "A lane has at most one lease, and a lost one settles nothing."),
    _seen_as_it_ran("nothing-breaks", "No loop and no reply dies of an error nobody foresaw."),
)
SENTENCES = {rule.name: rule.sentence for rule in RULES}


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that did not hold, and where."""

    rule: str
    what: str

    @property
    def sentence(self) -> str:
        """What must always hold."""
        return SENTENCES[self.rule]


def judge(seen: Evidence) -> list[Breach]:
    """Every breach: first those seen as they happened, then those found at the end."""
    return list(_breaches(seen))


def _breaches(seen: Evidence) -> Iterator[Breach]:
    for rule, what in seen.book.wrong:
        yield Breach(rule=rule, what=what)
    for one in RULES:
        for text in one.breaches(seen):
            yield Breach(rule=one.name, what=text)
