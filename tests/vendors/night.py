"""The team of a night with three paging tools, and what people do in the accounts of two."""

from __future__ import annotations

from tests.counterparts.opsgenie import hooks as og_hooks
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty import hooks as pd_hooks
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tocsin.testing import Bot, FarEnd

TEAM = """\
[team]
name = "Shop"
timezone = "UTC"
[people.ana]
name = "Ana Lima"
email = "ana@example.org"
phone = "+351 555 0101"
accounts = {{ pagerduty = "PUANA01" }}
[people.bo]
name = "Bo Olsen"
email = "bo@example.org"
phone = "+351 555 0102"
accounts = {{ pagerduty = "PUBO001" }}
[people.eva]
name = "Eva Okafor"
phone = "+1 555 0100"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "eva"
leadership = ["eva"]
[severities.P1]
paging = ["pd", "og", "hook"]
[paging.pd]
type = "pagerduty"
base_url = "{pd}"
token = {{ env = "PD_TOKEN" }}
service = "PSVC001"
from_email = "tocsin@example.org"
webhook_secret = {{ env = "PD_HOOK" }}
[paging.og]
type = "opsgenie"
product = "opsgenie"
base_url = "{og}"
key = {{ env = "OG_KEY" }}
webhook_secret = {{ env = "OG_HOOK" }}
[paging.hook]
type = "webhook"
url = "{hook}"
secret = {{ env = "HOOK_KEY" }}
"""
PD_SECRET, OG_SECRET = "pd-h00k-secret-of-today", "0g-h00k-secret-of-today"
DECLARE = "!incident declare checkout returns 500s p1"
ACK = "!incident INC-1 ack"


def acknowledged_in_opsgenie(bot: Bot, og: Opsgenie) -> int:
    body = og_hooks.action("Acknowledge", og.alert("INC-1.p1"))
    return bot.post("/hooks/shop/og", body, **og_hooks.headers(body, OG_SECRET)).status


def acknowledged_in_pagerduty(bot: Bot, pd: PagerDuty) -> int:
    there = pd.incident("INC-1.p1")
    body = pd_hooks.event("incident.acknowledged", pd_hooks.incident(there))
    signed = {pd_hooks.HEADER: pd_hooks.signature(body, PD_SECRET)}
    return bot.post("/hooks/shop/pd", body, **signed).status


def actions(tower: FarEnd) -> list[str]:
    return [f"{one.json()['action']} {one.json()['page_id']}" for one in tower.arrived]


def timeline(bot: Bot) -> str:
    return bot.say("ana", "!incident INC-1 timeline")
