"""A night with three vendors: their far ends, the team that uses them, a bot that may be killed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from tests.counterparts.opsgenie.account import ANA
from tests.counterparts.opsgenie.hooks import action, headers
from tests.counterparts.opsgenie.judge import judge_there as opsgenie_judge
from tests.counterparts.opsgenie.opsgenie import KEY as OG_KEY
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty.judge import judge_there as pagerduty_judge
from tests.counterparts.pagerduty.pagerduty import TOKEN as PD_TOKEN
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.counterparts.statuspage.judge import judge_there as statuspage_judge
from tests.counterparts.statuspage.statuspage import TOKEN as SP_TOKEN
from tests.counterparts.statuspage.statuspage import Statuspage
from tests.e2e.bot import Bot
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import ask
from tests.patience import COMES_S
from tocsin.testing import Arrived, FarEnd

Moment = Callable[[Arrived], bool]
HOOK_SECRET: Final = "0g-h00k-secret-of-the-night"
LABELS: Final = {"alertname": "Checkout500s", "service": "checkout", "severity": "critical"}
AGAIN_S: Final = 1.5
SUMMARY: Final = "checkout returns 500s"
TEAM: Final = """
[paging.pd]
type = "pagerduty"
base_url = "{pd}"
token = {{ env = "PD_TOKEN" }}
service = "PSVC001"
from_email = "tocsin@example.org"

[paging.og]
type = "opsgenie"
product = "opsgenie"
base_url = "{og}"
key = {{ env = "OG_KEY" }}
webhook_secret = {{ env = "OG_HOOK" }}
webhook_by = "signature"

[status_page.sp]
type = "statuspage"
base_url = "{sp}"
token = {{ env = "SP_TOKEN" }}
page = "pageshop0001"

[services.checkout]
components = ["Checkout"]

[severities.P1]
paging = ["pd", "og"]

[process]
stable_for = "2s"
failover_after = "1s"
"""


@dataclass(kw_only=True)
class Night:
    """Everything outside, and a bot that is started again whenever it was killed.

    Attributes:
        moments: What has yet to be seen at a far end; at the first of each the bot is killed.
        kills: The moments it was killed at.
        public_at: When Statuspage was first asked to show it, by the clock of the wall.
    """

    shop: Deployment
    pd: PagerDuty
    og: Opsgenie
    sp: Statuspage
    moments: dict[str, Moment] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)
    public_at: float = 0.0
    bot: Bot | None = None

    def seen(self, asked: Arrived) -> None:
        """Hears of each request to any far end, before it is answered."""
        if not self.public_at and (asked.method, asked.path[-10:]) == ("POST", "/incidents"):
            self.public_at = time.time() if "/pages/" in asked.path else 0.0
        moment = next((name for name, is_it in self.moments.items() if is_it(asked)), "")
        if moment and self.kill(moment):
            del self.moments[moment]

    def kill(self, moment: str) -> bool:
        """SIGKILL, now; False where nothing runs."""
        if self.bot is None or self.bot.process.poll() is not None:
            return False
        self.bot.process.kill()
        self.kills.append(moment)
        return True

    def alive(self) -> Bot:
        """The bot; another one where it was killed."""
        if self.bot is None or self.bot.process.poll() is not None:
            before, self.bot = self.bot, None
            assert before is None or before.wait() == -9, before.err.text()
            self.bot = Bot(self.shop)
            with suppress(AssertionError):  # it may be killed while it starts
                self.bot.ready()
        return self.bot

    def until(self, what: Callable[[], bool], line: str = "", why: str = "") -> None:
        """Wait for it; a line that came too early, or to a bot that was killed, is typed again."""
        ends, again = time.monotonic() + COMES_S, 0.0
        while not what():
            assert time.monotonic() < ends, f"it does not come: {why or line}"
            bot = self.alive()
            if line and time.monotonic() > again:
                with suppress(OSError):
                    bot.say(line)
                again = time.monotonic() + AGAIN_S
            time.sleep(0.05)

    def told(self) -> dict[str, object]:
        """The incident as it is exported."""
        found: dict[str, object] = json.loads(self.shop.run("export", "INC-1").stdout)
        return found

    def answered_there(self) -> int:
        """Ana acknowledges in Opsgenie, which tells by a signed webhook; the status it got."""
        alert = self.og.alert("INC-1.p1")
        alert.acknowledged = True
        body = action("Acknowledge", alert, by=ANA)
        signed = headers(body, HOOK_SECRET, by="signature")
        with suppress(OSError):
            return ask("POST", self.shop.url("/hooks/shop/og"), body, signed).status
        return 0

    def updates(self) -> list[str]:
        """The phases that customers read, in order."""
        return [one.status for one in self.sp.incident().updates] if self.sp.site.incidents else []


class Watched(list[Arrived]):
    """The requests of a far end; somebody hears of each one as it arrives."""

    hears: Callable[[Arrived], None] = staticmethod(lambda _asked: None)

    def append(self, asked: Arrived, /) -> None:
        super().append(asked)
        self.hears(asked)


@contextmanager
def night(
    folder: Path,
    environment: pytest.MonkeyPatch,
    moments: Mapping[str, Moment] = MappingProxyType({}),
) -> Iterator[Night]:
    """The far ends and the deployment. PagerDuty takes one page, and dies before it says so."""
    for name, value in (
        ("PD_TOKEN", PD_TOKEN),
        ("OG_KEY", OG_KEY),
        ("OG_HOOK", HOOK_SECRET),
        ("SP_TOKEN", SP_TOKEN),
    ):
        environment.setenv(name, value)
    with FarEnd() as pd_end, FarEnd() as og_end, FarEnd() as sp_end:
        pd = PagerDuty(pd_end, pagerduty_judge())
        og, sp = Opsgenie(og_end, opsgenie_judge()), Statuspage(sp_end, statuspage_judge())
        sp.most = 60
        pd.account.users["PUANA01"] = ("Ana Reyes", "ana@example.com")
        og.account.users[ANA] = ("Ana Reyes", "ana@example.com")
        shop = deploy(folder, more=TEAM.format(pd=pd.rest_url, og=og.url, sp=sp.url))
        text = shop.team_file.read_text(encoding="utf-8")
        known = f'name = "Ana Reyes"\naccounts = {{ pagerduty = "PUANA01", opsgenie = "{ANA}" }}'
        shop.team_file.write_text(text.replace('name = "Ana Reyes"', known), encoding="utf-8")
        made = Night(shop=shop, pd=pd, og=og, sp=sp, moments=dict(moments))
        for end in (pd_end, og_end, sp_end):
            end.arrived = watched = Watched()
            watched.hears = made.seen
        pd_end.fail("reset-after", times=1)
        pd_end.fail("503")
        made.alive()
        try:
            yield made
        finally:
            if made.bot is not None and made.bot.process.poll() is None:
                made.bot.process.kill()
            if made.bot is not None:
                made.bot.wait()
        assert [*pd.faults, *og.faults, *sp.faults] == []
        assert sp.refused == 0
