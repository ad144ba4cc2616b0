"""Fetches New Relic's picture of a chart: from its own hosts alone, and only a whole PNG."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from tocsin.errors import ProviderError
from tocsin.providers.http import Deadline, HttpClient
from tocsin_newrelic.client import AGENT, TOOL
from tocsin_newrelic.config import RegionConfig

HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*(?:nr-assets\.net|newrelic\.com)")
"""A picture is fetched from these hosts, and from where `base_url` is."""
BEGINS: Final = b"\x89PNG\r\n\x1a\n"
ENDS: Final = b"IEND\xaeB`\x82"
LONGEST_S: Final = 6.0


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Fetches pictures, as the section says how its API is reached. The key is not sent."""

    config: RegionConfig
    clock: Callable[[], datetime]

    def fetched(self, url: str, most: int, until: Deadline) -> bytes:
        """The picture at an address that New Relic told; b"" where none can be shown.

        Half of what is left of the call is kept, so that one can be drawn instead.
        """
        if not is_theirs(url, self.config):
            return b""
        try:
            png = self._got(url, most, min(LONGEST_S, until.left() / 2))
        except ProviderError:
            return b""
        return png if png.startswith(BEGINS) and png.endswith(ENDS) and len(png) <= most else b""

    def _got(self, url: str, most: int, seconds: float) -> bytes:
        via = replace(self.config.via(), answer_bytes=most, connections=1)
        client = HttpClient(url, tool=TOOL, agent=AGENT, clock=self.clock, via=via)
        try:
            return client.request("GET", deadline=seconds).body
        finally:
            client.close()


def is_theirs(url: str, config: RegionConfig) -> bool:
    """Whether an address is one of New Relic's: https, without user and port of its own."""
    try:
        given, own = urlsplit(url), urlsplit(config.base_url)
        if given.username is not None or given.password is not None:
            return False
        if config.base_url and (given.scheme, given.netloc) == (own.scheme, own.netloc):
            return True
        is_plain = given.scheme == "https" and given.port is None
        return is_plain and HOST.fullmatch(given.hostname or "") is not None
    except ValueError:
        return False
