"""Rows of tools: what lets people in is not shown, wherever a row or an address begins and ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.wording.composing import as_plain
from tocsin.wording.query_answers import change_text, rows_text
from tocsin.wording.tool_output import safe_link, safe_rows

BODY = (
    "MIIEowIBAAKCAQEA7bq9pqrs0123456789abcdefghijklmnopqrstuvwxyzABCD",
    "4k5l6m7n8o9p0q1r2s3t4u5v6w7x8y9z0A1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P",
    "Zm9vYmFy==",
)
BEGIN, END = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def same(text: str) -> str:
    return text


@pytest.mark.parametrize(
    "rows",
    [
        ("before", BEGIN, *BODY, END, "after"),
        ("before", BEGIN, *BODY),
        (*BODY, END, "after"),
        ("after", END, *reversed(BODY), BEGIN, "before"),
        ("before", *(f"Nov 23 app[7]: {line}" for line in (BEGIN, *BODY[:2], END)), "after"),
        BODY[:2],
    ],
)
def test_a_private_key_over_several_rows_is_struck_out(rows: tuple[str, ...]) -> None:
    found = safe_rows(rows, same)
    assert not any(line in row for line in BODY for row in found.rows)
    assert found.struck
    assert {"before", "after"} & {*rows} == {"before", "after"} & {*found.rows}


def test_a_block_of_pgp_is_struck_out() -> None:
    (row,) = safe_rows(["-----BEGIN PGP PRIVATE KEY BLOCK----- lQOYBGPabcdef0123 x"], same).rows
    assert row == "-----BEGIN PGP PRIVATE KEY BLOCK-----…"


@pytest.mark.parametrize(
    "row",
    [
        "commit 2f1c0e7d9a3b4c5d6e7f8091a2b3c4d5e6f70819 deployed",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "GET /opt/shop/releases/20261123/public/assets/application/main took 3 s",
        "/Opt/shop/releases/20261123/public/assets/Application/main/of/all/things",
        "could not parse the private key",
    ],
)
def test_what_only_looks_long_stays(row: str) -> None:
    assert safe_rows([row, row], same).rows == (row, row)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ana:hunter22@logs.test/x?q=1", "https://logs.test/x?q=1"),
        ("https://logs.test/x?access_token=abcdefgh&q=1", "https://logs.test/x?access_token=…&q=1"),
        ("https://logs.test/x#api_key=abcdefgh", "https://logs.test/x#api_key=…"),
        ("https://logs.test/x?q=tango-uniform", "https://logs.test/x?q=…"),
        ("https://kibana.test/app#/?_a=(meta:(key:service))",) * 2,
        ("https://git.test/x@v2/token=", "https://git.test/x@v2/token="),
        ("ftp://logs.test", ""),
    ],
)
def test_an_address_lets_nobody_in(address: str, shown: str) -> None:
    assert safe_link(address, lambda text: text.replace("tango-uniform", "…")) == shown


def test_the_addresses_of_answers_are_such() -> None:
    address = "https://ana:hunter22@logs.test/x"
    logs = as_plain(rows_text(
        "Logs", [(AT, "x")], timezone="UTC", until=AT, mask=same, truncated=False,
        address=address, hint="",
    ))  # fmt: skip
    change = as_plain(change_text(
        AT, what="deploy", name="4.3", service="", person="", address=address, timezone="UTC",
        now=AT, mask=same,
    ))  # fmt: skip
    assert "All of it: https://logs.test/x" in logs
    assert "hunter22" not in logs + change
