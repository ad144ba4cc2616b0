"""The checks of a certificate by their names in its report, in the order of its table."""

from __future__ import annotations

from typing import Final

IMPORTS: Final = "public imports"
API: Final = "plugin API"
LOADS: Final = "entry points"
LICENCE: Final = "licence"
PAGES: Final = "README"
MADE: Final = "factories"
TYPED: Final = "secret fields"
HIDDEN: Final = "secrets hidden"
FOUND: Final = "contracts found"
WHOLE: Final = "contracts whole"
DEADLINES: Final = "deadlines"
TEXTS: Final = "texts"
THREADS: Final = "threads"
KEPT: Final = "contracts kept"
LIVE: Final = "asked live"

CHECKS: Final = (
    IMPORTS,
    API,
    LOADS,
    LICENCE,
    PAGES,
    MADE,
    TYPED,
    HIDDEN,
    FOUND,
    WHOLE,
    DEADLINES,
    TEXTS,
    THREADS,
    KEPT,
)
"""Every check; `LIVE` is one more where it is asked for."""
AFTER_LOADING: Final = CHECKS[CHECKS.index(MADE) :]
"""What cannot be looked at when the plugin does not load."""
OF_CONTRACTS: Final = CHECKS[CHECKS.index(FOUND) :]
"""What only a run of its tests can say."""
