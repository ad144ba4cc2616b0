"""The SQL statements of the lanes."""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, union_all, update

from tocsin.store import tables as t

_F, _L = t.EFFECTS.c, t.LANES.c
_keys: BindParameter[list[str]] = bindparam("keys", expanding=True)
KEYS = union_all(
    select(_F.key).where(_F.key.in_(_keys)),
    select(t.EFFECT_LOG.c.key).where(t.EFFECT_LOG.c.key.in_(_keys)),
)
# Locks the lanes too: whether their heads are claimed must not change meanwhile.
WAITING_SYNCS = (
    select(t.EFFECTS)
    .join(t.LANES, _L.lane == _F.lane)
    .where(
        _L.lane.in_(bindparam("lanes", expanding=True)),
        _F.id != _L.claimed,
        _F.kind == "sync",
        _F.ambiguous.is_(False),
    )
    .order_by(_F.id)
    .with_for_update(of=t.LANES)
)
INSERT = insert(t.EFFECTS).inline()
REPLACE = (
    update(t.EFFECTS)
    .where(_F.id == bindparam("number"))
    .values(
        {name: bindparam(name) for name in ("key", "prio", "target", "payload", "created_us")}
        | {"attempts": 0, "first_us": None, "last_error": ""}
    )
)
# A lane is claimed in the pool of its head, also when something else takes the head's place.
MOVE = (
    update(t.LANES)
    .where(
        _L.lane == bindparam("name"),
        _L.head == bindparam("effect"),
        _L.prio != bindparam("pool"),
    )
    .values(prio=bindparam("pool"))
)
LOG = insert(t.EFFECT_LOG).inline()  # nobody asks for the new row's id
_DUE = (
    select(t.LANES)
    .where(_L.prio == bindparam("prio"), _L.due_us <= bindparam("now"))
    .order_by(_L.due_us, _L.head)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=t.LANES)
)
# The same without busy places, which costs one look at the index for each lane that is passed over.
_DUE_ELSEWHERE = _DUE.where(_L.place.not_in(bindparam("busy", expanding=True)))
_NOT_OF = _L.incident_id.not_in(bindparam("avoid", expanding=True))
# (without busy targets, without incidents somebody is at)
DUE = {
    (False, False): _DUE,
    (True, False): _DUE_ELSEWHERE,
    (False, True): _DUE.where(_NOT_OF),
    (True, True): _DUE_ELSEWHERE.where(_NOT_OF),
}
HEADS = select(t.EFFECTS).where(_F.id.in_(bindparam("heads", expanding=True)))
NEXT = select(t.EFFECTS).where(_F.lane == bindparam("name")).order_by(_F.id).limit(1)
LEASE = (
    update(t.LANES)
    .where(_L.lane == bindparam("name"))
    .values(fence=_L.fence + 1, due_us=bindparam("until"), claimed=bindparam("effect"))
)
# The effect of a claim that still holds its lane, and the lane's present `seq`.
HELD = (
    select(_L.seq.label("held_seq"), t.EFFECTS)
    .join(t.EFFECTS, _F.id == _L.claimed)
    .where(
        _L.lane == bindparam("name"),
        _L.fence == bindparam("at_fence"),
        _L.claimed == bindparam("effect"),
    )
    .with_for_update(of=t.LANES)
)
# Run after its lane is held: it sees every effect that was put before.
FREE = delete(t.LANES).where(
    _L.lane == bindparam("name"),
    _L.fence == bindparam("at_fence"),
    _L.seq == bindparam("at_seq"),
    ~select(_F.id).where(_F.lane == bindparam("name")).exists(),
)
WAKE = (
    update(t.LANES)
    .where(_L.lane == bindparam("name"))
    .values(due_us=bindparam("due"), head=bindparam("first"), prio=bindparam("pool"), claimed=0)
)
# Nobody is left who could hold one: every lane that was claimed is due at once.
DROP_LEASES = (
    update(t.LANES)
    .where(_L.claimed != 0)
    .values(due_us=select(_F.created_us).where(_F.id == _L.head).scalar_subquery(), claimed=0)
)
DROP = delete(t.EFFECTS).where(_F.id == bindparam("number"))
BEGIN = (
    update(t.EFFECTS)
    .where(_F.id == bindparam("number"))
    .values(
        attempts=_F.attempts + 1,
        first_us=func.coalesce(_F.first_us, bindparam("now")),
        ambiguous=True,
    )
)
TRIED = (
    update(t.EFFECTS)
    .where(_F.id == bindparam("number"))
    .values(ambiguous=bindparam("unsure"), last_error=bindparam("error"))
)
TRIED_SO_OFTEN = TRIED.values(attempts=bindparam("count"))
AGAIN = (
    update(t.LANES).where(_L.lane == bindparam("name")).values(due_us=bindparam("due"), claimed=0)
)
PARKED = (
    select(_L.head)
    .where(_L.incident_id == bindparam("incident"), _L.due_us.is_(None))
    .order_by(_L.lane)
    .with_for_update()
)
UNPARK = (
    update(t.EFFECTS)
    .where(_F.incident_id == bindparam("incident"), _F.needs == bindparam("need"))
    .values(needs="")
)
