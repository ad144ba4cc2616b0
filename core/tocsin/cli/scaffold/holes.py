"""What stands in the holes `${…}` of the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from importlib.metadata import version
from typing import Final

from tocsin.cli.scaffold.drafts import CHAT, drafts, is_reached
from tocsin.hookspecs import API_VERSION
from tocsin.providers.kinds import KINDS

_WORD: Final = re.compile(r"[A-Za-z]+")
_HOLE: Final = re.compile(r"\$\{([a-z_]+)\}")
_PROVIDERS: Final = '''
# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """Return what this plugin offers, one row a kind."""
    return (
'''
_CHATS: Final = '''
@hookimpl
def tocsin_chats() -> tuple[ChatType[ChatSection], ...]:
    """Return the chat that this plugin offers."""
    return (
        ChatType(
            name="${name}",
            summary="${title} as a chat",
            config=ChatSection,
            factory=Backend,
        ),
    )
'''
_CHAT_SETTINGS: Final = """## In `config.py`

```python
TOCSIN_CHATS = {"${name}": {"token": {"env": "${env}"}}}
```

In the team file each person has `accounts = { ${name} = "<their id there>" }`.
`tocsin chat doctor` looks whether all is set up.

"""


def put(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its holes filled."""
    return _HOLE.sub(lambda hole: words[hole[1]], text)


def words_of(name: str, kinds: Sequence[str], licence: str) -> dict[str, str]:
    """Return what stands for each `${…}` of the templates."""
    major, minor = version("tocsin").split(".")[:2]
    words = {
        "name": name,
        "package": f"tocsin_{name.replace('-', '_')}",
        "title": name.replace("-", " ").title(),
        "env": f"{name.replace('-', '_').upper()}_TOKEN",
        "licence": licence,
        "version": f"{major}.{minor}",
        "next": f"{major}.{int(minor) + 1}",
        "api": str(API_VERSION),
        "kinds_in_words": ", ".join(_in_words(kind) for kind in kinds),
        "listed": ", ".join(f"`{kind}: {name}`" for kind in kinds),
    }
    has_secret = any("env" in drafts()[kind].section for kind in kinds)
    return {
        **words,
        "settings": put(_settings(kinds), words),
        "address": put(_address(kinds, has_secret=has_secret), words),
        "config_imports": _config_imports(kinds),
        "config_classes": "".join(_config_class(kind, words) for kind in kinds),
        "imports": _imports(kinds, words["package"]),
        "hooks": put(_hooks(kinds), words),
    }


def _address(kinds: Sequence[str], *, has_secret: bool) -> str:
    if is_reached(kinds):
        return (
            "`base_url` is the address of the API; set `${env}` in the environment of "
            "`tocsin run`.\n"
        )
    return "Set `${env}` in the environment of `tocsin run`.\n" if has_secret else ""


def _in_words(kind: str) -> str:
    return KINDS[kind].words if kind in KINDS else kind


def _settings(kinds: Sequence[str]) -> str:
    """What the README shows: sections of a team file, and the settings of a chat."""
    sections = "\n\n".join(drafts()[kind].section for kind in kinds if kind != CHAT)
    team = f"## In the team's file\n\n```toml\n{sections}\n```\n\n" if sections else ""
    return team + (_CHAT_SETTINGS if CHAT in kinds else "")


def _imports(kinds: Sequence[str], package: str) -> str:
    """What `__init__.py` imports; what is Tocsin's stands before what is the plugin's."""
    offers = [kind for kind in kinds if kind != CHAT]
    tocsin = [
        "from typing import Any\n\n" if offers else "",
        "from tocsin.chat import ChatType\n" if CHAT in kinds else "",
        "from tocsin.hookspecs import hookimpl\n",
        "from tocsin.providers import ProviderType\n" if offers else "",
    ]
    own = [f"from {package}.{kind} import {drafts()[kind].made}" for kind in kinds]
    own.append(_import(f"{package}.config", {_section(kind) for kind in kinds}))
    return "".join(tocsin) + "\n" + "\n".join(sorted(own))


def _config_imports(kinds: Sequence[str]) -> str:
    """What `config.py` imports: the bases of its sections, and what their fields name."""
    made = [drafts()[kind] for kind in kinds]
    fields = {word for draft in made for word in _WORD.findall(draft.fields)}
    bases = {base for draft in made for base in draft.parents} - {"Access"}
    access = {"BaseUrl", "HttpConfig", "SecretField"} if is_reached(kinds) else set()
    used = bases | access | (fields & {"BaseUrl", "SecretField"})
    pydantic = "from pydantic import Field\n" if "Field" in fields else ""
    return f"{pydantic}{_import('tocsin.providers', used)}"


def _import(module: str, names: Set[str]) -> str:
    if len(names) == 1:
        return f"from {module} import {''.join(names)}"
    listed = "".join(f"    {name},\n" for name in sorted(names))
    return f"from {module} import (\n{listed})"


def _section(kind: str) -> str:
    """The name of the class of a kind's section: `StatusPageSection`."""
    return f"{kind.title().replace('_', '')}Section"


def _config_class(kind: str, words: Mapping[str, str]) -> str:
    draft = drafts()[kind]
    what = "The settings of `TOCSIN_CHATS`" if kind == CHAT else f"A section `[{kind}.${{name}}]`"
    lines = [
        f"\n\nclass {_section(kind)}({', '.join(draft.parents)}):\n",
        f'    """{what}."""\n',
        f"\n{draft.fields}" if draft.fields else "",
    ]
    return put("".join(lines), words)


def _hooks(kinds: Sequence[str]) -> str:
    rows = "\n".join(_row(kind) for kind in kinds if kind != CHAT)
    offers = f"\n{_PROVIDERS}{rows}\n    )\n" if rows else ""
    return offers + (f"\n{_CHATS}" if CHAT in kinds else "")


def _row(kind: str) -> str:
    draft = drafts()[kind]
    return (
        "        ProviderType(\n"
        f'            kind="{kind}",\n'
        '            name="${name}",\n'
        f'            summary="{draft.summary}",\n'
        f"            config={_section(kind)},\n"
        f"            factory={draft.made},\n"
        "        ),"
    )
