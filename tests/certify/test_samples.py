"""The sections of a README, and the fields that are secrets by their names."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, create_model

from tocsin.cli.certify.samples import samples, unreadable
from tocsin.cli.certify.secret_names import has_secrets, plain_secrets
from tocsin.providers import ProviderConfig, SecretField, SecretsField

README = """# It

In the team's file:

```toml
[paging.hook]
type = "webhook"
url = "https://pager.example"

[paging.horn]
token = { env = "HORN" }

[logs.files]
type = "log-files"
[logs.files.presets]
errors = "error"

[escalation.P1]
strategy = "follow-the-sun"
```

1. In `config.py`:

   ```python
   TOCSIN_CHATS = {"parley": {"token": {"env": "PARLEY"}}}
   TOCSIN_OBSERVERS = {"log": {"path": "/x"}}
   ```

```toml
[paging.second]
type = "webhook"
url = "https://other.example"
```

```python
TOCSIN_CHATS = {"irc": make_irc()}
```

```toml
[broken
```
"""


def test_every_section_of_a_readme_is_found() -> None:
    assert samples(README) == {
        ("paging", "webhook"): [{"url": "https://pager.example"}, {"url": "https://other.example"}],
        ("paging", "horn"): [{"token": {"env": "HORN"}}],
        ("logs", "log-files"): [{}],
        ("escalation", "follow-the-sun"): [{}],
        ("chat", "parley"): [{"token": {"env": "PARLEY"}}],
        ("observer", "log"): [{"path": "/x"}],
    }


def test_a_block_that_is_no_toml_is_found_with_its_line() -> None:
    line, fault = unreadable(README) or (0, "")
    assert README.splitlines()[line] == "[broken"
    assert "Expected ']'" in fault


def a_model(**fields: Any) -> type[ProviderConfig]:
    return create_model("Section", __base__=ProviderConfig, **fields)


@pytest.mark.parametrize(
    "name",
    ["token", "api_key", "routing_keys", "password", "client_secret", "app_token", "signing_key"],
)
@pytest.mark.parametrize("kind", [str, str | None, tuple[str, ...]])
def test_a_secret_by_its_name_that_is_a_plain_text_is_found(name: str, kind: Any) -> None:
    assert [field for _, field in plain_secrets(a_model(**{name: (kind, ...)}))] == [name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("token", SecretField),
        ("api_key", SecretField | None),
        ("secrets", SecretsField),
        ("project_key", str),
        ("group_by_key", str),
        ("token_minutes", int),
        ("token", int),
        ("key", str),
    ],
)
def test_what_is_no_secret_or_is_typed_as_one_is_not(name: str, kind: Any) -> None:
    assert list(plain_secrets(a_model(**{name: (kind, ...)}))) == []


def test_a_secret_within_a_part_of_a_section_is_found() -> None:
    part = create_model("Part", __base__=BaseModel, password=(str, ...))
    ((model, field),) = plain_secrets(a_model(parts=(tuple[part, ...], ...)))
    assert (model, field) == (part, "password")


def test_whether_a_section_holds_a_secret() -> None:
    assert has_secrets(a_model(token=(SecretField, ...)))
    assert not has_secrets(a_model(folder=(str, ...)))
