"""Turns what was probed and witnessed into what is found: pure, from records to findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.cli.certify import titles
from tocsin.cli.certify.records import Added, Place, Probed, Suite, Witnessed
from tocsin.cli.certify.values import Found, Verdict

LONGEST_PATIENCE_S: Final = 120.0
LONGEST_DEADLINE_S: Final = 5.0
MAY_BE_LEFT_OUT: Final[Mapping[str, str]] = {
    "test_a_signed_delivery_of_long_ago_stays_out": "the sender's signature covers no time",
    "test_a_page_for_people_is_no_answer": "its status alone is the answer",
    "test_odd_rows_are_left_out_or_refused": "its far end does not speak JSON",
    "trouble": "there is no far end that could fail",
    "stranger": "nobody else makes rooms there",
    "deleted": "rooms cannot be deleted there",
}
"""What `exceptions` may name: it is told in the report, and does not refuse the certificate."""
WITHOUT_SECRETS: Final = frozenset({"secret_env", "signed_with"})
"""What may be left out besides, where a section holds no secret: the sender has the key."""
_BY_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    titles.HIDDEN: ("secret_is_shown",),
    titles.DEADLINES: ("deadline", "in_time"),
    titles.TEXTS: ("any_text", "hostile", "damaged"),
    titles.THREADS: ("threads",),
}
"""The row of the report that a check's failure stands in, by words of its name; else `KEPT`."""


def judged(probed: Probed, witnessed: Witnessed | None, *, has_tests: bool) -> Iterator[Found]:
    """Yield everything that is found, the places as `file:line`."""
    yield from (_found(fault.check, fault.what, fault.place) for fault in probed.faults)
    if not has_tests:
        what = "its tests were not found; name their folder with --tests"
        yield _found(titles.FOUND, what, Place())
        return
    if witnessed is None:
        yield _found(
            titles.KEPT, "the run of its tests ended before it could tell anything", Place()
        )
        return
    yield from (_found(fault.check, fault.what, fault.place) for fault in witnessed.faults)
    for added in probed.added:
        yield from _missing(added, witnessed.suites)
    for suite in witnessed.suites:
        others = [other for other in witnessed.suites if other is not suite and _is_whole(other)]
        is_spare, allowed = _is_spare(suite, others, probed), _allowed(suite, probed)
        yield from _weakened(suite, allowed, is_spare=is_spare)
        yield from _never_ran(suite)
        yield from _failed(suite)


def row_of(check: str) -> str:
    """Return the row of the report that a check of a suite belongs to."""
    for row, words in _BY_WORDS.items():
        if any(word in check for word in words):
            return row
    return titles.KEPT


def _missing(added: Added, suites: tuple[Suite, ...]) -> Iterator[Found]:
    """Each contract of a type that no class of tests keeps with an object as its factory makes."""
    for contract in added.contracts if added.made else ():
        keeping = [suite for suite in suites if contract in suite.contracts]
        fitting = [suite for suite in keeping if set(suite.subjects) & set(added.made)]
        name, made = contract.rpartition(":")[2], added.made[-1].rpartition(":")[2]
        if not fitting:
            what = f"{added.label}: no class of its tests keeps the {name} with a {made}"
            place = keeping[0].place if keeping else Place(file="tests")
            yield _found(titles.FOUND, what, place)
        elif added.has_secrets and not any(suite.has_secrets for suite in fitting):
            what = (
                f"{fitting[0].name}: no secret that it names in `secrets` is in use while its "
                "checks look for one"
            )
            yield _found(titles.WHOLE, what, fitting[0].place)


def _is_whole(suite: Suite) -> bool:
    return not suite.changed and set(suite.exceptions) <= set(MAY_BE_LEFT_OUT)


def _is_spare(suite: Suite, others: list[Suite], probed: Probed) -> bool:
    """Whether each contract that it keeps is kept whole by another class, with the same object."""
    needed = [
        (contract, set(added.made))
        for added in probed.added
        for contract in added.contracts
        if contract in suite.contracts and set(added.made) & set(suite.subjects)
    ]
    return bool(needed) and all(
        any(contract in other.contracts and made & set(other.subjects) for other in others)
        for contract, made in needed
    )


def _allowed(suite: Suite, probed: Probed) -> frozenset[str]:
    """What its `exceptions` may name without a refusal."""
    own = [added for added in probed.added if set(added.made) & set(suite.subjects)]
    kept = [added for added in probed.added if set(added.contracts) & set(suite.contracts)]
    without = kept and not any(added.has_secrets for added in own or kept)
    return frozenset(MAY_BE_LEFT_OUT) | (WITHOUT_SECRETS if without else frozenset())


def _weakened(suite: Suite, allowed: frozenset[str], *, is_spare: bool) -> Iterator[Found]:
    """What a class changes or leaves out; of one more class that has reasons it is only told."""
    for name, place in suite.changed.items():
        reason = suite.exceptions.get(name)
        because = f", with the reason {reason!r}" if reason else ""
        what = f"{suite.name} replaces {name} of its suite{because}"
        is_told = is_spare and bool(reason)
        yield _found(titles.WHOLE, what, place, "told" if is_told else "refused")
    for name, reason in suite.exceptions.items():
        if name not in suite.changed:
            verdict: Verdict = "told" if is_spare or name in allowed else "refused"
            what = f"{suite.name} leaves out {_words(name)}: {reason}"
            yield _found(titles.WHOLE, what, suite.place, verdict)
    for setting, seconds, most in (
        ("patience_s", suite.patience_s, LONGEST_PATIENCE_S),
        ("deadline_s", suite.deadline_s, LONGEST_DEADLINE_S),
    ):
        if not 0 < seconds <= most:
            what = f"{suite.name} sets {setting} to {seconds:g}; at most {most:g} is allowed"
            yield _found(titles.WHOLE, what, suite.place)


def _never_ran(suite: Suite) -> Iterator[Found]:
    """Checks that did not run as often as they have to, however that was done."""
    times = Counter(ran.check for ran in suite.ran)
    absent = [name for name, count in suite.expected.items() if times[name] < count]
    if absent:
        more = f" and {len(absent) - 1} more checks" if len(absent) > 1 else ""
        what = f"{suite.name} never ran {_words(absent[0])}{more}; whatever leaves it out goes"
        yield _found(titles.WHOLE, what, suite.place)


def _failed(suite: Suite) -> Iterator[Found]:
    """One finding for each check and place; those of the same check are not said twice."""
    seen: set[tuple[str, Place]] = set()
    for ran in (ran for ran in suite.ran if ran.outcome != "passed"):
        is_said = ran.by_suite or (ran.outcome == "bent" and ran.check in suite.changed)
        if is_said or (ran.check, ran.place) in seen:
            continue
        seen.add((ran.check, ran.place))
        row = row_of(ran.check) if ran.outcome == "failed" else titles.WHOLE
        how = {"failed": "", "skipped": " was skipped", "bent": " was not the suite's own"}
        what = f"{suite.name}, {_words(ran.check)}{how[ran.outcome]}: {ran.why}"
        yield _found(row, what, ran.place)


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ") if name.startswith("test_") else f"`{name}`"


def _found(check: str, what: str, place: Place, verdict: Verdict = "refused") -> Found:
    line = f":{place.line}" if place.line else ""
    return Found(check=check, what=what, place=f"{place.file}{line}", verdict=verdict)
