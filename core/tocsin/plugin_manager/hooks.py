"""Typed access to pluggy: asks one hook of one plugin at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice
from typing import Final

import pluggy

from tocsin import hookspecs
from tocsin.plugin_manager.guarded_calls import GuardedResult, PluginBroken, run_guarded

HOOK_S: Final = 5.0
"""How long a hook may take: it only lists what the plugin adds."""
MOST_VALUES: Final = 200
NAMES: Final = tuple(sorted(name for name in vars(hookspecs) if name.startswith("tocsin_")))
"""The name of every hook."""
IMPORT: Final = " (from tocsin.hookspecs import hookimpl)"


class Hooks:
    """Which plugin implements which hook."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)

    def register(self, plugin: object, name: str) -> None:
        """Register a plugin.

        Raises:
            PluginBroken: It implements no hook, one that there is not, or one in a wrong way.
                Nothing of it is kept.
        """
        try:
            self._manager.register(plugin, name)
            self._check(plugin)
        except (pluggy.PluginValidationError, ValueError) as error:
            self._forget(plugin)
            raise PluginBroken(_why(error)) from None
        except PluginBroken:
            self._forget(plugin)
            raise

    def answers(self, plugin: object, hook: str) -> GuardedResult[tuple[object, ...]]:
        """Return what one plugin returns from one hook; () when it does not implement it.

        Raises:
            PluginBroken: It raised, took too long, or returned no list of values.
        """
        works = [
            impl.function for impl in self._caller(hook).get_hookimpls() if impl.plugin is plugin
        ]
        if not works:
            return GuardedResult(value=(), printed=False)
        return run_guarded(_listed(works[0], hook), HOOK_S, f"its hook {hook}")

    def _caller(self, hook: str) -> pluggy.HookCaller:
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        return caller

    def _check(self, plugin: object) -> None:
        callers = self._manager.get_hookcallers(plugin) or []
        if not callers:
            raise PluginBroken(_nothing_marked(plugin))
        for caller in callers:
            if caller.name not in NAMES:
                near = "".join(get_close_matches(caller.name, NAMES, n=1))
                raise PluginBroken(
                    f"it implements the hook {caller.name}, and there is no such hook; "
                    + (f"did you mean {near}?" if near else f"the hooks are {', '.join(NAMES)}")
                )
            for impl in caller.get_hookimpls():
                if impl.plugin is plugin and (impl.wrapper or impl.hookwrapper):
                    raise PluginBroken(
                        f"its hook {caller.name} wraps those of others; return values"
                    )

    def _forget(self, plugin: object) -> None:
        with suppress(Exception):  # pluggy may not have got as far as registering it
            self._manager.unregister(plugin)


def _listed(work: Callable[[], object], hook: str) -> Callable[[], tuple[object, ...]]:
    """The same work with its answer as a tuple, read to its end where the work is done."""

    def run() -> tuple[object, ...]:
        answer = work()
        if not isinstance(answer, Iterable) or isinstance(answer, str | bytes):
            given = "None" if answer is None else type(answer).__name__
            raise PluginBroken(
                f"its hook {hook} returned {given}; return a tuple, () when it adds none"
            )
        values = tuple(islice(answer, MOST_VALUES + 1))
        if len(values) > MOST_VALUES:
            raise PluginBroken(f"its hook {hook} returned more than {MOST_VALUES} values")
        return values

    return run


def _nothing_marked(plugin: object) -> str:
    """It has no hook: by a name it has, what is probably meant; else what to write."""
    named = [name for name in NAMES if hasattr(plugin, name)]
    if named:
        return f"its {named[0]} is not marked as a hook; write @hookimpl above it" + IMPORT
    return f"it implements no hook ({', '.join(NAMES)}); write @hookimpl above one" + IMPORT


def _why(error: Exception) -> str:
    """What pluggy holds against it, which names the hook; on one line."""
    if isinstance(error, pluggy.PluginValidationError):
        return f"its hooks are broken: {' '.join(str(error).split())[:300]}"
    return "its module is registered already, by another entry point"
