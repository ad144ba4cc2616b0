"""What a platform's words for a refusal mean, and what whoever reads them does about it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final, get_args

from tocsin.errors import InvalidValue, ProviderFault

UNKNOWN: Final = "unknown"
_KINDS: Final[Mapping[str, ProviderFault]] = {one: one for one in get_args(ProviderFault)}
Meaning = tuple[ProviderFault, str]
"""What kind of failure it is, and a sentence that says what to do."""


class Meanings(Mapping[str, Meaning]):
    """Words for a refusal -> what each means, from the table `errors.toml` of a backend's package.

    The table is a list: of each `[[meaning]]` its `kind`, the `words` that mean it, parted by
    blanks, and the sentence `told`. The word `unknown` stands for every other one.

        [[meaning]]
        kind = "rate_limited"
        words = "ratelimited too_many_requests"
        told = "It takes no more just now: wait."
    """

    def __init__(self, package: str) -> None:
        """Read the table that lies in the package.

        Raises:
            InvalidValue: A kind is none, or the word `unknown` is missing.
        """
        table = tomllib.loads((files(package) / "errors.toml").read_text(encoding="utf-8"))
        self._means: dict[str, Meaning] = {
            word: (_kind(one["kind"]), " ".join(one["told"].split()))
            for one in table["meaning"]
            for word in one["words"].split()
        }
        if UNKNOWN not in self._means:
            raise InvalidValue(f"errors.toml of {package} does not say what `{UNKNOWN}` means")

    def of(self, word: str) -> Meaning:
        """What a word means; one that is not in the table means what `unknown` does."""
        return self._means.get(word, self._means[UNKNOWN])

    def __getitem__(self, word: str) -> Meaning:
        return self._means[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._means)

    def __len__(self) -> int:
        return len(self._means)


def _kind(told: str) -> ProviderFault:
    if told not in _KINDS:
        raise InvalidValue(f"errors.toml: {told} is no kind of failure")
    return _KINDS[told]
