"""What `tocsin check --live` finds of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.errors import ProviderError
from tocsin.providers import Finding
from tocsin.providers.http import Deadline
from tocsin_statuspage.client import Api, text
from tocsin_statuspage.components import Components
from tocsin_statuspage.config import StatuspageConfig


def look_over(
    api: Api,
    config: StatuspageConfig,
    components: Components,
    named: Sequence[str],
    until: Deadline,
) -> Iterator[Finding]:
    """Each thing that has to be as the section says. Raises ProviderError: nothing can be asked."""
    what = f"the page {config.page}"
    try:
        page = api.one(until, "pages", config.page)
    except ProviderError as error:
        if error.code != "not_found":
            raise
        detail = (
            "the key sees no page of this id: its id stands in the address of the manage portal"
        )
        yield Finding(what=what, verdict="fault", detail=detail)
        return
    yield Finding(what=f"{what}, {text(page, 'name')}", verdict="ok")
    there = components.on_page(until)
    for name, key in config.components.items():
        known = key in there.values()
        detail = "" if known else "the page has no component of this id"
        what = f"the component {key} of {name}"
        yield Finding(what=what, verdict="ok" if known else "fault", detail=detail)
    for name in named:
        if name not in config.components and name not in there:
            yield Finding(what=f"the component {name}", verdict="warning", detail=_UNKNOWN)


_UNKNOWN = (
    "the page has none of this name, so nothing is marked: name it so there, or write its id "
    "under components"
)
