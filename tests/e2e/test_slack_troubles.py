"""Whatever Slack answers, pages by another tool go out at once; it is tried again, or told.

One bot runs through all of it: a trouble leaves nothing behind that keeps the next from its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.sink import PageSink
from tests.e2e.site import Site
from tests.e2e.slack_place import Place, place
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e

AGAIN_S: Final = HANGS_S
MANY: Final = 10_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site[Place]]:
    sink = PageSink(SECRET)
    shop = deploy(tmp_path_factory.mktemp("slack") / "shop", pager=sink.url)
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
    """What Slack answers to a method.

    Args:
        told: What stands in the log of it; "" = it is only tried again.
        posted: Whether the announcement comes once Slack takes it again. Where somebody must change
            something first, it is told of this one, and the next one comes.
    """

    code: str
    method: str = "chat.postMessage"
    status: int = 200
    retry_after: int | None = None
    times: int = MANY
    told: str = ""
    posted: bool = True


TROUBLES: Final = (
    Trouble(code="ratelimited", method="*", status=429, retry_after=1, times=20),
    Trouble(code="invalid_auth", told="copy it anew", posted=False),
    Trouble(code="token_revoked", told="install the app again", posted=False),
    Trouble(code="missing_scope", method="conversations.create", told="Reinstall"),
    Trouble(code="name_taken", method="conversations.create", times=2),
    Trouble(code="is_archived", told="archived", posted=False),
    Trouble(code="channel_not_found", told="/invite @tocsin", posted=False),
    Trouble(code="not_in_channel", told="/invite @tocsin", posted=False),
    Trouble(code="user_not_found", method="conversations.invite", told="correct their account"),
    Trouble(code="msg_too_long", told="does not take a message", posted=False),
    Trouble(code="invalid_blocks", times=1),
    Trouble(code="ratelimited", method="conversations.create", status=429, retry_after=2, times=2),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: f"{one.code}-{one.method}")
def test_a_page_does_not_wait_for_slack_and_what_is_wrong_is_told(
    site: Site[Place], trouble: Trouble
) -> None:
    slack, there = site.place.slack, site.place
    slack.fail(
        trouble.method, trouble.code, status=trouble.status, retry_after=trouble.retry_after,
        times=trouble.times,
    )  # fmt: skip
    title = site.pages()
    if trouble.told:
        there.until(lambda: trouble.told in site.log(), f"the log says {trouble.told!r}", AGAIN_S)
    slack.mend()
    if trouble.posted:
        there.until(lambda: there.told(title), "it is announced in the end", AGAIN_S)
    assert site.bot.is_well()


def test_a_socket_that_stays_open_and_says_nothing_keeps_no_page(site: Site[Place]) -> None:
    site.place.slack.silence()
    try:
        title = site.pages()
        site.place.until(lambda: site.place.told(title), "it is announced", AGAIN_S)
    finally:
        site.place.slack.silence(on=False)
