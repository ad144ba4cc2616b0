"""Twenty and more plugins that are broken on purpose: each a small change of a good draft.

A row says what is changed, in which row of the report that is told, a part of the sentence, and
the line to change: the file, and a text that stands in that line after the change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.certify.drafts import PACKAGE, QUICK, SECRETS, Patch

PAGING = f"{PACKAGE}/paging.py"
ALERTS = f"{PACKAGE}/alerts.py"
CONFIG = f"{PACKAGE}/config.py"
INIT = f"{PACKAGE}/__init__.py"
TESTS = "tests/test_paging.py"
CONFTEST = "tests/conftest.py"
POST = '        answer = self._http.post("/v1/pages", deadline=call.deadline_s, json=told)\n'
IMPATIENT = Patch(file=TESTS, old=QUICK, new=QUICK + "    patience_s = 0.6\n")
IMPORT = "from __future__ import annotations\n"
MAKE = "        self._http = make_client(config, context.clock)\n"
CLASS = "class TestPaging(PagingContract):\n"


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One broken plugin, and what is said of it."""

    patches: Sequence[Patch]
    check: str
    told: str
    place: tuple[str, str] = ("", "")
    kind: str = "paging"
    metadata: str = "License-Expression: MIT\n"
    points: str = "my-pager = tocsin_my_pager\n"


def posted(instead: str) -> Patch:
    """Another request than the one that rings."""
    return Patch(file=PAGING, old=POST, new=instead)


