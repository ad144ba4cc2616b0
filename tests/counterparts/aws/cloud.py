"""The account over HTTP: CloudWatch, Logs and CloudTrail (JSON), STS and SNS (query)."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

from tests.counterparts.aws.account import Account, Alarm, Entry, Event
from tests.counterparts.aws.sigv4 import is_signed, signer
from tests.counterparts.aws.sns import PEM, pem_of
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

KEY: Final = "AKIAIOSFODNN7EXAMPLE"
SECRET: Final = "aws-s3cret-key-of-tocsin"
ROLE: Final = "arn:aws:iam::123456789012:role/tocsin"
ROLE_KEY: Final = "ASIAIOSFODNN7EXAMPLE"
ROLE_SECRET: Final = "aws-s3cret-key-of-the-role"
ROLE_TOKEN: Final = "aws-s3cret-token-of-the-role"
SERVICES: Final = {
    "GraniteServiceVersion20100801": "cloudwatch",
    "Logs_20140328": "logs",
    "CloudTrail_20131101": "cloudtrail",
}
"""How each service calls itself in `X-Amz-Target`, as far as that ends its name."""
PAGE: Final = 2
Json = dict[str, Any]
Operation = Callable[[Json], Json]
_LIKE: Final = re.compile(r'filter @message like ("(?:[^"\\]|\\.)*")')


class Refused(Exception):
    """What is answered with a code of AWS."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


