# Every target does its own set-up: the first call makes .venv, later calls are instant.
# PYTHON=/path/to/python3 chooses another Python (3.11 to 3.13). The rest of the work is plain
# commands, so that each line can be typed by hand.

.DEFAULT_GOAL := help
.PHONY: help demo run test check format clean setup

DISTRIBUTIONS := $(wildcard plugins/*/pyproject.toml backends/*/pyproject.toml)
SOURCES := $(wildcard $(addsuffix src,$(dir $(DISTRIBUTIONS))))
TESTS := $(wildcard $(addsuffix tests,$(dir $(DISTRIBUTIONS))))
SETTINGS := pyproject.toml constraints.txt scripts/setup_venv.py $(DISTRIBUTIONS)
BIN := .venv/bin

empty :=
export MYPYPATH = $(subst $(empty) ,:,$(strip $(SOURCES)))
export PYTHON

help:
	@echo "make demo    a P0 from alert to published post-mortem, about a minute, no account needed"
	@echo "make run     the bot; with config.py yours, without it a demonstration team in this terminal"
	@echo "make test    every test           (ARGS='-k escalation -x' is handed to pytest)"
	@echo "make check   format, lint, types, and the floors of the house"
	@echo "make format  let ruff write the format"
	@echo "make clean   remove .venv, caches and builds; your config.py, teams/ and data/ stay"

demo: .venv/.set-up-run
	@$(BIN)/tocsin demo $(ARGS)

run: .venv/.set-up-run
	@$(BIN)/tocsin run $(ARGS)

test: .venv/.set-up-dev
	@$(BIN)/python -m pytest $(ARGS)

# mypy knows one module by one name, and every plugin may have a tests/test_contract.py: so the
# tests of each plugin are a run of their own.
check: .venv/.set-up-dev
	@echo "ruff: format and lint"
	@$(BIN)/ruff format --quiet --diff .
	@$(BIN)/ruff check --quiet .
	@echo "mypy: core, tests$(foreach folder,$(SOURCES) $(TESTS),$(empty) $(folder))"
	@$(BIN)/mypy --no-error-summary core tests scripts $(SOURCES)
	@set -e; for folder in $(TESTS); do $(BIN)/mypy --no-error-summary "$$folder"; done
	@echo "import-linter: the floors of the house"
	@$(BIN)/lint-imports --no-logo

format: .venv/.set-up-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

setup: .venv/.set-up-dev
	@:

.venv/.set-up-run .venv/.set-up-dev: .venv/.set-up-%: $(SETTINGS)
	@scripts/setup-venv $*

clean:
	@rm -rf .venv .venv.lock build dist .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
