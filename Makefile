# Everything a person types: make run, make test. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCHEME ?=

.PHONY: help setup setup-dev run check test lock screenshots clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements.lock pyproject.toml
	@echo "Setting up (once; takes about half a minute)..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make run PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Setting up what tests and checks need..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run ## Make .venv and install the lock

setup-dev: $(VENV)/.dev ## The same, with what tests and checks need

run: setup ## Start the bot with its playground (SCHEME=file.toml for your own scheme)
	@$(BIN)/mentoring-bot run --playground $(if $(SCHEME),--scheme $(SCHEME))

check: setup-dev ## Format, lint, types, import direction, dependencies, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

test: setup-dev ## Run the tests
	$(BIN)/python -m pytest -n auto

screenshots: setup-dev ## Take the picture in the README anew
	MENTORING_PICTURES=docs/pictures $(BIN)/python -m pytest tests/journeys/test_playground.py

lock: ## Write the lock files anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 -c requirements.lock -o requirements-dev.lock

clean: ## Remove the virtual environment and what the playground remembers
	rm -rf $(VENV) .data
