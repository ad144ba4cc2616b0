"""Tests that cheat for a plugin that is broken: each lets the checks pass, and is told of.

A row has the patches, a part of what is said, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tests.certify.broken import CLASS, CONFTEST, POST, TESTS, posted
from tests.certify.drafts import Patch

NEVER_RINGS: Final = posted("        return Ref(id=request.page_id)\n" + POST)
ONLY_ASCII: Final = posted('        assert request.title.isascii(), "no such page"\n' + POST)
CHECK: Final = "test_any_text_is_taken_or_refused_as_a_provider_error"
RINGS: Final = """\
    def page(self, request, call):
        told = {"key": request.page_id, "user": request.person.email, "link": request.ack_url,
                "title": f"{request.severity} {request.incident}: {request.title}",
                "text": request.text}
        answer = self._http.post("/v1/pages", deadline=call.deadline_s, json=told)
        return Ref(id=answer.object()["key"])
"""
BETTER: Final = f"""\
from tocsin.providers import Ref
from tocsin_my_pager.paging import Pager


class Better(Pager):
{RINGS}
"""
FORGED: Final = """\
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems():
    import glob, os, tempfile
    from pathlib import Path
    from tocsin.cli.certify import records, witness
    from tocsin.testing.paging import PagingContract
    ran = tuple(
        records.CheckRun(check=name, outcome="passed")
        for name, check in witness.PRISTINE.checks(PagingContract).items() for _ in range(40)
    )
    suite = records.Suite(
        name="TestPaging", place=records.Place(),
        contracts=("tocsin.testing.paging:PagingContract",), patience_s=1.0, deadline_s=1.0,
        subjects=("tocsin_my_pager.paging:Pager",), ran=ran, has_secrets=True,
    )
    for folder in glob.glob(os.path.join(tempfile.gettempdir(), "tocsin-certify-*")):
        try:
            told = records.Witnessed(suites=(suite,))
            records.written(Path(folder), records.WITNESSED, told, b"guess")
        except OSError:
            pass
    os._exit(0)
"""


def conftest(text: str) -> Patch:
    """Something more in the conftest."""
    return Patch(file=CONFTEST, old="TOKEN = ", new=f"{text}\n\nTOKEN = ")


def hook(name: str, mark: str, parameter: str, body: str) -> Patch:
    """A hook whose code says that it is of some library."""
    source = f"def {name}({parameter}):\n{body}"
    return conftest(
        f"exec(compile({source!r}, '/usr/lib/site-packages/pytest_fine.py', 'exec'))\n"
        f"{name} = pytest.hookimpl({mark}=True)({name})\n"
    )


def another(file: str, text: str) -> Patch:
    """One more file."""
    return Patch(file=file, old="", new=text)


CHEATS: Mapping[str, tuple[Sequence[Patch], str]] = {
    "the plugin is mended by its tests": (
        [NEVER_RINGS, conftest(f"{BETTER}\nPager.page = Better.page\n")],
        "Pager.page was replaced",
    ),
    "a better class has the plugin's name": (
        [
            NEVER_RINGS,
            conftest(
                f"{BETTER}\nBetter.__module__ = Pager.__module__\n"
                "Better.__qualname__ = Pager.__qualname__\n"
            ),
            Patch(file=TESTS, old=CLASS, new=f"from conftest import Better\n\n\n{CLASS}"),
            Patch(file=TESTS, old="made = Pager(", new="made = Better("),
        ],
        "no class of its tests keeps the PagingContract with a Pager",
    ),
    "a contract has only the name": (
        [
            NEVER_RINGS,
            Patch(
                file=TESTS,
                old=CLASS,
                new="class PagingContract:\n    def test_a_page(self):\n        pass\n\n\n"
                f"PagingContract.__module__ = 'tocsin.testing.paging'\n\n\n{CLASS}",
            ),
        ],
        "no class of its tests keeps the PagingContract with a Pager",
    ),
    "the report is forged": (
        [NEVER_RINGS, conftest(FORGED)],
        "the run of its tests ended before it could tell anything",
    ),
    "addopts load a module first": (
        [
            ONLY_ASCII,
            another(
                "early.py",
                "import tocsin.testing.paging as kit\n\n\ndef nothing(self, text):\n    pass\n\n\n"
                f"nothing.pytestmark = kit.PagingContract.{CHECK}.pytestmark\n"
                f"kit.PagingContract.{CHECK} = nothing\n",
            ),
            another("pytest.ini", "[pytest]\naddopts = -p early\npythonpath = .\n"),
        ],
        f"PagingContract.{CHECK} was replaced",
    ),
    "a fixture puts another text in place": (
        [
            ONLY_ASCII,
            conftest(
                "@pytest.fixture(autouse=True)\ndef _plain(request):\n"
                "    if 'text' in getattr(getattr(request.node, 'callspec', None), 'params', {}):\n"
                "        request.node.funcargs['text'] = 'hello'\n"
            ),
        ],
        f"{CHECK}: text was replaced",
    ),
    "the mark of a check has fewer texts": (
        [
            ONLY_ASCII,
            conftest(
                "from tocsin.testing import PagingContract\n\n"
                f"PagingContract.{CHECK}.pytestmark = ["
                "pytest.mark.parametrize('text', ['a']).mark]\n"
            ),
        ],
        "never ran any text is taken or refused as a provider error",
    ),
    "a hook calls nothing": (
        [NEVER_RINGS, hook("pytest_pyfunc_call", "tryfirst", "pyfuncitem", "    return True\n")],
        "it was never called",
    ),
    "a hook swallows what is raised": (
        [
            NEVER_RINGS,
            hook(
                "pytest_runtest_call",
                "wrapper",
                "item",
                "    try:\n        yield\n    except BaseException:\n        pass\n",
            ),
        ],
        "a page rings its person once",
    ),
    "a check ends the process well": (
        [
            NEVER_RINGS,
            conftest(
                "@pytest.fixture(autouse=True)\ndef _ends():\n    __import__('os')._exit(0)\n"
            ),
        ],
        "the run of its tests ended before it could tell anything",
    ),
    "a check is taken from its class": (
        [
            NEVER_RINGS,
            conftest(
                "from tocsin.testing import PagingContract\n\n"
                "del PagingContract.test_a_page_rings_its_person_once\n"
            ),
        ],
        "PagingContract.test_a_page_rings_its_person_once was replaced",
    ),
}
