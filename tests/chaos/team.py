"""The team all runs happen to, and what its file promises, written down a second time.

`CALLS` is the model the ladders are judged by. It is not read from the policy: whoever computes
both sides of a comparison with the same function proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tocsin.config import load_teams
from tocsin.config.values import Teams
from tocsin.plugin_manager import Plugins, load_plugins

TEAM = "shop"
PRIMARY, BACKUP, MANAGER, DIRECTOR = "ana", "bo", "eva", "cyrus"
PEOPLE = (PRIMARY, BACKUP, MANAGER, DIRECTOR)
TOOLS = ("tower", "church")
TRACKER, MAIL, STATUS_PAGE = "list", "mail", "static"
SOURCE = "json"

# (severity, round) -> minutes after the ladder began -> who is paged then. P2 pages nobody.
CALLS: Mapping[str, Mapping[tuple[int, int], tuple[float, frozenset[str]]]] = {
    "P0": {
        (0, 1): (0, frozenset({PRIMARY, MANAGER})),
        (1, 1): (3, frozenset({BACKUP})),
        (2, 1): (6, frozenset({DIRECTOR})),
        (0, 2): (11, frozenset({PRIMARY, MANAGER})),
        (1, 2): (11, frozenset({BACKUP})),
        (2, 2): (11, frozenset({DIRECTOR})),
    },
    "P1": {
        (0, 1): (0, frozenset({PRIMARY})),
        (1, 1): (4, frozenset({BACKUP})),
        (2, 1): (8, frozenset({MANAGER})),
        (0, 2): (13, frozenset({PRIMARY})),
        (1, 2): (13, frozenset({BACKUP})),
        (2, 2): (13, frozenset({MANAGER})),
    },
}
ALARM_MINUTES: Mapping[str, float] = {"P0": 16, "P1": 18}
LADDERS_END_S = 20 * 60.0

FILE = f"""\
[team]
name = "Shop"
timezone = "Europe/Berlin"
storm = {{ groups = 3, within = "5m" }}
[people.ana]
email = "ana@example.org"
[people.bo]
email = "bo@example.org"
[people.eva]
email = "eva@example.org"
[people.cyrus]
email = "cyrus@example.org"
[oncall.primary]
people = ["{PRIMARY}"]
[oncall.backup]
people = ["{BACKUP}"]
[contacts]
em = "{MANAGER}"
cto = "{DIRECTOR}"
leadership = ["{DIRECTOR}"]
[severities.P0]
paging = ["tower", "church"]
ladder = "short-p0"
update_every = "4h"
[severities.P1]
paging = ["tower", "church"]
ladder = "short-p1"
update_every = "4h"
escalate_em_after = "20m"
[severities.P2]
update_every = "4h"
[escalation.short-p0]
steps = [
  {{ after = "0m", targets = ["primary", "em"] }},
  {{ after = "3m", targets = ["backup"] }},
  {{ after = "6m", targets = ["cto"] }},
]
repeats = 1
repeat_every = "5m"
alarm = true
[escalation.short-p1]
steps = [
  {{ after = "0m", targets = ["primary"] }},
  {{ after = "4m", targets = ["backup"] }},
  {{ after = "8m", targets = ["em"] }},
]
repeats = 1
repeat_every = "5m"
alarm = true
[paging.tower]
type = "direct-message"
[paging.church]
type = "direct-message"
[ticketing.list]
[customers.mail]
type = "smtp"
host = "127.0.0.1"
security = "none"
sender = "tocsin@example.org"
to = ["customers@example.org"]
[alerts.json]
token = {{ env = "TOCSIN_CHAOS_UNUSED" }}
"""


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What every run of a process shares: the team and what is installed. Read once."""

    plugins: Plugins
    teams: Teams

    @classmethod
    def load(cls) -> Kit:
        """Read the team as a deployment would."""
        plugins = load_plugins()
        with TemporaryDirectory() as folder:
            Path(folder, f"{TEAM}.toml").write_text(FILE, encoding="utf-8")
            teams = load_teams(Path(folder), plugins.models)
        teams.raise_if_broken()
        return cls(plugins=plugins, teams=teams)
