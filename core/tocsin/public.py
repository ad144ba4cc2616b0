"""The public API, defined once: the modules that a plugin may import, by their own names.

The permission in LICENSE-EXCEPTION.md, CONTRIBUTING.md and the checks of the tree are held to this
list. A name is public when it stands in `__all__` of one of these modules; every change of one is
seen in `tests/architecture/public_api.txt`.
"""

from __future__ import annotations

from typing import Final

PUBLIC_MODULES: Final = (
    "tocsin.chat",
    "tocsin.errors",
    "tocsin.hookspecs",
    "tocsin.providers",
    "tocsin.providers.http",
    "tocsin.testing",
)
"""What any plugin may import."""

BACKEND_MODULES: Final = ("tocsin.errbot_host",)
"""What a plugin for Errbot, or a backend, may import besides."""
