"""A plugin of pytest that watches the contracts of somebody's tests, and believes no report.

It is loaded before any conftest. What ran is seen at the call itself: by the function that is
called, compared with that of the suite, and by the error that comes out, not by what becomes of it.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Final

import pytest

from tocsin.cli.certify.held_secrets import held_secrets
from tocsin.cli.certify.outcomes import place_of, shown, told
from tocsin.cli.certify.places import Package, of_class, of_code
from tocsin.cli.certify.pristine import Pristine
from tocsin.cli.certify.probe import probe
from tocsin.cli.certify.records import (
    ASKED,
    PROBED,
    WITNESSED,
    CheckRun,
    Place,
    ProbeRequest,
    Suite,
    Violation,
    Witnessed,
    read,
    written,
)
from tocsin.cli.certify.titles import KEPT, WHOLE
from tocsin.testing.contract import Contract
from tocsin.testing.conversation import Conversation

PRISTINE: Final = Pristine()
_BETWEEN: Final = frozenset(
    {
        "pytest_cmdline_main",
        "pytest_fixture_setup",
        "pytest_generate_tests",
        "pytest_make_collect_report",
        "pytest_pycollect_makeitem",
        "pytest_pyfunc_call",
        "pytest_runtestloop",
    }
)
"""Hooks that stand between a check and its outcome, besides `pytest_runtest_…`."""


@dataclass
class _Class:
    """One class of tests while it runs."""

    ran: list[CheckRun] = field(default_factory=list)
    subjects: set[str] = field(default_factory=set)
    in_use: set[str] = field(default_factory=set)
    """Values of the environment with a secret in them, while a check ran."""


_LOOKS_THROUGH: Final[dict[str, type]] = {
    "caplog": pytest.LogCaptureFixture,
    "monkeypatch": pytest.MonkeyPatch,
}


class Witness:
    """What is watched of one run."""

    def __init__(
        self, asked: ProbeRequest, made: frozenset[type], tell: Callable[[Witnessed], None]
    ) -> None:
        """`made`: what the factories make; `tell` takes what was seen."""
        self._asked, self._made, self._tell, self._here = asked, made, tell, Path.cwd()
        self._package = Package(asked.packages)
        self._classes: dict[type, _Class] = {}
        self._bent: dict[str, list[str]] = {}
        self._errors: dict[str, BaseException] = {}
        self._tried: dict[tuple[type | None, str], set[tuple[int, ...]]] = {}
        self._faults: list[Violation] = []

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Remember every class that keeps a contract, whoever leaves out its checks later."""
        cls = _contract_of(item)
        if cls is not None:
            self._classes.setdefault(cls, _Class())

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a file of tests that cannot be read."""
        if report.failed:
            what = f"{report.nodeid} cannot be read: {_last_line(report.longreprtext)}"
            self._faults.append(Violation(check=KEPT, what=what, place=Place(file=report.nodeid)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        """Run the contracts alone: what else an author tests is the author's."""
        yield
        items[:] = [item for item in items if _contract_of(item) is not None]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Look for hooks of the plugin's own that may change what becomes of a check."""
        for hook, function in _hooks(session.config.pluginmanager):
            code = getattr(function, "__code__", None)
            if code is not None and self._is_own(Path(code.co_filename)):
                place = of_code(code)
                what = f"{hook} stands between a check and its outcome; take it away"
                self._faults.append(Violation(check=WHOLE, what=what, place=place))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Call it, and keep what it raises: whoever stands around this may swallow that."""
        cls = _contract_of(pyfuncitem)
        if cls is None:
            return None
        self._look(cls, pyfuncitem)
        names = inspect.signature(pyfuncitem.obj).parameters
        try:
            pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
        except BaseException as error:
            self._errors[pyfuncitem.nodeid] = error
            raise
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        """Note what came of it, by the error itself."""
        cls = _contract_of(item)
        if cls is not None and isinstance(item, pytest.Function):
            self._note(cls, item, call)
        return (yield)

    def pytest_sessionfinish(self) -> None:
        """Write down everything."""
        suites = tuple(self._suite(cls, seen) for cls, seen in self._classes.items())
        secrets = {secret for seen in self._classes.values() for secret in seen.in_use}
        held = held_secrets(self._asked.packages, secrets)
        self._tell(Witnessed(suites=suites, faults=(*self._faults, *held)))

    def _is_own(self, file: Path) -> bool:
        """Whether it is of the tests or of the package, and not of a library beside them."""
        in_package = any(name in file.parts for name in self._asked.packages)
        return in_package or (file.is_relative_to(self._here) and "site-packages" not in file.parts)

    def _look(self, cls: type, item: pytest.Function) -> None:
        seen, name = self._classes.setdefault(cls, _Class()), item.originalname
        check, bent = PRISTINE.checks(cls).get(name), list(PRISTINE.changed())
        if check is not None and getattr(item.obj, "__func__", item.obj) is not check:
            bent.append(name)
        bent += [f"the fixture {name}" for name in _replaced_fixtures(item)]
        if check is not None:
            bent += self._other_values(check, item)
        self._bent[item.nodeid] = bent
        kinds = {type(_within(value)) for value in item.funcargs.values()}
        seen.subjects |= {_name(kind) for kind in kinds if self._is_subject(kind)}
        shown_now = {text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
        known: Sequence[str] = getattr(cls, "secrets", ())
        seen.in_use |= {text for text in shown_now for secret in known if secret and secret in text}

    def _counts(self, cls: type, ran: CheckRun) -> bool:
        """Whether a check that passed was tried with every value, and not with one many times."""
        tried = self._tried.get((cls, ran.check), set())
        return ran.outcome != "passed" or len(tried) >= PRISTINE.times(
            PRISTINE.checks(cls)[ran.check]
        )

    def _is_subject(self, kind: type) -> bool:
        """Whether it is of the package; by its name alone another class could be, too."""
        is_named = _name(kind) in {_name(made) for made in self._made}
        return kind in self._made or (self._package.owns(kind) and not is_named)

    def _other_values(self, check: FunctionType, item: pytest.Function) -> Iterator[str]:
        """The parameters that are not among the suite's; those that are have been tried."""
        values = PRISTINE.parameters(check)
        given = {name: item.funcargs.get(name) for name in values}
        for name, value in given.items():
            if not any(value is own for own in values[name]):
                yield f"{check.__name__}: {name}"
        seen = self._tried.setdefault((item.cls, check.__name__), set())
        seen.add(tuple(id(value) for value in given.values()))

    def _note(self, cls: type, item: pytest.Function, call: pytest.CallInfo[None]) -> None:
        seen, name = self._classes.setdefault(cls, _Class()), item.originalname
        if name not in PRISTINE.checks(cls):
            return
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call":
            error = error or self._errors.get(item.nodeid)
        if error is not None:
            what, by_suite = told(error)
            place = place_of(item, error, self._package, _subject(item, self._package))
            why = shown(error, getattr(cls, "secrets", ()))
            seen.ran.append(
                CheckRun(check=name, outcome=what, why=why, by_suite=by_suite, place=place)
            )
        elif call.when == "call":
            seen.ran.append(self._passed(cls, item))

    def _passed(self, cls: type, item: pytest.Function) -> CheckRun:
        bent = self._bent.get(item.nodeid)
        if bent == []:
            return CheckRun(check=item.originalname, outcome="passed")
        why = f"{', '.join(bent[:3])} was replaced" if bent else "it was never called"
        return CheckRun(check=item.originalname, outcome="bent", why=why, place=of_class(cls))

    def _suite(self, cls: type, seen: _Class) -> Suite:
        return Suite(
            name=cls.__name__,
            place=of_class(cls),
            contracts=tuple(_name(suite) for suite in PRISTINE.contracts(cls)),
            patience_s=float(getattr(cls, "patience_s", 0)),
            deadline_s=float(getattr(cls, "deadline_s", 0)),
            expected={name: PRISTINE.times(check) for name, check in PRISTINE.checks(cls).items()},
            changed={name: _stands(cls, value) for name, value in PRISTINE.replaced(cls).items()},
            exceptions=dict(getattr(cls, "exceptions", {})),
            subjects=tuple(sorted(seen.subjects)),
            ran=tuple(ran for ran in seen.ran if self._counts(cls, ran)),
            has_secrets=bool(seen.in_use),
        )


