"""Runs a scenario line by line on a virtual clock."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.provider_instances import Instances
from tocsin.chat.text import EMPTY, text
from tocsin.config.values import Team, Teams
from tocsin.desk.reply import Reply
from tocsin.domain.incident import Incident
from tocsin.domain.people import GUEST
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import BadPayload
from tocsin.plugin_manager import Plugins
from tocsin.providers import RawRequest
from tocsin.providers.inbound import LARGEST_BODY
from tocsin.providers.kinds import ALERTS
from tocsin.simulate.chat_doubles import ChartDouble, RecordingChat, TargetHealth
from tocsin.simulate.interactions import Interaction
from tocsin.simulate.provider_doubles import DoubleContext, provider_doubles
from tocsin.simulate.quiet_log import without_warnings
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.rows import Row
from tocsin.simulate.scenario import (
    Alert,
    BootAgain,
    Happening,
    Hook,
    Restart,
    Say,
    Scenario,
    ScenarioAction,
    ScenarioError,
    ScenarioFault,
    ScenarioStep,
    timetable,
)
from tocsin.simulate.virtual_clock import CountedIds, VirtualClock, even_chance
from tocsin.simulate.virtual_time import VirtualTime
from tocsin.store.memory import MemoryStore
from tocsin.wording.clean import clean

_INCIDENT_ROOM = re.compile(r"#INC-([0-9]{1,9})", re.IGNORECASE)
_NAMED = re.compile(r"\bINC-[0-9]{1,9}\b", re.IGNORECASE)


class Simulation:
    """One run of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        teams: Teams,
        plugins: Plugins,
        *,
        team: Team,
        folder: Path,
        platforms: tuple[str, ...] = ("console",),
        prefix: str = "!",
    ) -> None:
        """Alert files are relative to `folder`."""
        self._scenario = scenario
        self._teams = teams
        self._plugins = plugins
        self._team = team
        self._folder = folder
        self._prefix = prefix
        self._clock = VirtualClock(at=scenario.start)
        self._recorder = Recorder(self._clock, scenario.start, dict(teams.people))
        self._recorder.zone = team.timezone
        self._health = TargetHealth()
        self._chats = {
            name: RecordingChat(name, self._recorder, self._health) for name in platforms
        }
        self._stage = DoubleContext(
            health=self._health, platforms=platforms, recorder=self._recorder, folder=folder
        )
        self._ids = CountedIds()
        self._store = MemoryStore()
        self._said = 0
        self._data = Path(tempfile.gettempdir())
        self._course = VirtualTime(self._clock, self._store, self._recorder, teams)
        self._course.system = self._boot()

    def run(self) -> list[Row]:
        """Run the scenario and return every row, in order."""
        for step in self._scenario.steps:
            self._check(step)
        for moment in timetable(self._scenario.steps):
            if moment.offset > self._scenario.end:
                break
            self._course.advance(self._scenario.start + moment.offset)
            self._clock.at = max(self._clock.at, self._scenario.start + moment.offset)
            self._course.look_around()
            _DO[type(moment.action)](self, moment.action)
            self._course.settle()
        self._course.advance(self._scenario.start + self._scenario.end)
        return self._recorder.rows

    def incident(self, number: int) -> Incident | None:
        """The incident behind an `INC-` number as it is now; None = there is none."""
        found = self._store.read(lambda tx: tx.id_of(number))
        return self._store.read(lambda tx: tx.incident(found)) if found else None

    def _boot(self) -> System:
        return Wiring(
            teams=self._teams,
            plugins=self._plugins,
            store=self._store,
            chats=self._chats,
            data_dir=self._data,
            clock=self._clock,
            chance=even_chance,
            ids=self._ids,
            prefix=self._prefix,
            watcher=self._recorder,
            artist=ChartDouble(),
            wrap=self._silence,
        ).system

    def _silence(self, made: Instances) -> Instances:
        providers = provider_doubles(made.providers, self._chats, self._stage, self._teams)
        return replace(made, providers=providers)

    def _say(self, action: Say) -> None:
        speech, system = action.speech, self._course.system
        chat = self._chats[action.platform or next(iter(self._chats))]
        room = self._room(speech.room or self._team.announce, chat.platform)
        self._said += 1
        self._recorder.latest = ""
        act = Interaction(say=action, system=system, chat=chat, room=room, id=f"line-{self._said}")
        spoken = act.spoken()
        line = spoken.text if isinstance(spoken, SpokenLine) else ""
        told = {"by": act.speaker, "platform": chat.platform}
        told |= {} if action.how == "said" else {action.how: speech.text}
        key = self._meant(line or speech.text, room, chat)
        command = self._recorder.add("command", act.speaker, line or speech.text, incident=key)
        place = len(self._recorder.rows) - 1
        reply = self._answer(spoken)
        key = self._recorder.latest or key
        told["outcome"] = "accepted" if reply.accepted else "rejected"
        self._recorder.rows[place] = replace(command, incident=key, data=told)
        aside = reply.aside and "whisper" in chat.capabilities
        to = f"@{speech.speaker}" if reply.only_you or aside else room
        self._recorder.add(
            "reply", to, reply.text.as_plain(), incident=key, command=command.seq, **told
        )

    def _answer(self, spoken: SpokenLine | str) -> Reply:
        """What comes of a line; what says none is accepted, and nothing comes of it."""
        if isinstance(spoken, str):
            return Reply(text=text(spoken), accepted=False)
        return self._course.system.said(spoken) if spoken.text else Reply(text=EMPTY)

    def _meant(self, line: str, room: str, chat: RecordingChat) -> str:
        """The incident that a line names, or that of its room."""
        named = _NAMED.search(line)
        owner = chat.rooms.get(room.removeprefix("#"), "")
        return named.group().upper() if named else self._recorder.key(owner)

    def _room(self, name: str, platform: str) -> str:
        """`#INC-1` stands for that incident's room."""
        match = _INCIDENT_ROOM.fullmatch(name)
        if match is None:
            return name
        incident = self.incident(int(match.group(1)))
        own = incident.rooms.get(platform) if incident else None
        return own.name if own else self._team.announce

    def _alert(self, action: Alert) -> None:
        self._post("alert", action.source or self._first_source(), action.file)

    def _hook(self, action: Hook) -> None:
        self._post("hook", action.target, action.file)

    def _post(self, kind: str, source: str, file: str) -> None:
        request = RawRequest(
            method="POST",
            path=f"/hooks/{self._team.id}/{source}",
            headers={},
            body=(self._folder / file).read_bytes(),
            received=self._clock(),
        )
        row = self._recorder.add(kind, source, file)
        place = len(self._recorder.rows) - 1
        try:
            answer = self._course.system.hook(self._team.id, source, request, checked=True)
        except BadPayload as error:
            self._recorder.rows[place] = replace(row, text=str(error), data={"status": 400})
            return
        told = {"status": answer.status}
        self._recorder.rows[place] = replace(row, incident=answer.incident or "", data=told)

    def _fault(self, action: ScenarioFault) -> None:
        self._health.faults[action.target] = action.state
        self._recorder.add("fault", action.target, action.state)

    def _restart(self, action: Restart) -> None:
        self._recorder.add("restart", "", "")
        self._course.up = False
        if not action.down:
            self._boot_again(BootAgain())

    def _boot_again(self, _action: BootAgain) -> None:
        self._course.up = True
        self._recorder.settled()
        self._course.system = self._boot()
        self._course.system.recover()

    def _first_source(self) -> str:
        return next((section.instance for section in self._team.of_kind("alerts")), "")

    def _check(self, step: ScenarioStep) -> None:
        """Everything a line names exists.

        Raises:
            ScenarioError: With file and line.
        """
        problem = _PROBLEMS[type(step.action)](self, step.action)
        if problem:
            raise ScenarioError(f"{self._scenario.name}:{step.line}: {problem}")

    def _say_problem(self, action: Say) -> str:
        speaker = action.speech.speaker or ""
        if action.platform and action.platform not in self._chats:
            known = ", ".join(self._chats)
            return f"there is no chat {action.platform} in TOCSIN_CHATS; there are: {known}"
        if speaker in self._teams.people or (speaker.startswith(GUEST) and speaker != GUEST):
            return ""
        name = speaker.removeprefix(GUEST) or "<name>"
        return f"@{speaker} is in no team file; somebody from outside is @{GUEST}{name}"

    def _alert_problem(self, action: Alert) -> str:
        source = action.source or self._first_source()
        if (self._team.id, source) not in self._course.system.instances.providers.of(ALERTS):
            known = (
                ", ".join(section.instance for section in self._team.of_kind("alerts")) or "none"
            )
            return f"team {self._team.id} has no alerts section {source!r} (it has: {known})"
        return _file_problem(self._folder / action.file, clean(action.file))

    def _hook_problem(self, action: Hook) -> str:
        sections = (section for section, _ in self._course.system.hooks.routes.addresses())
        known = [section.actor for section in sections if section.team == self._team.id]
        if action.target not in known:
            names = ", ".join(known) or "none"
            return (
                f"team {self._team.id} has no {action.target} that takes requests (it has: {names})"
            )
        return _file_problem(self._folder / action.file, clean(action.file))

    def _fault_problem(self, action: ScenarioFault) -> str:
        known = [f"chat.{name}" for name in self._chats]
        known += [f"{kind}.{name}" for kind, name in self._team.sections]
        if action.target in known:
            return ""
        return f"there is no {action.target}; there are: {', '.join(known)}"


