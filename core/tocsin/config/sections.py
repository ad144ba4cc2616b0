"""Reads provider sections, `[<kind>.<instance>] type = "…"`, with the model of their type.

No sentence made here repeats a value that was written in a section: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError

from tocsin.config.fields import is_name
from tocsin.config.presets import PRESETS, read_presets, unanswerable_presets
from tocsin.config.problem_words import did_you_mean, either_of, key_path
from tocsin.config.pydantic_problems import keys_at, problems_of
from tocsin.config.secret_fields import literal_secrets, with_secrets_hidden
from tocsin.config.values import ProviderModels, Section
from tocsin.errors import Problem
from tocsin.providers.base import ProviderConfig
from tocsin.providers.kinds import KINDS
from tocsin.providers.presets import AskedConfig, query_fault

POLICIES: Final = frozenset({"escalation"})
"""Kinds whose sections the core reads itself, since some of them are its own."""
BUILT_IN: Final[Mapping[str, str]] = {
    row.kind: row.default_type for row in KINDS.values() if row.default_type
}
"""Kind -> the type that needs no section: it is there for teams that name no other."""
BESIDE: Final[frozenset[str]] = frozenset(row.kind for row in KINDS.values() if row.beside)
"""Kinds whose built-in type is there beside others: a message gets through when no tool does."""
LADDER: Final = "ladder"
"""The escalation strategy that is always there; its sections are read by the core itself."""


@dataclass(frozen=True, kw_only=True)
class WrittenSection:
    """A section as written; `selector` is the key that names its type."""

    file: str
    kind: str
    instance: str
    type: str
    raw: Mapping[str, object]
    selector: str = "type"

    def problem(self, key: str, what: str, fix: str, *, warning: bool = False) -> Problem:
        """Return a fault at a key of this section; "" is the section itself."""
        place = key_path((self.kind, self.instance, *([key] if key else [])))
        return Problem(file=self.file, key=place, what=what, fix=fix, warning=warning)


def known_kinds(models: ProviderModels) -> frozenset[str]:
    """Return the kinds whose sections a file may have: the core's and those of plugins."""
    return frozenset({*KINDS, *(kind for kind, _ in models)}) - POLICIES


def read_sections(
    raw: Mapping[str, object], models: ProviderModels, file: str
) -> tuple[dict[tuple[str, str], Section], tuple[Problem, ...]]:
    """Read every provider section of a file.

    Returns:
        The sound sections by kind and instance, in file order, and what is wrong with the others.
    """
    sections: dict[tuple[str, str], Section] = {}
    problems: list[Problem] = []
    for kind in (kind for kind in raw if kind in known_kinds(models)):
        for found in _instances(kind, raw[kind], file):
            outcome = (
                (None, (found,)) if isinstance(found, Problem) else read_section(found, models)
            )
            problems += outcome[1]
            if outcome[0] is not None:
                sections[kind, outcome[0].instance] = outcome[0]
    return sections, tuple(problems)


def read_section(
    written: WrittenSection, models: ProviderModels
) -> tuple[Section | None, tuple[Problem, ...]]:
    """Read one section with the model of its type."""
    model = models.get((written.kind, written.type))
    if model is None:
        # It stays a section, so that what names it finds it: it cannot be made, and fails as such.
        return _section(written, ProviderConfig()), (_unknown_type(written, models),)
    raw = dict(written.raw)
    if written.selector not in keys_at(model, ()):
        raw.pop(written.selector, None)
    place = (written.kind, written.instance)
    named = raw.pop(PRESETS, {}) if KINDS[written.kind].presets else {}
    has_braces = issubclass(model, AskedConfig) and model.has_braces
    presets, problems = read_presets(named, place, written.file, has_braces=has_braces)
    try:
        config = model.model_validate(raw)
    except ValidationError as error:
        return None, tuple(_faults(error, model, written))
    except Exception as error:  # noqa: BLE001 - a plugin's own check may raise anything
        what = f"The check of {written.type} itself failed ({type(error).__name__})."
        return None, (written.problem("", what, "Tell whoever maintains that plugin."),)
    refused = unanswerable_presets(
        presets, place, written.file, lambda text: query_fault(config, text)
    )
    return _section(written, config, presets), (*problems, *refused)


