"""The desk itself: a message comes in, a reply goes out, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from tocsin.chat import EMPTY, Words, text
from tocsin.chat.events import Moved
from tocsin.chat.forms import Form
from tocsin.chat.port import Account, Card
from tocsin.config.operations import GuestLimits
from tocsin.config.values import Team
from tocsin.desk import buttons, confirmations, queries
from tocsin.desk.completion import complete
from tocsin.desk.confirmations import PendingConfirmation
from tocsin.desk.forms import form
from tocsin.desk.grammar import CommandLine
from tocsin.desk.help import unknown_verb
from tocsin.desk.home import home
from tocsin.desk.incident_commands import incident_command
from tocsin.desk.incident_list import visible
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.link_me import AddressSearch, address_search, link_offers
from tocsin.desk.message_context import ReadContext, WriteContext
from tocsin.desk.newcomers import newcomer_incident, welcome, welcomed_key
from tocsin.desk.ports import Charts, Execute
from tocsin.desk.privacy import NotHere
from tocsin.desk.read_only import default_view, incident_view, overview, team_view
from tocsin.desk.refusals import refused
from tocsin.desk.reply import Reply, addressed_to
from tocsin.desk.request import FormattedRefusal
from tocsin.desk.team_commands import team_command
from tocsin.desk.teams import implied_team
from tocsin.desk.typed_line import TypedLine, parse_line
from tocsin.desk.verb import Verb
from tocsin.desk.verbs import VERBS
from tocsin.domain.incident import Incident
from tocsin.domain.people import ENGINE, Person
from tocsin.domain.rooms.decide import PersonMoved
from tocsin.domain.titles import is_private, was_left
from tocsin.engine.account_linking import Linking
from tocsin.engine.query import Query
from tocsin.engine.room_ids import with_room_id
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import InvalidValue, NotFound, RejectedCommand, VersionConflict
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.chat_event_replies import left_as_ic
from tocsin.wording.clean import clean
from tocsin.wording.confirmations import dropped, too_late
from tocsin.wording.names import names_of
from tocsin.wording.truncation import one_message

REFUSALS: Final = (RejectedCommand, InvalidValue, NotFound, VersionConflict)
H = TypeVar("H", bound=ReadContext)


class Desk:
    """Turns what somebody said into a command, has it done, and says what came of it."""

    def __init__(
        self,
        *,
        execute: Execute,
        teams: Mapping[str, Team],
        people: Callable[[], Mapping[str, Person]],
        charts: Charts,
        links: Linking,
        prefix: str = "!",
        trusted_names: frozenset[str] = frozenset(),
        reports_per_hour: int = GuestLimits.reports_per_hour,
    ) -> None:
        """`people` gives everybody of the deployment as they are now.

        Args:
            trusted_names: The platforms where the name of a room stands for the room.
        """
        self._links = links
        self._execute = execute
        self._teams = teams
        self._people = people
        self._charts = charts
        self._prefix = prefix
        self._trusted = trusted_names
        self._reports_per_hour = reports_per_hour

    def left(self, tx: ReadTx, said: SpokenLine) -> Words:
        """The message to somebody who left a room; "" unless they lead its incident."""
        message = self._looking(tx, said)
        incident = message.of_room()
        if incident is None or not incident.is_open or incident.holder("ic") != said.speaker:
            return ""
        if was_left(incident, said.platform, message.said.room_id):
            return ""
        return left_as_ic(message.sentence_context(incident))

    def name(self, actor: str) -> str:
        """The name people know somebody by."""
        return names_of(self._people())(actor)

    def timezone(self, said: SpokenLine) -> str:
        """The time zone of the team that is meant by where something was said and by whom."""
        try:
            return implied_team(said.speaker, said.room, self._teams).timezone
        except NotFound:
            return "UTC"

    def only_asks(self, said: SpokenLine) -> bool:
        """Whether a message changes nothing, so that `look` answers it."""
        try:
            return parse_line(said.text, self._prefix).reads
        except REFUSALS:
            return True

    def look(self, tx: ReadTx, said: SpokenLine) -> Reply:
        """Answer a message that only asks."""
        return _replied(self._looking(tx, said), _looked)

    def seeks(self, said: SpokenLine) -> bool:
        """Whether a message that only asks may be answered better when chats are asked."""
        try:
            return parse_line(said.text, self._prefix).verb.name == "link-me"
        except REFUSALS:
            return False

    def sought(self, tx: ReadTx, said: SpokenLine) -> AddressSearch | None:
        """Whose accounts the chats are to be asked for; None = nobody's."""
        return address_search(self._looking(tx, said))

    def offers(self, tx: ReadTx, said: SpokenLine, found: tuple[Account, ...]) -> Reply:
        """The message to the speaker about accounts that chats found to be theirs; "" = nothing."""
        return Reply(text=text(link_offers(self._looking(tx, said), found)), only_you=True)

    def open_ones(self, tx: ReadTx, said: SpokenLine, most: int) -> tuple[Incident, ...]:
        """The open incidents that the speaker may hear of where they speak, the newest first."""
        message = self._looking(tx, said)
        return tuple(visible(tx, message.may_hear, most))

    def asks_tools(self, said: SpokenLine) -> bool:
        """Whether a message asks the team's tools, so that `query` says what."""
        try:
            return parse_line(said.text, self._prefix).asks
        except REFUSALS:
            return False

    def query(self, tx: ReadTx, said: SpokenLine) -> Query | Reply:
        """The query of the team's tools that a message makes, or the refusal."""
        message = self._looking(tx, said)
        try:
            return queries.query(message, parse_line(said.text, self._prefix).line)
        except REFUSALS as error:
            return refused(message, error)

    def hears(self, tx: ReadTx, said: SpokenLine, query: Query) -> bool:
        """Whether the answer to a query may still be told where it was asked."""
        return queries.may_still_hear(self._looking(tx, said), query.key)

    def form(self, tx: ReadTx, said: SpokenLine, name: str, number: int | None) -> Form | None:
        """A form with what is known filled in, for whoever asks, where they ask."""
        return form(self._looking(tx, said), name, number)

    def complete(self, tx: ReadTx, said: SpokenLine) -> tuple[str, ...]:
        """Whole lines that what is typed so far may become."""
        return complete(self._looking(tx, said), said.text)

    def home(self, tx: ReadTx, said: SpokenLine) -> tuple[Card, ...]:
        """The cards of what the speaker owes over all incidents; always at least one."""
        return home(self._looking(tx, said))

    def handle(self, tx: Tx, said: SpokenLine) -> Reply:
        """Answer any message. What the process does not allow is a reply too, not accepted."""
        message = WriteContext(
            tx=tx,
            said=self._placed(tx, said),
            execute=self._execute,
            teams=self._teams,
            people=self._people(),
            links=self._links,
            charts=self._charts,
            prefix=self._prefix,
            reports_per_hour=self._reports_per_hour,
        )
        return _replied(message, _answer)

    def comes(self, tx: ReadTx, said: SpokenLine) -> bool:
        """Whether it matters who comes into the room: it is that of a private incident."""
        incident = room_incident(tx, self._placed(tx, said))
        return incident is not None and is_private(incident)

    def joins(self, tx: ReadTx, said: SpokenLine) -> bool:
        """Whether who came into the room is told where its incident stands."""
        return newcomer_incident(self._looking(tx, said)) is not None

    def welcome(self, tx: Tx, said: SpokenLine) -> Reply:
        """The welcome to a newcomer in a room, once; without text where none is due."""
        message = self._looking(tx, said)
        incident = newcomer_incident(message)
        if incident is None:
            return Reply(text=EMPTY)
        tx.set_ref(incident.id, welcomed_key(said.speaker), self._execute.now().isoformat())
        return welcome(message, incident)

    def moved(self, tx: Tx, heard: Moved, person: str) -> None:
        """Somebody came into the room of an incident, or left it: the incident hears of it."""
        room = heard.room
        incident = tx.id_of_room(heard.platform, room.id) if room is not None else None
        if room is not None and incident is not None:
            seen = PersonMoved(
                platform=heard.platform, room=room.id, person=person, joined=heard.joined
            )
            self._execute.command(tx, incident, seen, by=ENGINE)

    def _placed(self, tx: ReadTx, said: SpokenLine) -> SpokenLine:
        return with_room_id(tx, said) if said.platform in self._trusted else said

    def _looking(self, tx: ReadTx, said: SpokenLine) -> ReadContext:
        return ReadContext(
            tx=tx,
            said=self._placed(tx, said),
            execute=self._execute,
            teams=self._teams,
            people=self._people(),
            links=self._links,
            prefix=self._prefix,
        )


