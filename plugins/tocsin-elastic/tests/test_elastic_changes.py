"""Which entries are changes, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.counterparts.elastic.cluster import NOON, Cluster
from tocsin.providers import Change, Window
from tocsin.testing import a_call

Make = Callable[..., Any]
AT = NOON - timedelta(minutes=10)


def told(tool: Make, service: str = "", **section: Any) -> list[Change]:
    window = Window(start=NOON - timedelta(hours=1), end=NOON)
    return list(tool("changes", **section).changes(window, service, a_call()))


def annotate(es: Cluster, message: str, **more: Any) -> None:
    """As Kibana keeps an annotation of a deployment."""
    service = {"name": "checkout", "version": "4.3"}
    whole = {"annotation": {"type": "deployment"}, "tags": ["apm"], "service": service, **more}
    es.add("observability-annotations", message, AT, **whole)


def test_an_annotation_is_a_deployment_of_its_service(tool: Make, es: Cluster) -> None:
    es.reads = ("observability-*",)
    annotate(es, "4.3", user={"name": "ana"})
    (change,) = told(tool, indices=None)
    assert (change.at, change.title, change.what) == (AT, "checkout 4.3", "deploy")
    assert (change.service, change.person) == ("checkout", "ana")
    assert {one.path for one in es.far_end.arrived} == {"/observability-annotations/_search"}


def test_entries_of_a_pipeline_are_changes_where_the_section_says_so(
    tool: Make, es: Cluster
) -> None:
    more = {"flag": {"name": "new-basket", "on": True}, "app": "cart-api", "who": "eva"}
    es.add("logs-ci", "flag switched", AT, **more)
    es.add("logs-ci", "build 7 is green", AT)
    (change,) = told(
        tool,
        query="flag.on: true",
        what="flag",
        title_fields=["flag.name"],
        service_field="app",
        person_field="who",
        services={"cart": "cart-api"},
    )
    assert (change.title, change.what) == ("cart new-basket", "flag")
    assert (change.service, change.person) == ("cart", "eva")


def test_a_service_is_asked_for_by_its_name_there(tool: Make, es: Cluster) -> None:
    for name in ("cart-api", "cart", "cart-api-canary"):
        es.add("logs-1", f"deployed {name}", AT, service={"name": name})
    names = {"cart": "cart-api"}
    found = told(tool, "cart", query='message:"deployed"', services=names)
    assert [change.title for change in found] == ["deployed cart-api"]


def test_what_names_nothing_is_no_change(tool: Make, es: Cluster) -> None:
    es.add("logs-1", " ", AT)
    assert told(tool, query="not message: error") == []


def test_hostile_texts_are_one_line_and_bounded(tool: Make, es: Cluster) -> None:
    es.documents.clear()
    es.add("logs-1", "a\nb\u202e" + "c" * 9000, AT, service={"name": "x\ny" * 900})
    (change,) = told(tool)
    for text in (change.title, change.service, change.id):
        assert "\n" not in text
        assert "\u202e" not in text
        assert len(text) <= 500