PLUGINS: Mapping[str, Broken] = {
    "never sends": Broken(
        patches=[posted("        return Ref(id=request.page_id)\n" + POST)],
        check="contracts kept",
        told="a page rings its person once",
        place=(PAGING, "def page("),
    ),
    "posts twice": Broken(
        patches=[
            posted(
                POST + '        told["key"] = f"again-{request.page_id}"\n'
                '        self._http.post("/v1/pages", deadline=call.deadline_s, json=told)\n'
            )
        ],
        check="contracts kept",
        told="a page rings its person once",
        place=(PAGING, "def page("),
    ),
    "hangs": Broken(
        patches=[IMPATIENT, posted("        __import__('threading').Event().wait()\n" + POST)],
        check="deadlines",
        told="page() never came back",
        place=(PAGING, "def page("),
    ),
    "ignores the deadline": Broken(
        patches=[IMPATIENT, posted(POST.replace("call.deadline_s", "60.0"))],
        check="deadlines",
        told="page() never came back",
        place=(PAGING, "def page("),
    ),
    "not thread safe": Broken(
        patches=[
            posted(
                "        self._told = told\n        __import__('time').sleep(0.02)\n"
                + POST.replace("=told", "=self._told")
            )
        ],
        check="threads",
        told="many threads may page at once",
        place=(PAGING, "def page("),
    ),
    "swallows 429": Broken(
        patches=[
            posted(
                f"        try:\n    {POST}        except ProviderError as error:\n"
                "            if error.code != 'rate_limited':\n                raise\n"
                "            return Ref(id=request.page_id)\n"
            )
        ],
        check="contracts kept",
        told="a far end in trouble is told for what it is: page took 429 for a success",
        place=(PAGING, "def page("),
    ),
    "loses Ref.data": Broken(
        patches=[
            Patch(
                file=PAGING,
                old='self._set(request, "acknowledged", call)',
                new='self._set(request, ref.data["state"], call)',
            )
        ],
        check="contracts kept",
        told="a page can be acknowledged and resolved: KeyError: 'state'",
        place=(PAGING, 'ref.data["state"]'),
    ),
    "capability not backed": Broken(
        patches=[Patch(file=PAGING, old="def find(", new="def seek(")],
        check="contracts kept",
        told="there is no method `find`",
        place=(PAGING, "def capabilities("),
    ),
    "leaks a secret in its repr": Broken(
        patches=[
            Patch(
                file=PAGING,
                old=MAKE,
                new=f"{MAKE}        self._token = config.token\n\n"
                "    def __repr__(self) -> str:\n"
                "        return f'Pager({self._token.reveal()})'\n",
            )
        ],
        check="secrets hidden",
        told="the repr of a Pager shows a secret",
        place=(PAGING, "def __repr__("),
    ),
    "leaks a secret in a log": Broken(
        patches=[
            Patch(file=PAGING, old=MAKE, new=f"{MAKE}        self._token = config.token\n"),
            posted("        __import__('logging').debug('with %s', self._token.reveal())\n" + POST),
        ],
        check="secrets hidden",
        told="no secret is shown or logged",
        place=(PAGING, "debug("),
    ),
    "a secret that is a plain text": Broken(
        patches=[
            Patch(
                file=CONFIG,
                old="    token: SecretField\n",
                new='    token: SecretField\n    api_key: str = ""\n',
            )
        ],
        check="secret fields",
        told="paging: my-pager: api_key is a plain text; declare it as SecretField",
        place=(CONFIG, "api_key: str"),
    ),
    "wrong API": Broken(
        patches=[Patch(file=INIT, old="TOCSIN_API = 1", new="TOCSIN_API = 2")],
        check="plugin API",
        told="it was built for plugin API 2, this is 1",
        place=(INIT, "TOCSIN_API = 2"),
    ),
    "says no API": Broken(
        patches=[Patch(file=INIT, old="TOCSIN_API = 1\n", new="")],
        check="plugin API",
        told="it does not say which plugin API it was built for",
        place=(INIT, '"""'),
    ),
    "private import": Broken(
        patches=[
            Patch(
                file=PAGING, old=IMPORT, new=f"{IMPORT}\nfrom tocsin.domain.people import Person\n"
            )
        ],
        check="public imports",
        told="write `from tocsin.providers import Person`",
        place=(PAGING, "from tocsin.domain.people"),
    ),
    "private import by its text": Broken(
        patches=[
            Patch(
                file=PAGING,
                old=MAKE,
                new=f'{MAKE}        __import__("importlib").import_module("tocsin.store")\n',
            )
        ],
        check="public imports",
        told="tocsin.store is not public",
        place=(PAGING, "tocsin.store"),
    ),
    "prints when it is imported": Broken(
        patches=[Patch(file=INIT, old="TOCSIN_API = 1\n", new='TOCSIN_API = 1\nprint("hello")\n')],
        check="entry points",
        told="prints to stdout",
        place=(INIT, "print("),
    ),
    "ends the process when it is imported": Broken(
        patches=[
            Patch(
                file=INIT, old="TOCSIN_API = 1\n", new="TOCSIN_API = 1\n__import__('os')._exit(3)\n"
            )
        ],
        check="entry points",
        told="it ended the process that loaded it",
        place=(INIT, "TOCSIN_API = 1"),
    ),
    "its factory raises": Broken(
        patches=[Patch(file=PAGING, old=MAKE, new=f'{MAKE}        raise ValueError("no")\n')],
        check="factories",
        told="the factory of paging: my-pager raised ValueError",
        place=(PAGING, "raise ValueError"),
    ),
    "no section in its README": Broken(
        patches=[Patch(file="README.md", old="[paging.my-pager]", new="[paging.other]")],
        check="factories",
        told="its README shows no section of it",
        place=("README.md", ""),
    ),
    "nothing of what it cannot do": Broken(
        patches=[Patch(file="README.md", old="## What it cannot do", new="## More")],
        check="README",
        told="no heading says what it cannot do",
        place=("README.md", ""),
    ),
    "no licence": Broken(
        patches=[],
        metadata="",
        check="licence",
        told="its metadata name no licence",
        place=("pyproject.toml: [project]", ""),
    ),
    "a kind without its contract": Broken(
        patches=[Patch(file=TESTS, old="", new="def test_nothing() -> None:\n    pass\n")],
        check="contracts found",
        told="no class of its tests keeps the PagingContract with a Pager",
        place=("tests", ""),
    ),
    "tests of something else than is made": Broken(
        patches=[
            Patch(file=TESTS, old=CLASS, new=f"class Better(Pager):\n    pass\n\n\n{CLASS}"),
            Patch(file=TESTS, old="made = Pager(", new="made = Better("),
        ],
        check="contracts found",
        told="no class of its tests keeps the PagingContract with a Pager",
        place=(TESTS, "class TestPaging"),
    ),
    "an override that weakens a check": Broken(
        patches=[
            posted("        return Ref(id=request.page_id)\n" + POST),
            Patch(
                file=TESTS,
                old=SECRETS,
                new=f"{SECRETS}    exceptions = {{\n"
                '        "test_a_page_rings_its_person_once": "this tool need not ring",\n'
                "    }\n\n"
                "    def test_a_page_rings_its_person_once(self):\n        pass\n\n",
            ),
        ],
        check="contracts whole",
        told="TestPaging replaces test_a_page_rings_its_person_once of its suite, with the reason",
        place=(TESTS, "def test_a_page_rings"),
    ),
    "a check that is left out with a reason": Broken(
        patches=[
            Patch(
                file=TESTS,
                old=SECRETS,
                new=SECRETS + '    exceptions = {"rung": "the far end does not tell its pages"}\n',
            )
        ],
        check="contracts whole",
        told="TestPaging leaves out `rung`: the far end does not tell its pages",
        place=(TESTS, "class TestPaging"),
    ),
    "a fixture that is not the author's": Broken(
        patches=[
            Patch(
                file=TESTS,
                old=SECRETS,
                new=f"{SECRETS}\n    @pytest.fixture\n    def subject(self, tool):\n"
                "        return tool\n\n",
            )
        ],
        check="contracts whole",
        told="TestPaging replaces subject of its suite",
        place=(TESTS, "def subject("),
    ),
    "a skip by a mark": Broken(
        patches=[
            Patch(file=TESTS, old=CLASS, new=f'@pytest.mark.skip(reason="slow")\n{CLASS}'),
        ],
        check="contracts whole",
        told="was skipped: Skipped: slow",
        place=(TESTS, "@pytest.mark.skip"),
    ),
    "failures that are expected": Broken(
        patches=[
            posted("        return Ref(id=request.page_id)\n" + POST),
            Patch(file=TESTS, old=CLASS, new=f"@pytest.mark.xfail\n{CLASS}"),
        ],
        check="contracts kept",
        told="a page rings its person once",
        place=(PAGING, "def page("),
    ),
    "a conftest that turns failures into passes": Broken(
        patches=[
            posted("        return Ref(id=request.page_id)\n" + POST),
            Patch(
                file=CONFTEST,
                old="TOKEN = ",
                new="@pytest.hookimpl(wrapper=True, tryfirst=True)\n"
                "def pytest_runtest_makereport(item, call):\n"
                "    report = yield\n    report.outcome = 'passed'\n    return report\n\n\n"
                "TOKEN = ",
            ),
        ],
        check="contracts whole",
        told="pytest_runtest_makereport stands between a check and its outcome",
        place=(CONFTEST, "def pytest_runtest_makereport"),
    ),
    "a conftest that leaves checks out": Broken(
        patches=[
            Patch(
                file=CONFTEST,
                old="TOKEN = ",
                new="def pytest_collection_modifyitems(items):\n"
                "    items[:] = [item for item in items if 'rings' not in item.name]\n\n\n"
                "TOKEN = ",
            ),
        ],
        check="contracts whole",
        told="TestPaging never ran a page rings its person once",
        place=(TESTS, "class TestPaging"),
    ),
    "a kit that is patched": Broken(
        patches=[
            Patch(
                file=CONFTEST,
                old="TOKEN = ",
                new="@pytest.fixture(autouse=True)\ndef easier(monkeypatch):\n"
                "    import tocsin.testing.called as kit\n"
                "    monkeypatch.setattr(kit, 'check_trouble', lambda *_, **__: None)\n\n\n"
                "TOKEN = ",
            ),
        ],
        check="contracts whole",
        told="tocsin.testing.called.check_trouble was replaced",
        place=(TESTS, "class TestPaging"),
    ),
    "logs that nobody reads": Broken(
        patches=[
            Patch(
                file=CONFTEST,
                old="TOKEN = ",
                new="@pytest.fixture\ndef caplog(caplog):\n"
                "    class Quiet:\n        text, at_level, records = '', caplog.at_level, []\n\n"
                "    return Quiet()\n\n\nTOKEN = ",
            ),
        ],
        check="contracts whole",
        told="the fixture caplog was replaced",
        place=(TESTS, "class TestPaging"),
    ),
    "secrets that nobody looks for": Broken(
        patches=[Patch(file=TESTS, old='"t0ken-of-the-tests"', new='"another"')],
        check="contracts whole",
        told="no secret that it names in `secrets` is in use",
        place=(TESTS, "class TestPaging"),
    ),
    "a signature that does not cover the body": Broken(
        kind="alerts",
        patches=[
            Patch(file=ALERTS, old='f"{time}.".encode() + body', new='f"{time}.".encode()'),
        ],
        check="contracts kept",
        told="a signature covers every byte of the body",
        place=(ALERTS, "def authenticate("),
    ),
    "a body that ends it": Broken(
        kind="alerts",
        patches=[
            Patch(
                file=ALERTS,
                old="        except ValidationError as error:\n",
                new="        except KeyError as error:\n",
            ),
        ],
        check="texts",
        told="a hostile body is a bad payload at most",
        place=(ALERTS, "model_validate_json"),
    ),
}