def _replied(message: H, answer: Callable[[H, TypedLine], Reply]) -> Reply:
    alone = False
    try:
        said = parse_line(message.said.text, message.prefix)
        alone = said.verb.alone
        reply = answer(message, said)
    except REFUSALS as error:
        reply = refused(message, error)
    return replace(reply, only_you=True) if alone else reply


def _looked(message: ReadContext, said: TypedLine) -> Reply:
    said = default_view(message, said)
    if not said.of_incident:
        reply = addressed_to(
            message.said, said.verb, _answered(team_view(message, said.line, said.verb))
        )
        return replace(reply, actions=buttons.first_button(message)) if said.bare else reply
    try:
        incident = message.which(said.line.number, said.verb)
    except (NotFound, InvalidValue):
        if words := overview(message, said):
            return replace(_answered(words), only_you=True)
        raise
    try:
        shown = _answered(incident_view(message, said.line, said.verb, incident))
        reply = addressed_to(message.said, said.verb, shown)
    except REFUSALS as error:
        return refused(message, error, incident)
    return replace(reply, actions=buttons.view_buttons(message, said.verb, incident))


def _answer(message: WriteContext, said: TypedLine) -> Reply:
    if said.reads:
        return _looked(message, said)
    if said.asks:
        raise InvalidValue("That is asked of a tool, not done: type it again.")
    if said.verb.name in confirmations.ANSWERS:
        return _answer_question(message, said.line)
    if not said.of_incident:
        return _open(message, said)
    return _on_incident(message, said.line, said.verb)


