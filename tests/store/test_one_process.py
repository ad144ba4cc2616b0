"""One process writes; it may be killed at any moment and loses nothing it acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.given import declare
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.errors import AlreadyRunning
from tocsin.store.contract import Store
from tocsin.store.hash_chain import chain_next, chain_start
from tocsin.store.sqlite import open_readonly, open_sqlite

HOLDING = """
import sys
from pathlib import Path
from tocsin.store.contract import Store
from tocsin.store.sqlite import open_sqlite
store = open_sqlite(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""

# Appends, with an effect each, and says so only after the commit; several threads, so that
# commits are shared.
WRITING = """
import sys, threading
from pathlib import Path
from tests.store.given import after, appending, declare, effect, noted
from tocsin.domain.incident import Incident
from tocsin.store.contract import Store
from tocsin.store.sqlite import open_sqlite
store = open_sqlite(Path(sys.argv[1]))
lock = threading.Lock()

def unit(incident_id, tx):
    before = tx.incident(incident_id)
    kept = appending(before, noted())(tx)
    tx.put_effects((effect(f"{incident_id}:{kept[0].seq}", incident=incident_id),))
    return kept[0].seq

def run(number):
    incident_id = f"i{number}"
    if store.read(lambda tx: tx.incident(incident_id)) is None:
        declare(store, incident_id, number)
    while True:
        seq = store.write(lambda tx: unit(incident_id, tx))
        with lock:
            print(incident_id, seq, flush=True)

for number in (1, 2, 3):
    threading.Thread(target=run, args=(number,)).start()
"""
ROOT = Path(__file__).parents[2]


def start(script: str, database: Path) -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(ROOT / "core"), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-c", script, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


def read_lines(process: subprocess.Popen[str], wanted: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(wanted)]


def kill(process: subprocess.Popen[str]) -> list[str]:
    """Kill -9; returns the complete lines it had still said."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    with process:  # `communicate` would skip what `readline` has read ahead
        assert process.stdout is not None
        rest = process.stdout.read()
    return [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]


def test_a_second_process_is_refused_and_told_the_first_ones_pid(tmp_path: Path) -> None:
    holding = start(HOLDING, tmp_path / "tocsin.db")
    assert read_lines(holding, 1) == ["open"]

    with pytest.raises(AlreadyRunning, match=rf"pid {holding.pid}\b"):
        open_sqlite(tmp_path / "tocsin.db")

    kill(holding)
    open_sqlite(tmp_path / "tocsin.db").close()


def test_a_second_store_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "tocsin.db")

    with pytest.raises(AlreadyRunning, match=f"pid {os.getpid()}"):
        open_sqlite(tmp_path / "tocsin.db")

    store.close()
    open_sqlite(tmp_path / "tocsin.db").close()


def test_reading_beside_the_writing_process_is_allowed(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "tocsin.db")
    declare(store)

    reader = open_readonly(tmp_path / "tocsin.db")

    assert reader.read(lambda tx: tx.id_of(1)) == "i1"
    declare(store, "i2", 2)
    assert reader.read(lambda tx: tx.id_of(2)) == "i2"
    reader.close()
    store.close()


def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Four lives, each killed in the middle of its work."""
    path = tmp_path / "tocsin.db"
    said: list[str] = []
    for life in range(4):
        writing = start(WRITING, path)
        said += read_lines(writing, 20 + 7 * life)
        said += kill(writing)

    store = open_sqlite(path)
    acknowledged = [line.split() for line in said]
    assert len(acknowledged) >= 100
    for incident_id in ("i1", "i2", "i3"):
        seqs = [int(seq) for i, seq in acknowledged if i == incident_id]
        check_whole(store, incident_id, seqs)
    store.close()


def check_whole(store: Store, incident_id: str, acknowledged: list[int]) -> None:
    """Everything acknowledged is there, without a gap, chained, with its projection and effects."""
    rows, incident, waiting = store.read(
        lambda tx: (tx.events(incident_id), tx.incident(incident_id), tx.pending(incident_id))
    )
    seqs = [row.seq for row in rows]
    assert seqs == list(range(1, len(seqs) + 1))
    assert set(acknowledged) <= set(seqs)
    assert [row.key for row in waiting] == [f"{incident_id}:{seq}" for seq in seqs[1:]]
    assert incident == fold((row.event for row in rows if row.event), Incident(id=incident_id))
    chain = chain_start(incident_id)
    for row in rows:
        _, chain = chain_next(chain, row.body or "")
        assert row.chain == chain
