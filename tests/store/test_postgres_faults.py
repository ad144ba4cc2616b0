"""When PostgreSQL goes away, comes back, refuses or hesitates."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from tests.postgres import Cluster, cluster
from tests.store.given import add, after, claim_one, declare, drain, effect, noted, put, settle
from tests.store.two_replicas import SOON, ask, cut_connections, holding
from tocsin.errors import InvalidValue, StoreUnavailable
from tocsin.store.contract import InboxRow, Store, Tx
from tocsin.store.postgres import open_postgres
from tocsin.store.writer import RetryLimits

NOW = RetryLimits()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_postgres(database)
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that may be ended."""
    with cluster() as made:
        yield made


def ends_at_commit(url: str, space: str = "doomed") -> None:
    """From now on a commit that writes a fact of this space is cut in the middle."""
    ask(
        url,
        f"""
        CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.space = '{space}' AND NEW.value = 'cut' THEN
                PERFORM pg_terminate_backend(pg_backend_pid());
            END IF;
            RETURN NEW;
        END $$;
        CREATE CONSTRAINT TRIGGER cut AFTER INSERT OR UPDATE ON facts
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
        """,
    )


def test_a_cut_connection_is_made_anew_and_nobody_notices(store: Store, database: str) -> None:
    incident = declare(store)
    for text in ("one", "two", "three"):
        cut_connections(database)
        incident = add(store, incident, noted(text))
        cut_connections(database)
        assert store.read(lambda tx: tx.incident("i1")) == incident


def test_a_unit_cut_in_the_middle_is_done_once(store: Store, database: str) -> None:
    runs: list[int] = []

    def unit(tx: Tx) -> int:
        runs.append(1)
        number = tx.next_number()
        if len(runs) == 1:
            cut_connections(database)
        tx.set_fact("a", "k", str(number))
        return number

    assert store.write(unit) == 1
    assert len(runs) == 2
    assert store.write(lambda tx: tx.next_number()) == 2


def test_everybody_in_a_batch_that_was_cut_is_served(store: Store, database: str) -> None:
    gate, begun = threading.Event(), threading.Event()

    def slow(tx: Tx) -> int:
        begun.set()
        gate.wait(SOON)
        return tx.next_number()

    futures = [store.submit(slow), *(store.submit(lambda tx: tx.next_number()) for _ in range(9))]
    assert begun.wait(SOON)
    cut_connections(database)
    gate.set()

    assert sorted(future.result(SOON) for future in futures) == list(range(1, 11))


def test_who_cannot_know_is_told_so(store: Store, database: str) -> None:
    """The connection breaks while the commit is under way: it may be there or not."""
    ends_at_commit(database)
    runs: list[str] = []

    def unit(tx: Tx) -> None:
        runs.append("run")
        tx.set_fact("doomed", "k", "cut")

    with pytest.raises(StoreUnavailable, match="accepted or not"):
        store.write(unit)

    assert runs == ["run"]
    assert store.read(lambda tx: tx.fact("doomed", "k")) is None
    store.write(lambda tx: tx.set_fact("doomed", "k", "fine"))


def test_what_does_no_harm_twice_is_repeated_even_then(store: Store, database: str) -> None:
    """A settled page must not ring again only because an answer was lost."""
    ends_at_commit(database)
    put(store, effect("k1"))
    one = claim_one(store)
    runs: list[str] = []

    def settling(tx: Tx) -> bool:
        runs.append("run")
        tx.set_fact("doomed", "k", "cut" if len(runs) == 1 else "fine")
        return tx.settle(one, "done", "", after(1))

    assert store.write(settling, urgent=True)
    assert len(runs) == 2
    assert drain(store, after(99)) == []


def test_a_server_that_restarts_loses_nothing_and_is_waited_for(own: Cluster) -> None:
    store = open_postgres(own.url(own.new_database()))
    declare(store)
    put(store, effect("k1"))
    one = claim_one(store)
    own.stop_immediate()
    settled = threading.Thread(target=settle, args=(store, one))
    settled.start()
    own.start()
    settled.join(SOON)

    assert drain(store, after(99)) == []
    assert store.read(lambda tx: tx.id_of(1)) == "i1"
    store.close()


def test_while_the_server_is_away_everybody_is_told_in_time(own: Cluster) -> None:
    store = open_postgres(own.url(own.new_database()), patience=RetryLimits(usual=0.3, urgent=0.3))
    own.stop_immediate()
    began = time.monotonic()
    futures = [store.submit(lambda tx: tx.next_number()) for _ in range(100)]

    errors = {type(future.exception(SOON)) for future in futures}
    with pytest.raises(StoreUnavailable, match="connection"):
        store.read(lambda tx: tx.next_timer_at())

    assert errors == {StoreUnavailable}
    assert time.monotonic() - began < 5
    own.start()
    assert store.write(lambda tx: tx.next_number()) == 1
    assert store.read(lambda tx: tx.next_timer_at()) is None
    store.close()


