"""Which components the page has, by name and by id; asked for now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Final

from tocsin.providers.http import Deadline
from tocsin_statuspage.client import Api, text
from tocsin_statuspage.config import StatuspageConfig

ASK_AGAIN_S: Final = 600.0


class Components:
    """The ids of the components of one page. Any number of threads may ask."""

    def __init__(
        self,
        api: Api,
        config: StatuspageConfig,
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is asked yet."""
        self._api, self._config, self._steady = api, config, steady
        self._lock = Lock()
        self._there: Mapping[str, str] = {}
        self._asked: float | None = None

    def ids(self, names: Iterable[str], until: Deadline) -> dict[str, str]:
        """Name -> id of those that are known; the page is asked where one is not.

        Raises:
            ProviderError: It cannot be asked.
        """
        wanted = tuple(names)
        with self._lock:
            if any(one not in self._config.components for one in wanted) and self._is_due(wanted):
                self._there, self._asked = self.on_page(until), self._steady()
            known = {**self._there, **self._config.components}
        return {one: known[one] for one in wanted if one in known}

    def on_page(self, until: Deadline) -> dict[str, str]:
        """Name -> id of every component there, and id -> id. Raises ProviderError."""
        every = self._api.all(until, "pages", self._config.page, "components")
        found = [(text(one, "name"), text(one, "id")) for one in every if not one.get("group")]
        return {**{key: key for _, key in found}, **{name: key for name, key in found if name}}

    def _is_due(self, names: tuple[str, ...]) -> bool:
        if self._asked is None:
            return True
        lacks = any(one not in self._there for one in names)
        return lacks and self._steady() - self._asked >= ASK_AGAIN_S
