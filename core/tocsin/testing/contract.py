"""The base of all contracts: a check may be left out only with a reason, which is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FunctionType, MappingProxyType
from typing import ClassVar, Final, NoReturn, Protocol, TypeVar

import pytest

from tocsin.testing.listing import LEFT_OUT
from tocsin.testing.patience import PATIENCE_S, kept
from tocsin.testing.troubles import TroubleName

P = TypeVar("P")
SHORTEST_REASON: Final = 10
DEADLINE_S: Final = 0.5


class FailsWhenTold(Protocol):
    """A far end that can be told to fail; `FarEnd` is one."""

    def fail(self, trouble: TroubleName, *, times: int | None = None) -> None:
        """Fail the next requests in this way; `times` of them, or all until `heal`."""
        ...

    def heal(self) -> None:
        """Answer normally again."""
        ...


class Contract:
    """Base of the suites.

    A suite whose tool talks HTTP to the fixture `far_end` needs no more: every trouble is made
    there. For another kind of far end override `trouble`, `refusing` and `hanging`.

    Attributes:
        secrets: The secret values the instances were made with; none may ever be shown.
        exceptions: Checks and fixtures that do not fit, by name, each with the reason. A check
            named here is skipped, or is the author's own where the class has one of that name.
            Any other method of a suite that a class changes is named here too. The run lists
            them all.
        patience_s: How long one call may take before its test fails.
        deadline_s: The deadline of the calls that are not answered.
    """

    secrets: ClassVar[Sequence[str]] = ()
    exceptions: ClassVar[Mapping[str, str]] = MappingProxyType({})
    patience_s: ClassVar[float] = PATIENCE_S
    deadline_s: ClassVar[float] = DEADLINE_S

    def __init_subclass__(cls) -> None:
        """Refuse a class that changes a check without saying why.

        Raises:
            TypeError: The sentence names the check.
        """
        super().__init_subclass__()
        faults = tuple(_faults(cls))
        if faults and not _is_suite(cls):
            raise TypeError("; ".join(faults))

    @pytest.fixture(autouse=True)
    def _left_out(self, request: pytest.FixtureRequest) -> None:
        """Skip what has a reason, and write the reason down."""
        for helper in changed(type(self)):
            if not helper.startswith("test_"):
                self._write_down(request, helper)
        name = request.node.originalname
        if name in self.exceptions:
            self._write_down(request, name)
            if name not in changed(type(self)):
                pytest.skip(self.exceptions[name])

    @pytest.fixture
    def trouble(self, request: pytest.FixtureRequest) -> FailsWhenTold:
        """The far end of the instance under test."""
        if "far_end" not in request.fixturenames:
            self.lacking(request, "trouble")
        found: FailsWhenTold = request.getfixturevalue("far_end")
        return found

    def kept(self, thing: P) -> P:
        """The same instance, whose calls come back in time or fail the test."""
        return kept(thing, self.patience_s)

    def lacking(self, request: pytest.FixtureRequest, fixture: str) -> NoReturn:
        """Skip a test whose fixture is left out with a reason, else fail it."""
        if fixture in self.exceptions:
            self._write_down(request, fixture)
            pytest.skip(self.exceptions[fixture])
        pytest.fail(f"override the fixture `{fixture}`, or say why not in `exceptions`")

    def _write_down(self, request: pytest.FixtureRequest, name: str) -> None:
        told = f"{type(self).__name__}: {name}: {self.exceptions[name]}"
        request.node.user_properties.append((LEFT_OUT, told))


def changed(cls: type) -> frozenset[str]:
    """Return the checks of the suite that a class has changed or removed.

    Fixtures and settings are there to be overridden.
    """
    names = {
        name
        for base in cls.__mro__
        if _is_suite(base)
        for name, value in vars(base).items()
        if _is_part(name, value)
    }
    return frozenset(name for name in names if not _is_suite(_definer(cls, name)))


def _is_part(name: str, value: object) -> bool:
    """Whether something of a suite is no fixture that its user gives, and no setting."""
    if name.startswith("__"):
        return False
    own = isinstance(value, FunctionType | property)
    if own and not hasattr(value, "_pytestfixturefunction"):
        return True
    return name.startswith("_") and callable(value)


def _definer(cls: type, name: str) -> type:
    return next(base for base in cls.__mro__ if name in vars(base))


def _is_suite(cls: type) -> bool:
    return cls.__module__.startswith("tocsin.testing.")


def _cure(name: str) -> str:
    if name.startswith("test_"):
        return "say why in `exceptions`"
    return "say why in `exceptions`; if it is your own, rename it: the suite has one of that name"


def _faults(cls: type[Contract]) -> list[str]:
    silent = sorted(changed(cls) - set(cls.exceptions))
    unknown = sorted(name for name in cls.exceptions if not hasattr(cls, name))
    short = sorted(n for n, why in cls.exceptions.items() if len(why.strip()) < SHORTEST_REASON)
    return [
        *(f"{cls.__name__} changes {name}: {_cure(name)}" for name in silent),
        *(f"`exceptions` of {cls.__name__} names {name}, which is no check" for name in unknown),
        *(f"`exceptions` of {cls.__name__} gives no reason for {name}" for name in short),
    ]
