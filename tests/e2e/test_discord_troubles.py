"""Whatever Discord answers, pages by another tool go out at once; it is tried again, or told.

One bot runs through all of it: a trouble leaves nothing behind that keeps the next from its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.discord_place import Place, place
from tests.e2e.sink import PageSink
from tests.e2e.site import Site
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e

AGAIN_S: Final = HANGS_S
MANY: Final = 10_000
SEND: Final = "POST /channels/{id}/messages"
MAKE: Final = "POST /guilds/{id}/channels"
PIN: Final = "PUT /channels/{id}/messages/pins/{id}"
EDIT: Final = "PATCH /channels/{id}/messages/{id}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site[Place]]:
    sink = PageSink(SECRET)
    shop = deploy(tmp_path_factory.mktemp("discord") / "shop", pager=sink.url)
    with (
        pytest.MonkeyPatch.context() as patch,
        place(shop, patch) as there,
        running(shop, "--no-input") as bot,
    ):
        there.connected()
        yield Site(place=there, sink=sink, bot=bot)
    sink.close()


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What Discord answers to a route.

    Args:
        told: What stands in the log of it; "" = it is only tried again.
        wait: How long Discord asks to be left alone, where it is for a while.
        posted: Whether the announcement comes once Discord takes it again. Where somebody must
            change something first, it is told of this one, and the next one comes.
    """

    code: int = 0
    route: str = SEND
    status: int = 400
    scope: str = "user"
    times: int = MANY
    told: str = ""
    posted: bool = True
    wait: float = 1.0


TROUBLES: Final = (
    Trouble(route="*", status=429, scope="global", times=20),
    Trouble(status=429, times=3),
    Trouble(status=429, scope="shared", times=2),
    Trouble(status=429, times=2, wait=-5.0),
    Trouble(route="*", status=429, scope="global", times=3, wait=0.0),
    Trouble(route="*", status=503, times=10),
    Trouble(route=MAKE, status=500, times=2),
    Trouble(route="*", status=401, told="Reset Token", posted=False),
    Trouble(code=50035, told="does not take a request", posted=False),
    Trouble(code=50013, status=403, told="give its role the permissions", posted=False),
    Trouble(code=50013, route=MAKE, status=403, told="give its role the permissions"),
    Trouble(code=50013, route=PIN, status=403, told="give its role the permissions"),
    Trouble(code=50013, route=EDIT, status=403, told="give its role the permissions"),
    Trouble(code=10003, status=404, told="is gone", posted=False),
    Trouble(code=30013, route=MAKE, told="500 channels"),
)


@pytest.mark.parametrize(
    "trouble", TROUBLES, ids=lambda one: f"{one.status}-{one.code or one.scope}-{one.route}"
)
def test_a_page_does_not_wait_for_discord_and_what_is_wrong_is_told(
    site: Site[Place], trouble: Trouble
) -> None:
    discord, there = site.place.discord, site.place
    discord.fail(
        trouble.route, trouble.code, status=trouble.status, scope=trouble.scope,
        retry_after=trouble.wait,
        times=trouble.times,
    )  # fmt: skip
    title = site.pages()
    if trouble.told:
        there.until(lambda: trouble.told in site.log(), f"the log says {trouble.told!r}", AGAIN_S)
    discord.mend()
    if trouble.posted:
        there.until(lambda: there.told(title), "it is announced in the end", AGAIN_S)
    assert site.bot.is_well()


def test_a_line_that_stays_open_and_says_nothing_keeps_no_page(site: Site[Place]) -> None:
    site.place.discord.silence()
    try:
        title = site.pages()
        site.place.until(lambda: site.place.told(title), "it is announced", AGAIN_S)
    finally:
        site.place.discord.silence(on=False)


def test_a_server_that_is_away_keeps_no_page_and_is_told_when_it_is_back(
    site: Site[Place],
) -> None:
    site.place.discord.outage()
    title = site.pages()
    site.place.discord.outage(on=False)
    site.place.until(lambda: site.place.told(title), "it is announced in the end", AGAIN_S)


def test_an_intent_that_is_taken_away_keeps_no_page_and_is_told(site: Site[Place]) -> None:
    discord = site.place.discord
    discord.disallow("message_content")
    discord.forget_sessions()
    discord.cut()
    title = site.pages()
    site.place.until(lambda: "Message Content Intent" in site.rows(), "readiness says so", AGAIN_S)
    site.place.until(lambda: site.place.told(title), "it is announced", AGAIN_S)
    discord.allow("message_content")
    site.place.until(lambda: discord.sockets() == 1, "it hears again", AGAIN_S)
