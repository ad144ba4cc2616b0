"""The key-value store of a provider instance, in the deployment's own store."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.store.contract import Store


def facts_space(team: str, kind: str, instance: str) -> str:
    """Return the space of facts of one instance."""
    return f"kv/{team}/{kind}.{instance}"


@dataclass(frozen=True, kw_only=True)
class InstanceFacts:
    """The small key-value store of one provider instance, in the deployment's own store."""

    kept_in: Store
    space: str

    def get(self, key: str) -> str | None:
        """Return the value, or None."""
        return self.kept_in.read(lambda tx: tx.fact(self.space, key))

    def put(self, key: str, value: str) -> None:
        """Keep the value; it is committed on return."""
        self.kept_in.write(lambda tx: tx.set_fact(self.space, key, value))
