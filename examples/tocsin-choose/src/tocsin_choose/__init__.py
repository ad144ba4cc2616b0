"""An Errbot plugin that comes along with a plugin of Tocsin: the command `!choose`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin_choose.choose import Choose

TOCSIN_API = 1


@hookimpl
def tocsin_errbot_plugins() -> tuple[type[object], ...]:
    """The Errbot plugin `Choose`."""
    return (Choose,)