def test_closing_does_not_wait_for_a_server_that_is_away(own: Cluster) -> None:
    store = open_postgres(own.url(own.new_database()))
    store.listen(lambda: None)
    own.stop_immediate()
    left = store.submit(lambda tx: tx.next_number())
    began = time.monotonic()

    store.close()

    assert isinstance(left.exception(SOON), StoreUnavailable)
    assert time.monotonic() - began < 3


def test_a_server_nobody_starts_is_one_sentence_without_the_password(own: Cluster) -> None:
    url = own.url("tocsin").replace("tocsin@", "tocsin:hunter2@", 1)
    own.stop_immediate()

    with pytest.raises(StoreUnavailable, match="cannot be used") as refused:
        open_postgres(url)

    assert "hunter2" not in str(refused.value)


def test_a_disk_that_is_full_is_said_so(store: Store, database: str) -> None:
    ask(
        database,
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON facts EXECUTE FUNCTION full_disk();
        """,
    )

    with pytest.raises(StoreUnavailable, match="disk of the database is full"):
        store.write(lambda tx: tx.set_fact("a", "k", "1"))

    assert store.write(lambda tx: tx.next_number()) == 1


def test_a_statement_that_never_ends_is_ended(database: str) -> None:
    """Also where nobody holds a row: a lock on the table, as of a migration that went wrong."""
    store = open_postgres(database, settings={"statement_timeout": "200"}, patience=NOW)
    with holding(database) as outside:
        outside.execute("LOCK TABLE counters IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreUnavailable, match="busy"):
            store.write(lambda tx: tx.next_number())
    slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(9)"
    ask(database, f"{slow}; RETURN NEW; END $$")
    ask(database, "CREATE TRIGGER slow BEFORE INSERT ON counters EXECUTE FUNCTION slow()")
    with pytest.raises(StoreUnavailable, match="took too long"):
        store.write(lambda tx: tx.next_number())
    store.close()


def test_a_wrong_value_harms_only_its_unit_and_is_not_repeated(store: Store) -> None:
    gate = threading.Event()
    store.submit(lambda _: gate.wait(SOON))
    before = store.submit(lambda tx: tx.next_number())
    wrong = store.submit(lambda tx: tx.set_ref("hunter2", "card", None))  # type: ignore[arg-type]
    behind = store.submit(lambda tx: tx.next_number())
    gate.set()

    error = wrong.exception(SOON)

    assert isinstance(error, InvalidValue)
    assert "hunter2" not in str(error)
    assert (before.result(SOON), behind.result(SOON)) == (1, 2)


def test_an_id_no_index_holds_is_a_fault_of_its_unit(store: Store) -> None:
    """A sender may choose any id; it must not stop what others send."""
    long = "".join(chr(0x4E00 + n % 20_000) for n in range(100_000))
    row = InboxRow(source="hook", message_id=long, body="x", received=after(0))

    with pytest.raises(InvalidValue, match="refused a value"):
        store.write(lambda tx: tx.put_inbox(row))


def test_a_text_with_a_nul_is_kept_without_it(store: Store) -> None:
    """PostgreSQL cannot keep one; a message is not lost for it."""
    store.write(lambda tx: tx.set_fact("a\0", "k\0", "v\0w"))

    assert store.read(lambda tx: tx.fact("a\0", "k\0")) == "v\ufffdw"


def test_sessions_are_as_they_must_be_whatever_the_role_is_set_to(
    own: Cluster,
) -> None:
    """Seen from inside: a trigger writes down what the session has."""
    name = own.new_database()
    with own.connect() as outside:
        outside.execute("ALTER ROLE tocsin SET synchronous_commit = off")
        outside.execute("ALTER ROLE tocsin SET default_transaction_isolation = 'serializable'")
        outside.execute("ALTER ROLE tocsin SET statement_timeout = 0")
    store = open_postgres(own.url(name))
    ask(
        own.url(name),
        """
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.value := current_setting(NEW.key); RETURN NEW; END $$;
        CREATE TRIGGER tell BEFORE INSERT ON facts FOR EACH ROW EXECUTE FUNCTION tell();
        """,
    )
    wanted = {
        "synchronous_commit": "on",
        "transaction_isolation": "read committed",
        "statement_timeout": "10s",
        "lock_timeout": "100ms",
        "idle_in_transaction_session_timeout": "5s",
        "application_name": "tocsin",
    }
    for name in wanted:
        store.write(lambda tx, name=name: tx.set_fact("told", name, "?"))  # type: ignore[misc]  # a lambda's default has no type

    assert store.read(lambda tx: tx.facts("told")) == dict(sorted(wanted.items()))
    store.close()
