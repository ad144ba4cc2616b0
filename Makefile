# Every target does its own set-up: the first call makes .venv, later calls are instant.
# PYTHON=/path/to/python3 chooses another Python (3.11 to 3.13). The rest of the work is plain
# commands, so that each line can be typed by hand.

.DEFAULT_GOAL := help
.PHONY: help demo run test proof check lint types floors format setup dist docs clean

DISTRIBUTIONS := $(wildcard plugins/*/pyproject.toml backends/*/pyproject.toml examples/*/pyproject.toml)
SOURCES := $(wildcard $(addsuffix src,$(dir $(DISTRIBUTIONS))))
TESTS := $(sort $(dir $(wildcard $(addsuffix tests/*.py,$(dir $(DISTRIBUTIONS))))))
SETTINGS := pyproject.toml constraints.txt scripts/setup_venv.py $(DISTRIBUTIONS)
BIN := .venv/bin

# Hundreds of programs are started: each compiles all of Tocsin where nobody may keep the bytecode.
unexport PYTHONDONTWRITEBYTECODE

empty :=
export MYPYPATH = $(subst $(empty) ,:,$(strip $(SOURCES)))
export PYTHON

help:
	@echo "make demo    a P0 from the alert to the closed incident, about a minute, no account needed"
	@echo "make run     the bot; with config.py yours, without it a demonstration team in this terminal"
	@echo "make test    what Tocsin does, in minutes  (ARGS='-k escalation -x' is handed to pytest; -n 0: one by one)"
	@echo "make proof   the long nets besides: kills, storms, chaos, fuzz, browsers, other people's programs"
	@echo "make check   lint, types and floors, which are targets as well (-k goes on after a failure)"
	@echo "make dist    certify and build every wheel and sdist into dist/, look at them, install each alone (some minutes)"
	@echo "make docs    the docs site, build/docs/site/index.html: reads offline, with search"
	@echo "make format  let ruff write the format"
	@echo "make clean   remove .venv, caches and builds; your config.py, teams/ and data/ stay"

demo: .venv/.set-up-run
	@$(BIN)/tocsin demo $(ARGS)

run: .venv/.set-up-run
	@$(BIN)/tocsin run $(ARGS)

# The two together are every test: tests/proof.py says which is which. One worker more than there
# are cores, and five at most: some tests only wait for another program.
test: SELECTED := not proof
proof: SELECTED := proof
test proof: .venv/.set-up-dev
	@cores=$$(getconf _NPROCESSORS_ONLN); \
	$(BIN)/python -m pytest -n $$((cores < 4 ? cores + 1 : 5)) --dist worksteal -m "$(SELECTED)" $(ARGS)

check: lint types floors

lint: .venv/.set-up-dev
	@echo "ruff: format and lint"
	@$(BIN)/ruff format --quiet --diff .
	@$(BIN)/ruff check --quiet .

# mypy knows one module by one name, and every plugin may have a tests/test_contract.py: so the
# tests of each plugin are a run of their own.
types: .venv/.set-up-dev
	@echo "mypy: core, tests, scripts and $(words $(SOURCES)) plugins, backends and examples"
	@$(BIN)/mypy --no-error-summary core tests scripts $(SOURCES)
	@set -e; for folder in $(TESTS); do $(BIN)/mypy --no-error-summary "$$folder"; done

floors: .venv/.set-up-dev
	@echo "import-linter: the floors of the house"
	@$(BIN)/lint-imports --no-logo

format: .venv/.set-up-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

setup: .venv/.set-up-dev
	@:

# Its tools live in .venv-docs; a warning of theirs, and a link that leads nowhere, fails it.
docs: .venv/.set-up-dev
	@PYTHONPATH=. $(BIN)/python scripts/docs_site.py

# ARGS='build', 'check' or 'install' does one of its three steps.
dist: .venv/.set-up-dev
	@PYTHONPATH=. $(BIN)/python scripts/dist.py $(ARGS)

.venv/.set-up-run .venv/.set-up-dev: .venv/.set-up-%: $(SETTINGS)
	@scripts/setup-venv $*

clean:
	@rm -rf .venv .venv-docs .venv-twine .venv.lock build dist .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