class Start:
    """The plugin of pytest that is there first: it probes, and lets the witness in."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """`folder`: where the records are; `key`: what makes them ours."""

        def begin(config: pytest.Config) -> None:
            asked = read(folder, ASKED, ProbeRequest, key)
            if asked is None:
                raise pytest.UsageError(f"there is no {ASKED} in {folder}")
            probed, made = probe(asked)
            written(folder, PROBED, probed, key)
            PRISTINE.remember(asked.packages)
            witness = Witness(asked, made, lambda seen: written(folder, WITNESSED, seen, key))
            config.pluginmanager.register(witness, "tocsin-witness")

        self._begin = begin

    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        """Probe the plugin before anything of its tests is loaded; then watch."""
        self._begin(early_config)


def _contract_of(item: pytest.Item) -> type | None:
    cls = item.cls if isinstance(item, pytest.Function) else None
    if not isinstance(cls, type) or not PRISTINE.contracts(cls):
        return None
    # A whole conversation is about Tocsin as much as about the platform, and takes minutes.
    return None if issubclass(cls, Conversation) or not issubclass(cls, Contract) else cls


def _hooks(manager: pytest.PytestPluginManager) -> Iterator[tuple[str, object]]:
    for name, caller in vars(manager.hook).items():
        if name in _BETWEEN or name.startswith("pytest_runtest_"):
            yield from ((name, impl.function) for impl in caller.get_hookimpls())


def _replaced_fixtures(item: pytest.Function) -> Iterator[str]:
    """Fixtures of pytest that a check looks through, where somebody gave another object."""
    for name, kind in _LOOKS_THROUGH.items():
        if name in item.funcargs and type(item.funcargs[name]) is not kind:
            yield name


def _within(value: object) -> object:
    """The instance itself, where it is one that the suites keep from hanging."""
    kept = type(value).__module__ == "tocsin.testing.patience"
    return vars(value).get("_thing", value) if kept else value


def _subject(item: pytest.Function, package: Package) -> type | None:
    values = (type(_within(value)) for value in item.funcargs.values())
    return next((cls for cls in values if package.owns(cls)), None)


def _name(cls: type) -> str:
    return f"{cls.__module__}:{cls.__qualname__}"


def _stands(cls: type, value: object) -> Place:
    function = getattr(value, "fget", None) or getattr(value, "__wrapped__", value)
    code = getattr(function, "__code__", None)
    if code is None:
        return of_class(cls)
    return of_code(code)


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    told_errors = [line for line in lines if "Error" in line]
    return (told_errors or lines or [""])[-1][:300]