def _open(message: WriteContext, said: TypedLine) -> Reply:
    try:
        reply = team_command(message, said.line, said.verb)
    except REFUSALS as error:
        return replace(
            refused(message, error), actions=buttons.missing_part_button(message, said.verb, error)
        )
    return replace(reply, text=one_message(reply.text))


def _on_incident(
    message: WriteContext,
    line: CommandLine,
    verb: Verb,
    *,
    confirmed: PendingConfirmation | None = None,
) -> Reply:
    incident = message.which(line.number, verb)
    try:
        reply = _answered(incident_command(message, line, verb, incident, confirmed))
    except REFUSALS as error:
        under = buttons.missing_part_button(message, verb, error, incident)
        return replace(refused(message, error, incident), actions=under)
    alone = not message.may_show(incident)
    return replace(reply, actions=buttons.reply_buttons(message, verb, incident), only_you=alone)


def _answer_question(message: WriteContext, line: CommandLine) -> Reply:
    """What was shown is done after a `yes` of the same person, as long as it is still so."""
    mark = confirmations.mark_of(message.request(line, confirmations.BY_NAME[line.verb], "UTC", ""))
    _answerable(message, line.number)
    question = confirmations.answered(
        message.tx, message.said, line.number, message.of_room(), mark
    )
    _answerable(message, question.number)
    confirmations.drop(message.tx, message.said.speaker, question)
    again = clean(f"{message.prefix}incident {question.typed}")
    if question.verb not in VERBS:
        raise unknown_verb(message.prefix, question.verb)
    if line.verb == "no":
        return _answered(dropped(again))
    if question.over(message.execute.now()):
        raise FormattedRefusal(too_late(again))
    return _on_incident(message, question.line, VERBS[question.verb], confirmed=question)


def _answerable(message: WriteContext, number: int | None) -> None:
    """What was shown in private is neither sent nor named where others read."""
    if number is None:
        return
    about = message.which(number)
    if not message.may_show(about):
        raise NotHere(about.key, done=False)


def _answered(words: Words) -> Reply:
    return Reply(text=one_message(words))