def a_picture(width: int = 900, height: int = 400) -> bytes:
    """A whole PNG, all white."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * ((width + 7) // 8)) * height)
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


class Cloud:
    """One account. `asked` are the operations, in order; `pems` the certificates by path."""

    def __init__(self, far_end: FarEnd) -> None:
        self.far_end = far_end
        self.url = far_end.url
        self.account = Account()
        self.pems: dict[str, bytes] = {PEM: pem_of()}
        self.asked: list[tuple[str, Json]] = []
        self.lends = timedelta(hours=1)
        self.external_id = ""
        far_end.on("POST", "/", self._posted)
        far_end.on("GET", "/*.pem", self._pem)
        far_end.on("GET", "/", self._confirm)

    def operations(self) -> list[str]:
        """The names of what was asked, in order."""
        return [name for name, _ in self.asked]

    # ------------------------------------------------------------------------ SNS, unsigned

    def _pem(self, asked: Arrived) -> Answer:
        pem = self.pems.get(asked.path)
        return Answer(status=404) if pem is None else Answer(body=pem)

    def _confirm(self, asked: Arrived) -> Answer:
        told = {name: values[0] for name, values in asked.query.items()}
        if told.get("Action") != "ConfirmSubscription" or not told.get("Token"):
            return _xml_error("InvalidParameter", "Invalid token", 400)
        self.account.confirmed.append((told["TopicArn"], told["Token"]))
        body = b"<ConfirmSubscriptionResponse/>"
        return Answer(body=body, headers={"Content-Type": "text/xml"})

    # ------------------------------------------------------------------------ who may ask

    def _check(self, asked: Arrived, permission: str) -> None:
        told = signer(asked)
        secrets = {KEY: SECRET, ROLE_KEY: ROLE_SECRET}
        if told is None or told["key"] not in secrets:
            raise Refused("UnrecognizedClientException", "The security token is invalid.", 403)
        if not is_signed(asked, secrets[told["key"]]):
            raise Refused("InvalidSignatureException", "The signature does not match.", 403)
        is_role = told["key"] == ROLE_KEY
        if is_role and asked.headers.get("x-amz-security-token") != ROLE_TOKEN:
            raise Refused("UnrecognizedClientException", "The security token is invalid.", 403)
        if permission in self.account.denied:
            said = f"User: arn:aws:iam::123456789012:user/x is not authorized: {permission}"
            raise Refused("AccessDeniedException", said, 403)

    def _answered(
        self, asked: Arrived, permission: str, given: Json, known: Mapping[str, Operation]
    ) -> Json:
        self.asked.append((permission, given))
        self._check(asked, permission)
        return known[permission.partition(":")[2]](given)

    # ------------------------------------------------------------------------ CloudWatch

    def _alarms(self, given: Json) -> Json:
        begins = given.get("AlarmNamePrefix", "")
        every = [
            one
            for one in self.account.alarms
            if one.state == given["StateValue"] and one.name.startswith(begins)
        ]
        page, more = _page(every, given, given["MaxRecords"])
        return {
            "MetricAlarms": [one.told() for one in page if not one.is_composite],
            "CompositeAlarms": [one.told() for one in page if one.is_composite],
            **more,
        }

    def _data(self, given: Json) -> Json:
        assert given["StartTime"] < given["EndTime"]
        return {"MetricDataResults": [self._line(one, given) for one in given["MetricDataQueries"]]}

    def _line(self, one: Json, given: Json) -> Json:
        if "Expression" in one:
            known, name = self.account.expressions, one["Expression"]
            if name not in known:
                raise Refused("ValidationError", f"Error in expression 'e1': {name[:100]}")
        else:
            known, name = self.account.metrics, one["MetricStat"]["Metric"]["MetricName"]
        values = list(reversed(known.get(name, [])))
        times = [given["EndTime"] - 60 * (number + 1) for number in range(len(values))]
        label = one.get("Label", name)
        return {"Id": one["Id"], "Label": label, "Timestamps": times, "Values": values}

    def _image(self, given: Json) -> Json:
        widget = json.loads(given["MetricWidget"])
        assert {"metrics", "start", "end", "width", "height"} <= set(widget)
        png = a_picture(widget["width"], widget["height"])
        return {"MetricWidgetImage": base64.b64encode(png).decode()}

    # ------------------------------------------------------------------------ Logs, CloudTrail

    def _posted(self, asked: Arrived) -> Answer:
        if "x-amz-target" not in asked.headers:
            return self._sts(asked)
        target, _, name = asked.headers["x-amz-target"].rpartition(".")
        service = SERVICES[target.rpartition(".")[2]]
        known: dict[str, Operation] = {
            "DescribeAlarms": self._alarms,
            "GetMetricData": self._data,
            "GetMetricWidgetImage": self._image,
            "StartQuery": self._start,
            "GetQueryResults": self._results,
            "StopQuery": self._stop,
            "LookupEvents": self._events,
        }
        try:
            told = self._answered(asked, f"{service}:{name}", asked.json(), known)
        except Refused as no:
            return json_answer({"__type": no.code, "message": no.message}, status=no.status)
        return json_answer(told)

    def _start(self, given: Json) -> Json:
        unknown = [name for name in given["logGroupNames"] if name not in self.account.groups]
        if unknown:
            raise Refused("ResourceNotFoundException", f"Log group '{unknown[0]}' does not exist")
        if not given["queryString"].isprintable() or "[[" in given["queryString"]:
            raise Refused("MalformedQueryException", "unexpected symbol found at line 1")
        number = f"query-{len(self.account.running) + 1}"
        self.account.running[number] = {**given, "left": self.account.polls}
        return {"queryId": number}

    def _results(self, given: Json) -> Json:
        query = self.account.running[given["queryId"]]
        if query["left"] > 0:
            query["left"] -= 1
            return {"status": "Running", "results": []}
        wanted = _LIKE.search(query["queryString"])
        word = json.loads(wanted[1]) if wanted else ""
        found = [
            one
            for one in self.account.logs
            if word in one.message
            and one.group in query["logGroupNames"]
            and query["startTime"] <= one.at.timestamp() <= query["endTime"]
        ]
        latest = sorted(found, key=lambda one: one.at, reverse=True)[: query["limit"]]
        return {"status": "Complete", "results": [_entry(one) for one in latest]}

    def _stop(self, given: Json) -> Json:
        self.account.stopped.append(given["queryId"])
        return {"success": True}

    def _events(self, given: Json) -> Json:
        assert given["LookupAttributes"] == [
            {"AttributeKey": "ReadOnly", "AttributeValue": "false"}
        ]
        since, until = given["StartTime"], given["EndTime"]
        every = [
            one
            for one in self.account.events
            if not one.is_read and since <= one.at.timestamp() <= until
        ]
        every.sort(key=lambda one: one.at, reverse=True)
        page, more = _page(every, given, given["MaxResults"])
        return {"Events": [_event(one) for one in page], **more}

    # ------------------------------------------------------------------------ STS

    def _sts(self, asked: Arrived) -> Answer:
        given = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        try:
            self.asked.append((f"sts:{given['Action']}", given))
            self._check(asked, "sts:AssumeRole")
            if (given["RoleArn"], given.get("ExternalId", "")) != (ROLE, self.external_id):
                raise Refused("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)
        except Refused as no:
            return _xml_error(no.code, no.message, no.status)
        ends = (datetime.now(UTC) + self.lends).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = (
            '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<AssumeRoleResult><Credentials><AccessKeyId>{ROLE_KEY}</AccessKeyId>"
            f"<SecretAccessKey>{ROLE_SECRET}</SecretAccessKey>"
            f"<SessionToken>{ROLE_TOKEN}</SessionToken><Expiration>{ends}</Expiration>"
            "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
        return Answer(body=body.encode(), headers={"Content-Type": "text/xml"})


def _page(every: list[Any], given: Json, most: int) -> tuple[list[Any], Json]:
    """The far end's pages are small, so that there is more than one."""
    begins, size = int(given.get("NextToken", 0)), min(most, PAGE)
    ends = begins + size
    return every[begins:ends], {"NextToken": str(ends)} if ends < len(every) else {}


def _entry(one: Entry) -> list[Json]:
    at = one.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    told = {"@timestamp": at, "@message": one.message, **one.fields, "@ptr": "CmEKJgoi"}
    return [{"field": name, "value": value} for name, value in told.items()]


def _event(one: Event) -> Json:
    error = {"errorCode": one.error} if one.error else {}
    return {
        "EventId": one.id,
        "EventName": one.name,
        "EventTime": one.at.timestamp(),
        "ReadOnly": "false",
        "Username": one.user,
        "Resources": [{"ResourceType": "x", "ResourceName": name} for name in one.resources],
        "CloudTrailEvent": json.dumps({"eventVersion": "1.08", **error}),
    }


def _xml_error(code: str, message: str, status: int) -> Answer:
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{message}</Message></Error></ErrorResponse>"
    )
    return Answer(status=status, body=body.encode(), headers={"Content-Type": "text/xml"})


__all__ = ["Account", "Alarm", "Cloud", "Entry", "Event"]
