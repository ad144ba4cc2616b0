"""The sound pager as a plugin."""

from __future__ import annotations

import threading

from tests.testing.mutants.pagers import Pager
from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderConfig, ProviderContext, ProviderType, SecretField
from tocsin.providers.http import HttpClient, revealed

TOCSIN_API = 1


class PagerConfig(ProviderConfig):
    """`[paging.<name>] type = "pager"`."""

    base_url: str
    key: SecretField


def make(config: PagerConfig, context: ProviderContext) -> Pager:
    tool = f"The pager `{context.instance}`"
    http = HttpClient(
        config.base_url, tool=tool, agent="tocsin-pager/1", clock=context.clock,
        authorise=lambda: {"Authorization": f"Token {revealed(config.key, tool)}"},
    )  # fmt: skip
    return Pager(http, threading.Lock())


@hookimpl
def tocsin_providers() -> tuple[ProviderType[PagerConfig], ...]:
    return (
        ProviderType(
            kind="paging", name="pager", summary="a pager", config=PagerConfig, factory=make
        ),
    )
