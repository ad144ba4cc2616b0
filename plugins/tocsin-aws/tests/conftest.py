from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.aws.cloud import KEY, SECRET, Cloud
from tests.counterparts.aws.sns import REGION, TOPIC
from tocsin.providers import ProviderContext, ProviderType, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_aws import tocsin_providers

Make = Callable[..., Any]
TYPES: dict[str, ProviderType[Any]] = {one.kind: one for one in tocsin_providers()}
USUAL: dict[str, dict[str, Any]] = {
    "alerts": {"topics": [TOPIC]},
    "graphs": {"region": REGION},
    "logs": {"region": REGION, "log_groups": ["/ecs/checkout"]},
    "changes": {"region": REGION},
}
OTHERS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The keys of the account in the environment, and nothing else that boto3 would find."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in OTHERS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cloud(far_end: FarEnd, keys: None) -> Cloud:
    """An account whose keys are in the environment."""
    return Cloud(far_end)


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….cw]` gets."""
    return a_context(tmp_path, instance="cw", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(cloud: Cloud, context: ProviderContext) -> Iterator[Make]:
    """A function: a kind, and what a test says of its section -> the instance."""
    made: list[Any] = []

    def make(kind: str, **changed: Any) -> Any:
        usual: dict[str, Any] = {"base_url": cloud.url, **USUAL[kind]}
        one = TYPES[kind]
        made.append(one.factory(one.config.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        one.close()
