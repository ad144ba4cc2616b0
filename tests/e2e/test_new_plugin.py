"""`tocsin new-plugin`: what it writes keeps every contract before a line of it is changed."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_import_contract import private_names_used
from tests.patience import HANGS_S
from tocsin.cli.scaffold import LICENCES, drafts, new_plugin
from tocsin.errors import InvalidValue
from tocsin.providers.kinds import KINDS as REGISTRY

ROOT = Path(__file__).resolve().parents[2]
QUIET = ("-p", "no:cacheprovider", "-p", "no:xdist")
KINDS = tuple(drafts())
PAIRS = list(itertools.combinations(KINDS, 2))
NOT_WRITTEN = {"__pycache__", ".venv", ".mypy_cache", ".ruff_cache"}
RULES = ("--select", "E,F,I,B", "--line-length", "110")
TEAM = """
[team]
name = "Shop"
[people.ana]
email = "ana@example.com"
[people.bo]
email = "bo@example.com"
[oncall.backup]
people = ["bo"]
[contacts]
em = "bo"
cto = "bo"
"""


def installed(folder: Path, name: str = "my-tool") -> None:
    """Stands for `pip install -e`: the distribution's name and entry point, beside its source."""
    package = f"tocsin_{name.replace('-', '_')}"
    told = folder / "src" / f"{package}-0.1.0.dist-info"
    told.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: tocsin-{name}\nVersion: 0.1.0\n"
    (told / "METADATA").write_text(metadata, encoding="utf-8")
    (told / "entry_points.txt").write_text(f"[tocsin]\n{name} = {package}\n", encoding="utf-8")


def run(folder: Path, *command: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**kept, "PYTHONPATH": os.pathsep.join(map(str, sorted(folder.glob("**/src"))))},
        capture_output=True,
        text=True,
        timeout=HANGS_S * 4,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin of every kind."""
    folder = tmp_path_factory.mktemp("new")
    new_plugin("my-tool", KINDS, licence="mit", folder=folder)
    installed(folder / "tocsin-my-tool")
    return folder / "tocsin-my-tool"


def test_its_contracts_are_green_at_once(whole: Path) -> None:
    code, told = run(whole, "-m", "pytest", "-q", *QUIET)
    assert code == 0, told
    assert "failed" not in told


def test_the_bot_offers_its_kinds(whole: Path) -> None:
    code, told = run(whole, "-c", "from tocsin.cli.app import main; main()", "plugins")
    assert code == 0, told
    assert all(f"{kind}: my-tool" in told for kind in KINDS), told


def test_the_page_for_authors_builds_the_example(tmp_path: Path) -> None:
    """Its command makes a plugin, and its blocks are the rest of it: all but the README."""
    folder = as_the_page_says(tmp_path, "writing-a-plugin.md")
    page = (ROOT / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")
    for path, text in re.findall(
        r"^`(\S+)`:\n\n```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE
    ):
        (folder / path).write_text(text, encoding="utf-8")
    assert files_of(folder) == files_of(ROOT / "examples" / folder.name)


def files_of(folder: Path) -> dict[str, str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = [
        path for path in paths if path.parts[0] != "README.md" and not NOT_WRITTEN & {*path.parts}
    ]
    return {str(path): (folder / path).read_text(encoding="utf-8") for path in kept}


def test_the_page_of_tests_is_true(tmp_path: Path) -> None:
    """Its blocks are files of the plugin that it names, and a check left out is listed."""
    folder = as_the_page_says(tmp_path, "testing-a-plugin.md")
    installed(folder, "my-pager")
    page = (ROOT / "docs" / "testing-a-plugin.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    names = [f"tests/test_{name}.py" for name in ("requests", "knobs", "outage")]
    for name, block in zip(names, blocks, strict=True):
        assert f"`{name}`" in page
        (folder / name).write_text(block, encoding="utf-8")
    code, told = run(folder, "-m", "pytest", "-q", *QUIET, *names)
    assert code == 0, told
    assert "TestPatiently: test_many_threads_may_page_at_once: the vendor" in told


def as_the_page_says(folder: Path, page: str) -> Path:
    """The plugin that the first command of a page makes."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    command = re.findall(r"tocsin (new-plugin [a-z-]+ --kind [a-z,]+)", text)[0].split()
    code, told = run(folder, "-c", "from tocsin.cli.app import main; main()", *command)
    assert code == 0, told
    return folder / f"tocsin-{command[1]}"


