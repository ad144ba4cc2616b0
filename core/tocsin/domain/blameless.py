"""A wording check: sentences that put a fault on a person, and what to ask instead.

It advises and never blocks. Post-mortems speak of systems and processes: a sentence that names who
was at fault stops the questions too early, and people report later the next time. What stands in
quotation marks is somebody's voice and is left alone; names as such are welcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST: Final = 600
MOST_TEXT: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class BlameFinding:
    """One sentence that reads as blame, the words that make it so, and what to say instead."""

    sentence: str
    words: str
    suggestion: str


_MISSING: Final = (
    "Say what let it happen: which check, tool or step was missing, "
    'as in "The deployment process lacked adequate testing".'
)
_EASY: Final = "Say what made the wrong step easy to take and hard to notice."
_KNOWN: Final = "Say which signal or knowledge was out of reach at that moment, and why."
_FAULT: Final = "Leave out whose fault it was; say which conditions made it possible."

_ROLES: Final = (
    "engineers?|developers?|operators?|admins?|administrators?|intern|dbas?|sres?|reviewers?|"
    "manager|lead|contractors?|commander|responders?|programmers?|colleague|employee|hire|"
    "person|technicians?|author|owner|on-call"
)
_ONE: Final = r"he|she|somebody|someone|whoever\b[\w ]{1,60}?"
_BEHIND: Final = r"(?: on (?:duty|call)| [A-Z]\b|,? who\b[\w ]{1,60}?)?"
_ADVERBS: Final = r"(?: (?:\w+ly|just|also|simply|again))?"

# Words that judge a person, whoever the sentence is about.
_JUDGING: Final = (
    (r"\b(?:human|operator|user|pilot) (?:error|mistake)s?\b", _EASY),
    (r"\b(?:careless|sloppy|reckless|negligen|incompeten|inattentive|stupid|foolish)\w*", _EASY),
    (r"\blaz(?:y|iness)\b(?! (?:load|init|eval|import|fetch|migrat))", _EASY),
    (r"\black(?:ed|s)?(?: of)? (?:common sense|care|attention|diligence|discipline)\b", _EASY),
    (r"\b(?:screwed|messed) up\b|\bbotch\w*|\blet (?:us|everyone) down\b", _MISSING),
    (r"\b(?:hasty|hastily|clueless|inexperienced|unprofessional)\b", _EASY),
    (r"\b(?:n['’]t|not|nobody|no one|never)\b[^,;.]{0,40}\bbother(?:ed)? to\b", _MISSING),
    (r"\b(?:people|they) (?:don['’]t|do not|never) (?:read|care|think|listen|follow)\b", _MISSING),
    (r"\b(?:is|are|was|were) to blame\b|\b(?:can|must|should|we) blame\b", _FAULT),
    (r"\b(?:at fault|fault of)\b|\w['’]s? fault\b|\b(?:my|his|her|their|your) fault\b", _FAULT),
    (r"\breprimand\w*|\bpunish(?:ed|ment)\b", _FAULT),
    (r"\b(?:should|ought to|must) (?:really )?know better\b|\bknew better\b", _KNOWN),
    (r"\bany (?:competent|decent|good|sane)\b", _KNOWN),
    (rf"\ba (?:better|smarter|more (?:\w+ )?careful) (?:{_ROLES})\b(?!-)", _KNOWN),
    (r"\b(?:be|been) more careful\b|\bpa(?:id|y|ying) (?:more )?attention\b", _EASY),
    (r"\bdo(?:ne)? (?:his|her|their) job\b", _MISSING),
)
# What only reads as blame with a person in front of it; `{who}` is that person.
_PERSONAL: Final = (
    (r"{who} (?:forgot|forgets|neglected|overlooked|ignored|skipped|violated|rushed)\b", _MISSING),
    (r"{who} (?:failed|neglected|refused) to\b", _MISSING),
    (
        r"{who} did(?:n['’]t| not) (?!have\b|know\b|see\b|get\b|receive\b|find\b|hear\b|need\b)\w+",
        _MISSING,
    ),
    (
        r"{who} never (?!received\b|needed\b|stopped\b)(?:\w+(?:s|ed)|read|ran|told|thought)\b",
        _MISSING,
    ),
    (
        r"{who} (?:was|were) (?:not (?!shown|told|given|paged|asked|informed|trained|able)|too |"
        r"in a hurry|warned|asleep|distracted)",
        _EASY,
    ),
    (r"{who} slept\b", _MISSING),
    (r"{who} (?:broke|wrecked|panicked|mis(?!sed\b)\w*(?:ed|ood|read))\b", _MISSING),
    (r"(?<![Ii]f ){who} had(?:n['’]t| not) (?!been\b|had\b|seen\b|heard\b)\w+", _MISSING),
    (r"{who} (?:had no|has no|lacked|without any) (?:idea|clue|understanding|sense)\b", _KNOWN),
    (
        r"{who} (?:took|was|were|reacted|answered) (?:far |much )?too (?:long|late|slow)\w*",
        _MISSING,
    ),
    (r"{who} knew\b[^;.]{{0,60}} (?:nothing|anyway)\b", _MISSING),
    (r"{who} chose not to\b", _MISSING),
    (r"{who} (?:cuts?|is cutting) corners\b|{who} rubber-stamp\w+|{who} took forever\b", _MISSING),
    (
        r"\bBlame (?:the )?{who}\b|{who}['’]s? doing\b|"
        r"{who} (?:is|was) a (?:liability|danger|risk)\b",
        _FAULT,
    ),
    (r"{who}['’]s? (?:\w+ )?(?:mistake|error|fault|oversight|negligence|failure)\b", _FAULT),
    (r"\b[Ii]t(?:['’]s| is| was) (?:all )?on {who}\b", _FAULT),
    (r"{who} (?:wrongly|accidentally|mistakenly|inadvertently) \w+", _EASY),
    (r"{who} (?:made|introduced) (?:a|an|the) (?:\w+ )?(?:mistake|error|bug|typo)\b", _EASY),
    (r"{who} caused\b", _MISSING),
    (r"{who} lost (?:control|track|(?:his|her|their) (?:temper|nerve))\b", _MISSING),
    (r"{who} (?:should|ought to|could|would)(?: \w+)? have (?!been\b)\w+", _KNOWN),
    (r"\bthey (?:should|ought to) have (?!been\b)\w+", _KNOWN),
    (
        r"\b[Ii]f (?:[\w-]+ ){{0,3}}{who} had(?:n['’]t| not)?\b"
        r"(?! (?:not )?(?:been|noticed|seen|spotted|caught|called)\b)",
        _KNOWN,
    ),
    (
        r"\b[Tt]hank {who} for (?:the|this|that) (?:\w+ )?(?:outage|incident|mess|bug|downtime)\b",
        _FAULT,
    ),
    (r"^Had (?:[\w-]+ ){{0,3}}{who} \w+", _KNOWN),
    (
        r"{who} (?:typed|entered|ran|chose|picked|selected|deleted|dropped|restarted|set|edited|"
        r"used|pushed)\b[^,;.]{{0,40}}\b(?:wrong|incorrect|bad)\b",
        _EASY,
    ),
    (r"{who}\b[^,;.]{{0,60}} without (?:\w+ly )?(?:look|read|check|test|ask|think)ing\b", _MISSING),
    (
        r"{who} (?:is|are|was|were) responsible for (?:the |this )?"
        r"(?:\w+ )?(?:outage|incident|failure|bug|error|mistake|breach|loss|downtime|problem)\b",
        _FAULT,
    ),
    (
        r"\b(?:mistake|error|typo|bug|blunder|failure|caused)\b[^,;.]{{0,40}} by "
        r"(?:[\w-]+ ){{0,3}}{who}\b",
        _EASY,
    ),
    (r"\b(?:engineer|developer|person|operator)s? responsible\b(?! for)", _FAULT),
)
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_QUOTED: Final = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|„[^“\n]*“|«[^»\n]*»|`[^`\n]*`")


def findings(text: str, names: Iterable[str] = ()) -> tuple[BlameFinding, ...]:
    """The sentences of a text that put a fault on a person, in order; empty is the usual answer.

    Args:
        text: Free text, plain or Markdown.
        names: What people of the team are called; first names are found by themselves.
    """
    rules = _rules(tuple(names))
    sentences = (sentence.strip() for sentence in _SENTENCE.split(text[:MOST_TEXT]))
    judged = (
        _judge(sentence, rules)
        for sentence in sentences
        if sentence and not sentence.startswith(">")
    )
    return tuple(found for found in judged if found is not None)


_Rules = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=1)
def _rules(names: tuple[str, ...]) -> _Rules:
    who = rf"(?:\b(?:(?i:{_ROLES}|{_ONE}){_named(names)})|@\w+){_BEHIND}{_ADVERBS}"
    judging = ((re.compile(rule, re.IGNORECASE), advice) for rule, advice in _JUDGING)
    personal = ((re.compile(rule.format(who=who)), advice) for rule, advice in _PERSONAL)
    return (*personal, *judging)


def _named(names: Iterable[str]) -> str:
    """The names, whole and each part of them, as further branches of a pattern."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1}
    return "".join(f"|{re.escape(part)}" for part in sorted(parts, key=len, reverse=True))


def _judge(sentence: str, rules: _Rules) -> BlameFinding | None:
    plain = " ".join(_QUOTED.sub('""', sentence[:LONGEST]).split())
    for rule, advice in rules:
        match = rule.search(plain)
        if match is not None:
            return BlameFinding(sentence=sentence, words=match.group(), suggestion=advice)
    return None
