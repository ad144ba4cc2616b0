"""Where a person sees a search in Kibana or OpenSearch Dashboards. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote

from tocsin_elastic.config import ClusterConfig
from tocsin_elastic.queries import written

LONGEST_LINK: Final = 2000


def discover(config: ClusterConfig, since: datetime, until: datetime, state: str) -> str:
    """The page Discover over a span of time; "" without `pages_url`, or where it grows too long.

    Args:
        state: What is looked for, in Rison.
    """
    if not config.home:
        return ""
    view = f"index:{rison(config.data_view)}," if config.data_view else ""
    span = f"(time:(from:{rison(written(since))},to:{rison(written(until))}))"
    shown = f"_g={_coded(span)}&_a={_coded(f'({view}{state})')}"
    link = f"{config.home}/app/discover#/?{shown}"
    return link if len(link) <= LONGEST_LINK else ""


def query(text: str, config: ClusterConfig) -> str:
    """The state of a query, in the language it is in; Kibana calls its own `kuery`."""
    language, words = config.spoken(text)
    name = "kuery" if language == "kql" else language
    return f"query:(language:{name},query:{rison(words or '*')})"


def esql(text: str) -> str:
    """The state of an ES|QL query, which names itself what it reads."""
    return f"dataSource:(type:esql),query:(esql:{rison(text)})"


def rison(text: str) -> str:
    """A text as Rison writes it: nothing in it ends the quotes early."""
    escaped = text.replace("!", "!!").replace("'", "!'")
    return f"'{escaped}'"


def _coded(words: str) -> str:
    """Every character that a chat could take for the end of an address is coded too."""
    return quote(words.encode("utf-8", "replace"), safe=",:")
