"""What `tocsin check` tells of kinds of providers that a team does not use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.config.values import Team
from tocsin.plugin_manager import Plugins
from tocsin.providers.kinds import ESCALATION, KINDS


def unused_kinds(teams: Iterable[Team], plugins: Plugins) -> Iterator[str]:
    """Yield a line for each team: the kinds it has no section of, and what is installed for them.

    `shop: no section for logs ([logs.<name>], installed: log-files), graphs (nothing installed)`.
    """
    for team in teams:
        unused = [
            f"{row.words} ({_installed(kind, plugins)})"
            for kind, row in KINDS.items()
            if kind != ESCALATION.kind and not tuple(team.of_kind(row.kind))
        ]
        if unused:
            yield f"{team.id}: no section for {', '.join(unused)}"


def _installed(kind: str, plugins: Plugins) -> str:
    types = [name for of, name in plugins.types if of == kind]
    return f"[{kind}.<name>], installed: {', '.join(types)}" if types else "nothing installed"
