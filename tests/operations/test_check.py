"""What `tocsin check` tells besides faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulate.given import TEAM
from tocsin.cli.check import check_config

TEAM_WITHOUT_BELLS = TEAM.replace('[paging.tower]\ntype = "bell"\n', "").replace(
    '[paging.church]\ntype = "bell"\n', ""
)


def checked(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> str:
    (folder / "teams").mkdir()
    (folder / "teams" / "shop.toml").write_text(text, encoding="utf-8")
    (folder / "config.py").write_text("", encoding="utf-8")
    assert check_config(folder / "config.py") == 0
    return capsys.readouterr().out


def test_it_says_which_severities_of_an_alert_source_open_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEAM_WITHOUT_BELLS.replace(
        'type = "prometheus"', 'type = "prometheus"\nmap = { critical = "P1", info = "ignore" }'
    )
    told = checked(tmp_path, capsys, text)
    assert "shop: alerts.json opens nothing for the severity none" in told
    assert "shop: alerts.prom opens nothing for the severity info, none" in told


def test_it_says_nothing_of_a_source_that_heeds_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEAM_WITHOUT_BELLS.replace(
        'type = "prometheus"', 'type = "prometheus"\nmap = { none = "P3" }'
    )
    assert "alerts.prom opens" not in checked(tmp_path, capsys, text)


SEVERAL = """
[paging.pd]
type = "webhook"
url = "https://pager.example.org"
secret = { env = "TOCSIN_HOOK_SECRET" }
[changes.pd]
type = "json"
token = { env = "TOCSIN_CHANGES_TOKEN" }
"""


def test_it_lists_where_webhooks_come_in_and_warns_of_a_name_that_may_mean_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = checked(tmp_path, capsys, TEAM_WITHOUT_BELLS + SEVERAL)
    assert "shop: alerts.json takes webhooks at /hooks/shop/json" in told
    assert "shop: paging.pd takes webhooks at /hooks/shop/paging.pd" in told
    assert "pd: paging.pd and changes.pd take webhooks, so /hooks/shop/pd is none of them" in told


def test_it_warns_of_no_name_where_alerts_have_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEAM_WITHOUT_BELLS + SEVERAL.replace("paging.pd", "paging.json")
    assert "none of them" not in checked(tmp_path, capsys, text)
