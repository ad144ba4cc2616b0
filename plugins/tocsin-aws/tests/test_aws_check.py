"""What `tocsin check` says of a section before anything is asked."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.counterparts.aws.cloud import ROLE
from tests.counterparts.aws.sns import REGION, TOPIC
from tocsin_aws import config
from tocsin_aws.config import AlarmsConfig, ChangesConfig, GraphsConfig, LogsConfig


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"topics": []}, "at least 1 item"),
        ({"topics": ["alarms"]}, "write the ARN of a topic, arn:aws:sns:<region>:<account>:<name>"),
        ({"topics": [TOPIC + ":sub"]}, "write the ARN of a topic"),
        ({"topics": ["arn:aws:sns:eu-central-1.evil.example:123456789012:x"]}, "write the ARN"),
        ({"verify": False}, "verify = false would take certificates of SNS from anybody"),
        ({"severities": {"*": "P9"}}, "'P0', 'P1', 'P2', 'P3' or 'ignore'"),
        ({"base_url": "http://sns.example.org"}, "plain_http = true if that is meant"),
        ({"assume_role": "tocsin"}, "should match pattern"),
        ({"external_id": "shop"}, "external_id goes with assume_role: write the ARN of the role"),
        ({"assume_role": ROLE, "external_id": "a b"}, "should match pattern"),
        ({"topic": TOPIC}, "Extra inputs are not permitted"),
    ],
)
def test_a_section_of_alarms_that_cannot_be_used(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        AlarmsConfig.model_validate({"topics": [TOPIC], **changed})


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (LogsConfig, {"region": REGION, "log_groups": []}),
        (LogsConfig, {"region": REGION, "log_groups": ["a b"]}),
        (LogsConfig, {"region": "Frankfurt", "log_groups": ["/a"]}),
        (GraphsConfig, {"region": "eu-central-1.evil.example"}),
        (ChangesConfig, {"region": REGION, "events": {"boom": ["x"]}}),
    ],
)
def test_a_section_that_asks_and_cannot_be_used(model: Any, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(given)


@pytest.mark.parametrize("firing", [True, False])
def test_a_missing_boto3_is_a_warning_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, *, firing: bool
) -> None:
    section = AlarmsConfig(topics=(TOPIC,), firing=firing)
    assert list(section.concerns()) == []
    monkeypatch.setattr(config, "find_spec", lambda _: None)
    told = [(one.what, one.fix) for one in section.concerns()]
    wanted = ("Nothing can be asked here: boto3 is not installed.",
              "Try pip install 'tocsin-aws[boto3]'.")  # fmt: skip
    assert told == ([wanted] if firing else [])
    assert len(list(GraphsConfig(region=REGION).concerns())) == 1


def test_a_preset_that_names_its_own_log_groups_is_a_fault() -> None:
    section = LogsConfig(region=REGION, log_groups=("/a",))
    assert section.query_fault("SOURCE '/b' | fields @message").startswith("SOURCE is not taken")
    assert section.query_fault('filter @message like "SOURCE"') == ""