def _file_problem(path: Path, name: str) -> str:
    """Why no alert can be read there, or ""."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a name no file can have
        return f"there is no file {name}"
    if not stat.S_ISREG(found.st_mode) or not os.access(path, os.R_OK):
        return f"{name} is no file that can be read"
    if found.st_size > LARGEST_BODY:
        return f"{name} is larger than {LARGEST_BODY} bytes, too large for a webhook"
    return ""


_DO: Mapping[type[Happening], Callable[..., None]] = {
    BootAgain: Simulation._boot_again,
    Say: Simulation._say,
    Alert: Simulation._alert,
    Hook: Simulation._hook,
    ScenarioFault: Simulation._fault,
    Restart: Simulation._restart,
}
_PROBLEMS: Mapping[type[ScenarioAction], Callable[..., str]] = {
    Say: Simulation._say_problem,
    Alert: Simulation._alert_problem,
    Hook: Simulation._hook_problem,
    ScenarioFault: Simulation._fault_problem,
    Restart: lambda _run, _restart: "",
}


def simulate(
    scenario: Scenario,
    teams: Teams,
    plugins: Plugins,
    *,
    team: Team,
    folder: Path,
    platforms: tuple[str, ...] = ("console",),
    prefix: str = "!",
) -> list[Row]:
    """Run a scenario and return its rows. Nothing of it is logged, as its faults are among them.

    Raises:
        ScenarioError: A line names somebody or something that does not exist.
    """
    with without_warnings():
        run = Simulation(
            scenario, teams, plugins, team=team, folder=folder, platforms=platforms, prefix=prefix
        )
        return run.run()
