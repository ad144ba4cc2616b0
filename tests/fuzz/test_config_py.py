"""`config.py` with values of any kind: a deployment, or faults that name the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile import any_text, bounded, numbers, spices, spicy
from tocsin.config.deployment import SETTINGS, Deployment, load_deployment
from tocsin.errors import ConfigError

SECRET = "".join(("pa55", "word"))  # in parts: hypothesis tries the constants it finds here
URLS = (
    "sqlite:///x.db", "sqlite://", "sqlite:", "sqlite:////", "postgresql://u:pa55word@[h", "x:",
    "postgresql://u:pa55word@h/d?x=\x00", "sqlite:///\x00", "SQLITE:///x", "sqlite+x:///y", "~/x",
    "http://0.0.0.0:99999", "https://tocsin.example", "::", "[::1]", "0.0.0.0", "~nobody/x",
)  # fmt: skip
texts = spicy | any_text | spices | st.sampled_from(URLS)
plain = st.none() | st.booleans() | numbers | texts | st.binary(max_size=5)
values: st.SearchStrategy[Any] = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(
            plain | st.sampled_from(("host", "port", "public_url", "console")), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
settings = st.dictionaries(
    st.sampled_from((*SETTINGS, "TOCSIN_WEB", "TOCSIN_CHATS", "TOCSIN_NOBODY", "OTHER")),
    values,
    max_size=4,
)
LINES = (
    "raise ValueError('pa55word')", "raise SystemExit('pa55word')", "import nothing_of_this_name",
    "x = (", "def f(:", "1/0", "exit()", "class X: y", "\x00", "\ufeffx = 1", "é = '\\ud800'",
    "from tocsin import *", "while False: pass", "assert False, 'pa55word'", "x = 9 ** 9999",
    "BOT_PREFIX = object()", "TOCSIN_WEB = {**None}", "globals().clear()", "del __file__",
)  # fmt: skip


def loaded(folder: Path, source: str) -> Deployment | None:
    """The deployment, or None for a file with faults."""
    file = folder / "config.py"
    file.write_bytes(source.encode("utf-8", "surrogatepass"))
    try:
        return load_deployment(file)
    except ConfigError as error:
        faults = [str(problem) for problem in error.problems]
    assert faults
    for fault in faults:
        assert fault.isprintable()
        assert str(file) in fault
        assert SECRET not in fault
        assert len(fault) <= 700 + len(str(file))
    return None


@bounded()
@given(settings)
def test_settings_of_any_kind(
    tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, Any]
) -> None:
    source = "inf = nan = 1e400\n" + "\n".join(f"{name} = {v!r}" for name, v in chosen.items())
    found = loaded(tmp_path_factory.mktemp("config"), source)
    if found is not None:
        assert found.prefix.isprintable()
        assert found.data_dir.is_absolute()
        assert SECRET not in repr(found)


@bounded()
@given(st.lists(st.sampled_from(LINES) | spicy | any_text, min_size=1, max_size=4).map("\n".join))
def test_lines_of_any_kind(tmp_path_factory: pytest.TempPathFactory, source: str) -> None:
    loaded(tmp_path_factory.mktemp("config"), source)
