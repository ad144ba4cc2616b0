"""Loads a plugin and makes what it adds from its README's sections; runs in the tests' process."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from pydantic import ValidationError

from tocsin.chat import ChatContext
from tocsin.cli.certify import titles
from tocsin.cli.certify.held_secrets import held_secrets, shown
from tocsin.cli.certify.places import Package, of_class, of_field
from tocsin.cli.certify.records import Added, Place, Probed, ProbeRequest, Violation
from tocsin.cli.certify.samples import Sample, samples, unreadable
from tocsin.cli.certify.secret_names import has_secrets, plain_secrets
from tocsin.config.secret_fields import secrets_of
from tocsin.plugin_manager import GROUP, Plugins, load_plugins
from tocsin.plugin_manager.guarded_calls import GuardedResult, PluginBroken, run_guarded
from tocsin.providers import ObserverContext, ProviderConfig
from tocsin.providers.inbound import Inbound
from tocsin.providers.kinds import KINDS
from tocsin.testing import BESIDE
from tocsin.testing.values import NOW, MemoryKeyValue, a_context

C = TypeVar("C")
MAKING_S: Final = 5.0
INBOUND: Final = "tocsin.testing.inbound:InboundContract"
OF_CAPABILITY: Final[Mapping[tuple[str, str], str]] = {
    ("alerts", "firing"): "tocsin.testing.firing:FiringContract",
    ("alerts", "acknowledge"): "tocsin.testing.alert_updates:AlertUpdatesContract",
    ("alerts", "resolve"): "tocsin.testing.alert_updates:AlertUpdatesContract",
    ("changes", "record"): "tocsin.testing.recording:RecordsChangesContract",
}
"""The contract of what has a capability of its kind, beside that of the kind."""
Makes = Callable[[ProviderConfig, Path], object]


def probe(asked: ProbeRequest) -> tuple[Probed, frozenset[type]]:
    """Return what a plugin adds and what is wrong with it, before any test of it is run.

    With it come the classes of what its factories made: another class may have the same name.
    """
    points = distribution(asked.distribution).entry_points.select(group=GROUP)
    plugins = load_plugins(points)
    shown = samples(asked.readme)
    parts = [
        _Part(asked, kind, name, model, make, sample)
        for kind, name, model, make in _rows(plugins)
        for sample in shown.get((kind, name), (None,))
    ]
    added = tuple(dict.fromkeys(part.added() for part in parts))
    probed = Probed(
        adds=tuple(label for plugin in plugins.plugins for label in plugin.types),
        added=added,
        faults=(*_load_faults(plugins), *(fault for part in parts for fault in part.faults)),
    )
    return probed, frozenset(cls for part in parts for cls in part.classes)


def _load_faults(plugins: Plugins) -> Iterator[Violation]:
    for plugin in plugins.plugins:
        for fault in plugin.faults:
            check = titles.API if "plugin API" in fault or "TOCSIN_API" in fault else titles.LOADS
            yield Violation(check=check, what=f"{plugin.name}: {fault}")
        yield from (
            Violation(check=titles.LOADS, what=f"{plugin.name}: {note}") for note in plugin.notes
        )


def _rows(plugins: Plugins) -> Iterator[tuple[str, str, type[ProviderConfig], Makes]]:
    """Kind, name, model and how it is made, of everything that a section can name."""
    for (kind, name), row in plugins.types.items():
        yield kind, name, row.config, partial(_made_with, row.factory, a_context)
    for name, chat in plugins.chats.items():
        context = partial(_chat_context, name)
        yield "chat", name, chat.config, partial(_made_with, chat.factory, context)
    for name, observer in plugins.observers.items():
        space = partial(_observer_context, name)
        yield "observer", name, observer.config, partial(_made_with, observer.factory, space)


def _made_with(
    factory: Callable[[ProviderConfig, C], object],
    context: Callable[[Path], C],
    config: ProviderConfig,
    folder: Path,
) -> object:
    return factory(config, context(folder))


def _chat_context(name: str, at: Path) -> ChatContext:
    return ChatContext(name=name, data_dir=at, clock=lambda: NOW, write_line=lambda _line: None)


def _observer_context(name: str, at: Path) -> ObserverContext:
    return ObserverContext(name=name, data_dir=at, clock=lambda: NOW, store=MemoryKeyValue())


class _Part:
    """One thing that a plugin adds, made from one section that its README shows."""

    def __init__(
        self,
        asked: ProbeRequest,
        kind: str,
        name: str,
        model: type[ProviderConfig],
        make: Makes,
        sample: Sample | None,
    ) -> None:
        self.faults: list[Violation] = []
        self.classes: list[type] = []
        self._packages, self._package = asked.packages, Package(asked.packages)
        self._kind, self._name, self._model, self._make = kind, name, model, make
        self._sample, self._readme = sample, asked.readme

    @property
    def _label(self) -> str:
        return f"{self._kind}: {self._name}"

    def added(self) -> Added:
        """What it is; every fault of it is in `faults` after that."""
        for model, field in plain_secrets(self._model):
            what = f"{self._label}: {field} is a plain text; declare it as SecretField"
            self._tell(titles.TYPED, what, of_field(model, field))
        config = self._read()
        made = self._made(config) if config is not None else None
        self.classes += _classes(made)
        return Added(
            label=self._label,
            made=tuple(f"{cls.__module__}:{cls.__qualname__}" for cls in _classes(made)),
            contracts=tuple(_contracts(self._kind, made)),
            has_secrets=has_secrets(self._model),
        )

    def _tell(self, check: str, what: str, place: Place | None = None) -> None:
        self.faults.append(Violation(check=check, what=what, place=place or Place()))

    def _read(self) -> ProviderConfig | None:
        if self._sample is None:
            line, fault = unreadable(self._readme) or (0, "")
            shown = f"shows its sections in a block that is no TOML: {fault}" if fault else ""
            what = f"its README {shown or 'shows no section of it in a block of code'}"
            self._tell(titles.MADE, f"{self._label}: {what}", Place(file="README.md", line=line))
            return None
        try:
            return self._model.model_validate(dict(self._sample))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(step) for step in first["loc"]) or "the section"
            what = f"{self._label}: its README's section is refused: {place}: {first['msg']}"
            self._tell(titles.MADE, what, Place(file="README.md"))
        except Exception as error:  # noqa: BLE001 - a plugin's own check may raise anything
            what = f"{self._label}: the check of its section raised {type(error).__name__}"
            self._tell(titles.MADE, what, self._package.raised_at(error))
        return None

    def _made(self, config: ProviderConfig) -> object | None:
        values = {secret.env: f"certify-{secrets.token_hex(12)}" for secret in secrets_of(config)}
        with TemporaryDirectory() as folder, _environment(values), _heard() as records:
            made = self._called(config, Path(folder))
            things = [config, *([made] if made is not None else [])]
            self._check_hidden(things, frozenset(values.values()), records)
            _close(made)
        return made

    def _called(self, config: ProviderConfig, folder: Path) -> object | None:
        errors: list[BaseException] = []

        def work() -> object:
            try:
                return self._make(config, folder)
            except BaseException as error:
                errors.append(error)
                raise

        try:
            ran = self._guarded(work)
        except PluginBroken as broken:
            place = self._package.raised_at(errors[0]) if errors else None
            self._tell(titles.MADE, str(broken).partition("; the log")[0], place)
            return None
        if ran.value is None:
            self._tell(titles.MADE, f"the factory of {self._label} returned None")
        return ran.value

    def _guarded(self, work: Callable[[], object]) -> GuardedResult[object]:
        """The result of a factory; the first time it may have to read libraries from the disk."""
        what = f"the factory of {self._label}"
        try:
            return run_guarded(work, MAKING_S, what)
        except PluginBroken as broken:
            if "did not end" not in str(broken):
                raise
        return run_guarded(work, MAKING_S, what)

    def _check_hidden(
        self, things: list[object], values: frozenset[str], records: list[logging.LogRecord]
    ) -> None:
        for thing in things:
            text = shown(thing)
            if any(value in text for value in values):
                what = f"{self._label}: the repr of a {type(thing).__name__} shows a secret"
                cls = type(thing)
                place = self._package.method(cls, ("__repr__", "__str__")) or of_class(cls)
                self._tell(titles.HIDDEN, what, place)
        for record in records:
            if any(value in _message(record) for value in values):
                place = Place(file=record.pathname, line=record.lineno)
                self._tell(titles.HIDDEN, f"{self._label}: a secret is logged", place)
        self.faults += held_secrets(self._packages, values)


def _classes(made: object | None) -> list[type]:
    """The class of what was made, and of the port of a chat."""
    return [type(thing) for thing in (made, getattr(made, "chat", None)) if thing is not None]


def _contracts(kind: str, made: object | None) -> Iterator[str]:
    if kind in {"chat", "observer"}:
        name = {"chat": "ChatContract", "observer": "ObserverContract"}[kind]
        yield f"{BESIDE[name]}:{name}"
        return
    yield KINDS[kind].contract
    if kind != "alerts" and isinstance(made, Inbound):
        yield INBOUND
    able = getattr(made, "capabilities", ())
    wanted = (
        contract for (of, name), contract in OF_CAPABILITY.items() if of == kind and name in able
    )
    yield from dict.fromkeys(wanted)


def _message(record: logging.LogRecord) -> str:
    try:
        return f"{record.getMessage()} {vars(record)}"
    except Exception:  # noqa: BLE001 - a message of a plugin may not fit its arguments
        return f"{vars(record)}"


def _close(made: object | None) -> None:
    close = getattr(made, "close", None)
    if callable(close):
        try:
            run_guarded(close, MAKING_S, "close()")
        except Exception:  # noqa: BLE001 - some close() wants arguments: it is another method
            return


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class _Keeps(logging.Handler):
    """Keeps every record, and writes none."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(level=0)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@contextmanager
def _heard() -> Iterator[list[logging.LogRecord]]:
    """Every record that is logged meanwhile, of any level."""
    records: list[logging.LogRecord] = []
    handler, root = _Keeps(records), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(0)
    try:
        yield records
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
