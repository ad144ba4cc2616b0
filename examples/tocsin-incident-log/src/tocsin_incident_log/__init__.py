"""Every change of an incident as one line of JSON in a file: the observer `incident-log`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ObserverType
from tocsin_incident_log.config import IncidentLogConfig
from tocsin_incident_log.log import IncidentLog

TOCSIN_API = 1


@hookimpl
def tocsin_observers() -> tuple[ObserverType[IncidentLogConfig], ...]:
    """The observer `incident-log`."""
    return (
        ObserverType(
            name="incident-log",
            summary="One line of JSON for each change, in a file that other tools follow",
            config=IncidentLogConfig,
            factory=lambda config, context: IncidentLog(
                config.path or context.data_dir / "incidents.jsonl",
                context.store,
                most_bytes=config.most_megabytes * 1024 * 1024,
            ),
        ),
    )
