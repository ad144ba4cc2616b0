"""Reads the settings of chats and observers in `config.py` with the models of plugins.

No sentence made here repeats a setting: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from tocsin.config.problem_words import did_you_mean, either_of
from tocsin.config.pydantic_problems import problems_of
from tocsin.config.secret_fields import unset_secrets
from tocsin.errors import Problem
from tocsin.providers.base import ProviderConfig

Models = Mapping[str, type[ProviderConfig]]


def read_named(
    written: Mapping[str, Mapping[str, object]], models: Models, *, file: str, key: str, what: str
) -> tuple[dict[str, ProviderConfig], tuple[Problem, ...]]:
    """Return the settings of each name, and the faults of the others.

    Args:
        models: Name -> the model of its settings, of everything that is installed.
        key: The setting that names them: `TOCSIN_CHATS`.
        what: One of them, as people call it: `chat backend`.
    """
    found: dict[str, ProviderConfig] = {}
    problems: list[Problem] = []
    for name, settings in written.items():
        model = models.get(name)
        if model is None:
            problems.append(_stranger(name, models, file=file, key=key, what=what))
            continue
        try:
            found[name] = model.model_validate(dict(settings))
        except ValidationError as error:
            problems += problems_of(error, model, file=file, prefix=(key, name), quiet=True)
        else:
            problems += unset_secrets(found[name], file=file, prefix=f"{key}.{name}")
    return found, tuple(problems)


def _stranger(name: str, models: Models, *, file: str, key: str, what: str) -> Problem:
    return Problem(
        file=file,
        key=f"{key}.{name[:40]}",
        what=f"No {what} of this name is installed.",
        fix=did_you_mean(name, models)
        or f"Install the plugin that adds it, or name another: {either_of(models)}.",
    )
