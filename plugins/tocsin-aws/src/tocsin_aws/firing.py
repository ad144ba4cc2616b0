"""CloudWatch, asked which alarms are in ALARM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from tocsin.providers import (
    AlertCapability,
    Call,
    Finding,
    FiringAlert,
    Person,
    ProviderContext,
    latest_firing,
    looked_at,
    one_line,
    safe_key,
    safe_labels,
)
from tocsin.providers.http import Deadline
from tocsin_aws.alarms import Alarms
from tocsin_aws.config import AlarmsConfig
from tocsin_aws.session import leased
from tocsin_aws.told import alarm_page
from tocsin_aws.values import Row, moment, rows, text

A_PAGE: Final = 100


class AskedAlarms(Alarms):
    """The alarms that SNS delivers, and which are in ALARM now."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def __init__(self, config: AlarmsConfig, context: ProviderContext) -> None:
        """The way in is shared with whatever else of the team uses it."""
        super().__init__(config, context)
        self._lease = leased(config, context)

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """What is in ALARM in the regions of the topics, whatever began last first.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        return latest_firing(
            self._read(alarm, region)
            for region in self._config.regions
            for alarm in self._alarms(region, until)
        )

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Besides: whether alarms may be read, in each region, and who tells us of them."""
        until = Deadline(call.deadline_s)
        asked = [
            looked_at(
                f"alarms of {region} can be read", partial(next, self._alarms(region, until), None)
            )
            for region in self._config.regions
        ]
        return (*super().examine(people, call), *asked)

    def close(self) -> None:
        """Give the way in back."""
        super().close()
        self._lease.close()

    def _alarms(self, region: str, until: Deadline) -> Iterator[Row]:
        asked: dict[str, object] = {
            "StateValue": "ALARM",
            "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
            "MaxRecords": A_PAGE,
        }
        if self._config.alarm_prefix:
            asked["AlarmNamePrefix"] = self._config.alarm_prefix
        for page in self._lease.one.pages("cloudwatch", "describe_alarms", region, until, asked):
            yield from rows(page, "MetricAlarms")
            yield from rows(page, "CompositeAlarms")

    def _read(self, alarm: Row, region: str) -> FiringAlert | None:
        name, arn = text(alarm, "AlarmName"), text(alarm, "AlarmArn")
        changed = moment(alarm, "StateTransitionedTimestamp")
        since = changed or moment(alarm, "StateUpdatedTimestamp")
        title = one_line(name)
        if not (title and arn) or since is None:
            return None
        labels = {"namespace": text(alarm, "Namespace"), "metric": text(alarm, "MetricName")}
        return FiringAlert(
            fingerprint=safe_key(arn),
            title=title,
            since=since,
            severity=self._config.severity_named(name),
            service=one_line(self._config.service_of(name), 100),
            labels=safe_labels({key: value for key, value in labels.items() if key and value}),
            link=alarm_page(region, name),
            silenced=alarm.get("ActionsEnabled") is False
            or bool(text(alarm, "ActionsSuppressedBy")),
        )


def make_alarms(config: AlarmsConfig, context: ProviderContext) -> Alarms:
    """The source; one that can be asked where the section says so."""
    return (AskedAlarms if config.firing else Alarms)(config, context)
