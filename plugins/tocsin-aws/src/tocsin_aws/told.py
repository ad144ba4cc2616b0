"""What an alarm of CloudWatch says when its state changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote

from tocsin.errors import BadPayload
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    one_line,
    paragraph,
    read_moment,
    read_object,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Object, objects_in, text_at
from tocsin_aws.config import NO_DATA, AlarmsConfig
from tocsin_aws.envelope import Envelope

Status = Literal["firing", "resolved"]
STATES: Final[Mapping[str, Status]] = {
    "ALARM": "firing",
    "INSUFFICIENT_DATA": "firing",
    "OK": "resolved",
}
CONSOLES: Final = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com"}
"""How a region begins whose pages are not where all others have theirs -> where they are."""
_NO_DATA: Final = "INSUFFICIENT_DATA"
MOST_METRICS: Final = 20
_RUNBOOK: Final = re.compile(r"\brunbook\b[:\s]{1,4}(https?://[^\s<>\"]{1,1000})", re.IGNORECASE)
_ARN: Final = re.compile(r"arn:[a-z-]{3,20}:cloudwatch:[a-z0-9-]{1,40}:[0-9]{12}:alarm:.{1,255}")


def names_alarm(message: str) -> bool:
    """Whether CloudWatch published it, of an alarm; others may publish to a topic too."""
    return bool(text_at(object_of(message), "AlarmName").strip())


def read_alarm(envelope: Envelope, config: AlarmsConfig) -> AlertGroup | None:
    """The group of the one alert that an alarm is; None where it is to be ignored.

    Raises:
        BadPayload: Something is missing; says what.
    """
    body = object_of(envelope.fields["Message"])
    name, state = text_at(body, "AlarmName"), text_at(body, "NewStateValue")
    at = read_moment(text_at(body, "StateChangeTime"))
    if state not in STATES:
        raise BadPayload("Message.NewStateValue: it is none of ALARM, OK and INSUFFICIENT_DATA")
    if at is None:
        raise BadPayload("Message.StateChangeTime: it is no moment")
    arn = text_at(body, "AlarmArn")
    if _ARN.fullmatch(arn) is None:
        raise BadPayload("Message.AlarmArn: it is no ARN of an alarm")
    word = NO_DATA if state == _NO_DATA else ""
    severity, status = config.severity_by(name, word), STATES[state]
    if severity is None and status == "firing":
        return None
    key, title = safe_key(arn), one_line(name) or "Alarm without a name"
    region, written = arn.split(":")[3], text_at(body, "AlarmDescription")
    text, links = _text(body, written), _links(region, name, written)
    alert = AlertEvent(
        fingerprint=key,
        status=status,
        title=one_line(f"{title} ({word})") if word else title,
        starts_at=at,
        ends_at=at if status == "resolved" else None,
        description=text,
        severity=severity,
        labels=_labels(body, region),
        links=links,
        repeats=bool(word) and text_at(body, "OldStateValue") == "ALARM",
    )
    return AlertGroup(
        key=key,
        title=title,
        severity=severity or config.unknown,
        alerts=(alert,),
        service=one_line(config.service_of(name), 100),
        description=text,
        links=links,
        fingerprints="source",
    )


def console(region: str) -> str:
    """Where people see a region's CloudWatch."""
    own = (host for begins, host in CONSOLES.items() if region.startswith(begins))
    host = next(own, f"{region}.console.aws.amazon.com")
    return f"https://{host}/cloudwatch/home?region={region}"


def alarm_page(region: str, name: str) -> str:
    """Where people see an alarm."""
    return f"{console(region)}#alarmsV2:alarm/{quote(name.encode('utf-8', 'replace'), safe='')}"


def object_of(message: str) -> Object:
    """What a text says as JSON; {} where it is no object."""
    try:
        return read_object(message.encode("utf-8", "replace"))
    except BadPayload:
        return {}


def _text(body: Object, written: str) -> str:
    """Why it changed, which alarms made it change, and what its author wrote."""
    children = objects_in(body.get("TriggeringChildren"))
    named = [one_line(text_at(one, "Arn").rpartition(":alarm:")[2]) for one in children]
    because = f"Because of {', '.join(named)}." if named else ""
    parts = (text_at(body, "NewStateReason"), because, written)
    return paragraph("\n".join(part for part in parts if part.strip()))


def _labels(body: Object, region: str) -> dict[str, str]:
    """What it is about; of an alarm of metric math the expression, and the first metric in it."""
    trigger = body.get("Trigger")
    own = trigger if isinstance(trigger, dict) else {}
    metrics = objects_in(own.get("Metrics"))[:MOST_METRICS]
    measured = (one for one in metrics if text_at(one, "MetricStat", "Metric", "MetricName"))
    first = next(measured, {})
    given = {
        "account": text_at(body, "AWSAccountId"),
        "region": region,
        "rule": text_at(body, "AlarmRule"),
        "expression": next((e for one in metrics if (e := text_at(one, "Expression"))), ""),
        **{
            text_at(one, "name"): text_at(one, "value") for one in objects_in(own.get("Dimensions"))
        },
    }
    for name in ("Namespace", "MetricName"):
        given[name] = text_at(own, name) or text_at(first, "MetricStat", "Metric", name)
    return safe_labels({name: text for name, text in given.items() if name and text})


def _links(region: str, name: str, written: str) -> dict[str, str]:
    found = _RUNBOOK.search(written)
    runbook = found[1].rstrip(".,;)") if found else ""
    return web_links({"source": alarm_page(region, name), "runbook": runbook})
