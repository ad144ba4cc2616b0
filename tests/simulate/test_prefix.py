"""`BOT_PREFIX`: everything Tocsin says is typed as this deployment types it."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.given import FULL
from tests.simulate.given import load, plugins
from tocsin.simulate import parse, simulate

LIFE = """\
start 2026-12-24T03:00:00+01:00
+0m @ana: /incident declare checkout returns 500s p1 --service checkout
+1m @ana: /incident INC-1 ack
+2m @bo: /incident INC-1 take tl
+3m @bo: /incident INC-1 mitigate rollback deploy 812
+4m @ana: /incident INC-1 approve 1
+5m @bo: /incident INC-1 done 1
+6m @ana: /incident INC-1 mitigated
+7m @ana: /incident INC-1 resolve --override the graphs are flat
+1h @ana: /incident INC-1 postmortem draft
+2h @bo: /incident INC-1 postmortem review fine
+3h @ana: /incident INC-1 postmortem publish
+4h @guest-tom: /incident report my cart is empty
until +30h
"""


def test_rooms_cards_pages_and_mails_have_the_prefix_of_the_deployment(tmp_path: Path) -> None:
    teams, shop = load(tmp_path, FULL + "[calendar.ics]\n[postmortems.folder]\n")
    rows = simulate(parse(LIFE, "life"), teams, plugins(), team=shop, folder=tmp_path, prefix="/")
    kinds = {row.kind for row in rows if "/incident " in row.text}
    assert {"message", "card", "page", "email", "reply"} <= kinds
    assert [row.to for row in rows if row.kind == "postmortem"] == ["folder"]
    assert [row for row in rows if "!incident" in row.text] == []
