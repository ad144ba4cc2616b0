"""The meaning of a platform's error codes, and what whoever reads them does about it."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, get_args

from tocsin.errors import InvalidValue, ProviderError, ProviderFault
from tocsin.providers.http import LONGEST_WAIT_S

UNKNOWN, UNREADABLE = "unknown", "unreadable"
PAUSE_S: Final = 30.0
"""What a platform that takes no more just now says of no time is told as this."""
SHORTEST_WAIT_S: Final = 0.1
_WORD: Final = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_KINDS: Final[Mapping[str, ProviderFault]] = {fault: fault for fault in get_args(ProviderFault)}
Meaning = tuple[ProviderFault, str]
"""What kind of failure it is, and a sentence that says what to do."""


def table_of(package: str, name: str) -> Mapping[str, Any]:
    """The TOML file of that name that lies in a package: what a backend says, apart from code.

    Any: sentences, and tables of them.
    """
    return tomllib.loads((files(package) / name).read_text(encoding="utf-8"))


class Refused(ProviderError):
    """A refusal of the platform; `word` is its own error code, "" = it gave none."""

    word: str = ""


class Tolerated:
    """What the platform refuses by one of these words is no failure: it goes on behind the block.

    with Tolerated("thread_not_found"):
        return self._in_thread(…)
    return self._in_room(…)
    """

    def __init__(self, *words: str) -> None:
        self._words = words

    def __enter__(self) -> None:
        """Nothing is refused yet."""

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        """Whether it was refused by one of the words."""
        return isinstance(error, Refused) and error.word in self._words


class Meanings(Mapping[str, Meaning]):
    """Words for a refusal -> what each means, from the table `errors.toml` of a backend's package.

    The table is a list: of each `[[meaning]]` its `kind`, the `words` that mean it, parted by
    blanks, and the sentence `told`; `ambiguous = true` where it may have been done all the same.
    The word `unknown` stands for every other one, `unreadable` for what is no word.

        [[meaning]]
        kind = "rate_limited"
        words = "ratelimited too_many_requests"
        told = "It takes no more just now: wait."

    Other tables in the file are the backend's own: `table`.
    """

    def __init__(self, package: str) -> None:
        """Read the table that lies in the package.

        Raises:
            InvalidValue: A kind is none, or the word `unknown` is missing.
        """
        self.table: Mapping[str, Any] = table_of(package, "errors.toml")
        self._means: dict[str, Meaning] = {
            word: (_kind(row["kind"]), " ".join(row["told"].split()))
            for row in self.table["meaning"]
            for word in row["words"].split()
        }
        self._ambiguous = {
            word
            for row in self.table["meaning"]
            for word in row["words"].split()
            if row.get("ambiguous")
        }
        if UNKNOWN not in self._means:
            raise InvalidValue(f"errors.toml of {package} does not say what `{UNKNOWN}` means")

    def of(self, word: str) -> Meaning:
        """The meaning of an error code; that of `unknown` for one not in the table."""
        return self._means.get(word, self._means[UNKNOWN])

    def refused(
        self, who: str, said: object, what: str = "", *, wait: object = None, **fill: str
    ) -> Refused:
        """The error that a platform's word stands for; of its answer nothing else is told.

        Args:
            who: The platform as people call it.
            said: What it says in the place of that word; what is none is `unreadable`.
            what: What it was asked.
            wait: The seconds it wants to be left alone for, as it writes them; what is no number
                counts as not said.
            fill: What stands in the sentence in the place of `{…}` of that name.
        """
        word = said if isinstance(said, str) and _WORD.fullmatch(said) else ""
        kind, sentence = self.of(word or UNREADABLE)
        for name, words in fill.items():
            sentence = sentence.replace(f"{{{name}}}", words)
        about = ", ".join(filter(None, (what, word or "?")))
        found = Refused(
            kind,
            f"{who} ({about}): {sentence}",
            retry_after=_pause(wait) if kind == "rate_limited" else None,
            ambiguous=(word or UNREADABLE) in self._ambiguous,
        )
        found.word = word
        return found

    def __getitem__(self, word: str) -> Meaning:
        return self._means[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._means)

    def __len__(self) -> int:
        return len(self._means)


def _pause(told: object) -> float:
    """Seconds within bounds; of a number without end, or none, those that it stands for."""
    try:
        wait = float(str(told))  # of an integer that no float holds: infinite
    except ValueError:
        return PAUSE_S
    return PAUSE_S if math.isnan(wait) else min(max(wait, SHORTEST_WAIT_S), LONGEST_WAIT_S)


def _kind(told: str) -> ProviderFault:
    if told not in _KINDS:
        raise InvalidValue(f"errors.toml: {told} is no kind of failure")
    return _KINDS[told]