@pytest.mark.parametrize("kinds", [KINDS, ("escalation",), ("alerts",), ("chat",)], ids="+".join)
def test_it_is_clean_for_ruff_and_mypy(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    new_plugin("my-tool", kinds, licence="gpl", folder=tmp_path)
    folder = tmp_path / "tocsin-my-tool"
    code, told = run(folder, "-m", "ruff", "check", *RULES, ".")
    assert code == 0, told
    code, told = run(folder, "-m", "mypy", "--strict", "--no-error-summary", "src")
    assert code == 0, told


def test_there_is_a_draft_of_every_kind() -> None:
    assert set(KINDS) == {*REGISTRY, "chat"}


def test_the_page_and_the_build_machine_name_every_kind() -> None:
    page = (ROOT / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")
    build = "".join(re.findall(r"kinds\+?=(\S+)", (ROOT / ".ci" / "run").read_text("utf-8")))
    assert set(build.split(",")) == set(KINDS)
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_it_uses_only_the_public_api(whole: Path) -> None:
    assert private_names_used(whole) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_alone_is_green_at_once(tmp_path: Path, kind: str) -> None:
    new_plugin("my-tool", [kind], licence="gpl", folder=tmp_path)
    folder = tmp_path / "tocsin-my-tool"
    installed(folder)
    code, told = run(folder, "-m", "pytest", "-q", *QUIET)
    assert code == 0, told


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin of each two kinds; each has a name, and so a package, of its own."""
    folder = tmp_path_factory.mktemp("pairs")
    for kinds in PAIRS:
        new_plugin(name_of(kinds), kinds, licence="gpl", folder=folder)
        installed(folder / f"tocsin-{name_of(kinds)}", name_of(kinds))
    return folder


def name_of(kinds: tuple[str, ...]) -> str:
    return "-".join(kinds).replace("_", "-")


def test_each_pair_of_kinds_is_offered(pairs: Path) -> None:
    wanted = "; ".join(
        f"import tocsin_{name_of(kinds).replace('-', '_')} as it; "
        "offers = [row.kind for row in getattr(it, 'tocsin_providers', tuple)()]; "
        "print(*offers, *['chat' for _ in getattr(it, 'tocsin_chats', tuple)()])"
        for kinds in PAIRS
    )
    code, told = run(pairs, "-c", wanted)
    assert code == 0, told
    assert [tuple(line.split()) for line in told.splitlines()] == PAIRS


def test_each_pair_of_kinds_has_its_contracts_to_run(pairs: Path) -> None:
    code, told = run(
        pairs, "-m", "pytest", "-q", "--collect-only", "--import-mode=importlib", *QUIET
    )
    assert code == 0, told
    found = set(re.findall(r"^tocsin-([a-z-]+)/tests/test_([a-z_]+)\.py::", told, re.MULTILINE))
    assert found == {(name_of(kinds), kind) for kinds in PAIRS for kind in kinds}


def test_the_sections_of_the_readme_are_sound(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the README shows is put into a team file, and `tocsin check` reads it."""
    readme = (whole / "README.md").read_text(encoding="utf-8")
    (sections,) = re.findall(r"^```toml\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "shop.toml").write_text(f"{TEAM}\n{sections}", encoding="utf-8")
    (tmp_path / "config.py").write_text('TOCSIN_CHATS = {"console": {}}\n', encoding="utf-8")
    monkeypatch.setenv("MY_TOOL_TOKEN", "t0ken-of-the-tests")
    check = "from tocsin.cli.app import main; main()"
    code, told = run(whole, "-c", check, "check", "--config", str(tmp_path / "config.py"))
    assert code == 0, told


@pytest.mark.parametrize("licence", LICENCES)
def test_the_licence_is_the_authors_choice(tmp_path: Path, licence: str) -> None:
    new_plugin("my-tool", ["logs"], licence=licence, folder=tmp_path)
    project = (tmp_path / "tocsin-my-tool" / "pyproject.toml").read_text(encoding="utf-8")
    assert f'license = "{LICENCES[licence]}"' in project


@pytest.mark.parametrize(
    ("name", "kinds", "licence", "told"),
    [
        ("My Tool", ["logs"], "mit", "such as my-pager"),
        ("../evil", ["logs"], "mit", "no name of a plugin"),
        ("tocsin-my-tool", ["logs"], "mit", "by itself; write my-tool"),
        ("my-tool", [], "mit", "at least one kind; there are drafts of paging"),
        ("my-tool", ["lgos"], "mit", "'lgos' is no kind"),
        ("my-tool", ["logs"], "bsd", "there are gpl, mit"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, kinds: list[str], licence: str, told: str
) -> None:
    with pytest.raises(InvalidValue, match=told):
        new_plugin(name, kinds, licence=licence, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "tocsin-my-tool").mkdir()
    with pytest.raises(InvalidValue, match="there already; nothing was written"):
        new_plugin("my-tool", ["logs"], licence="mit", folder=tmp_path)
