from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counterparts.opsgenie.judge import judge_there as og_judge
from tests.counterparts.opsgenie.opsgenie import KEY as OG_KEY
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty.judge import judge_there as pd_judge
from tests.counterparts.pagerduty.pagerduty import TOKEN as PD_TOKEN
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.vendors.night import OG_SECRET, PD_SECRET, TEAM
from tocsin.testing import Bot, FarEnd, a_bot


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("PD_TOKEN", PD_TOKEN),
        ("PD_HOOK", PD_SECRET),
        ("OG_KEY", OG_KEY),
        ("OG_HOOK", OG_SECRET),
        ("HOOK_KEY", "k3y-of-the-tower"),
    ):
        monkeypatch.setenv(name, value)


@pytest.fixture
def pd() -> Iterator[PagerDuty]:
    with FarEnd() as far_end:
        made = PagerDuty(far_end, pd_judge())
        yield made
        assert made.faults == []


@pytest.fixture
def og() -> Iterator[Opsgenie]:
    with FarEnd() as far_end:
        made = Opsgenie(far_end, og_judge())
        yield made
        assert made.faults == []


@pytest.fixture
def tower() -> Iterator[FarEnd]:
    """The webhook, which is asked last."""
    with FarEnd() as made:
        yield made


@pytest.fixture
def bot(pd: PagerDuty, og: Opsgenie, tower: FarEnd, tmp_path: Path) -> Iterator[Bot]:
    text = TEAM.format(pd=pd.rest_url, og=og.url, hook=f"{tower.url}/page")
    with a_bot(text, folder=tmp_path) as made:
        yield made