def _section(
    written: WrittenSection, config: ProviderConfig, presets: Mapping[str, str] | None = None
) -> Section:
    return Section(
        kind=written.kind,
        instance=written.instance,
        type=written.type,
        config=config,
        presets=presets or {},
    )


def with_built_in(
    sections: Mapping[tuple[str, str], Section], models: ProviderModels
) -> dict[tuple[str, str], Section]:
    """Add the sections that exist without being written."""
    joined = dict(sections)
    for kind, name in BUILT_IN.items():
        model = models.get((kind, name))
        named = kind not in BESIDE and any(kind == other for other, _ in sections)
        if model is not None and not named and (kind, name) not in joined:
            empty = WrittenSection(file="", kind=kind, instance=name, type=name, raw={})
            section, _ = read_section(empty, {(kind, name): model})
            if section is not None:
                joined[kind, name] = section
    return joined


def _instances(kind: str, raw: object, file: str) -> Iterator[WrittenSection | Problem]:
    if not isinstance(raw, Mapping):
        yield _no_table(kind, (kind,), file)
        return
    for instance, section in raw.items():
        if not isinstance(section, Mapping):
            yield _no_table(kind, (kind, instance), file)
        elif not is_name(instance):
            yield Problem(
                file=file,
                key=key_path((kind, instance)),
                what="This name does not fit.",
                fix="Write letters, digits, - or _, without blanks.",
            )
        else:
            yield _written(kind, instance, section, file)


def _written(
    kind: str, instance: str, raw: Mapping[str, object], file: str
) -> WrittenSection | Problem:
    named = raw.get("type", instance)
    if isinstance(named, str):
        return WrittenSection(file=file, kind=kind, instance=instance, type=named, raw=raw)
    key = key_path((kind, instance, "type"))
    return Problem(file=file, key=key, what="This must be a text.", fix="Put it in quotes.")


def _no_table(kind: str, place: tuple[str, ...], file: str) -> Problem:
    return Problem(
        file=file,
        key=key_path(place),
        what=f"A {kind} section has a name of its own.",
        fix=f'Write [{kind}.<name>] with type = "…" above its keys.',
    )


def _unknown_type(written: WrittenSection, models: ProviderModels) -> Problem:
    there = (*models, ("escalation", LADDER))
    installed = sorted({name for kind, name in there if kind == written.kind})
    what = (
        f'No {written.kind} type "{written.type[:40]}" is installed; '
        f"installed: {', '.join(installed) or 'none'}."
    )
    near = did_you_mean(written.type, installed)
    plugin = f"pip install tocsin-{written.type}" if is_name(written.type) else ""
    fix = f"{near} Or {plugin}." if near and plugin else near or (plugin and f"Try {plugin}.")
    found = written.problem(written.selector, what, fix or f"Write {either_of(installed)}.")
    return replace(found, missing=True)


def _faults(
    error: ValidationError, model: type[ProviderConfig], written: WrittenSection
) -> Iterator[Problem]:
    """The faults of a section, with anything its secret fields hold struck out."""
    hidden = literal_secrets(model, written.raw)
    place = (written.kind, written.instance)
    for problem in problems_of(error, model, file=written.file, prefix=place, quiet=True):
        if problem.what.startswith("A secret is written"):
            field = problem.key.rpartition(".")[2]
            variable = f"{written.instance}_{field}".upper().replace("-", "_").split("[")[0]
            yield replace(problem, fix=f'Write {field} = {{ env = "{variable}" }}.')
        else:
            what, fix = (
                with_secrets_hidden(problem.what, hidden),
                with_secrets_hidden(problem.fix, hidden),
            )
            yield replace(problem, what=what, fix=fix)
