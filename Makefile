# Everything a person types: make run, make test. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCHEME ?=
JOURNEYS ?= 20

.PHONY: help setup setup-dev run check test understood faults bench shape messages quiet effort audience lock screenshots walk clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml
	@echo "Setting up (once; takes about half a minute)..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make run PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-build.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Setting up what tests and checks need..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run ## Make .venv and install the lock

setup-dev: $(VENV)/.dev ## The same, with what tests and checks need

run: setup ## Start the bot with its playground (SCHEME=alia for a preset, SCHEME=file.toml for your own scheme)
	@$(BIN)/mentoring-bot run --playground $(if $(SCHEME),--scheme "$(SCHEME)")

check: setup-dev ## Format, lint, types, import direction, dependencies, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

test: setup-dev ## Run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: setup-dev ## Measure speed beside a floor and write docs/benchmarks.md
	$(BIN)/python -m benchmarks

shape: setup-dev ## Count what the code looks like, beside what is wanted
	@$(BIN)/python -m benchmarks.shape

messages: setup-dev ## Write docs/messages.md anew: everything the bot says
	@rm -rf .messages && mkdir .messages
	MENTORING_MESSAGES=$(CURDIR)/.messages $(BIN)/python -m pytest -n auto tests/handlers tests/journeys
	$(BIN)/python -m tests.support.voice .messages
	@rm -rf .messages

quiet: setup-dev ## Write docs/quiet-weeks.md anew: what arrives when somebody falls silent
	MENTORING_QUIET=1 $(BIN)/python -m pytest tests/handlers/test_quiet_weeks.py

effort: setup-dev ## Write docs/effort.md anew: what people have to do
	MENTORING_EFFORT=1 $(BIN)/python -m pytest tests/journeys/test_effort.py

understood: setup-dev ## Judge what is understood of what people type, and say what was not
	@$(BIN)/python -m tests.support.understood

faults: setup-dev ## Kill the bot at hundreds of moments (JOURNEYS=20)
	MENTORING_FAULTS=$(JOURNEYS) $(BIN)/python -m pytest --timeout 3600 tests/journeys/test_kill.py tests/bot/test_bad_luck.py

audience: setup-dev ## Write docs/audience.md anew: who may do what
	MENTORING_AUDIENCE=1 $(BIN)/python -m pytest tests/journeys/test_who_may.py

screenshots: setup-dev ## Take the pictures in the README, docs/slack.md and docs/teams.md anew (the latter two need Node)
	MENTORING_PICTURES=docs/pictures $(BIN)/python -m pytest tests/journeys/test_playground.py tests/bot/slack/test_pictures.py tests/bot/teams/test_pictures.py tests/bot/mail/test_pictures.py

walk: setup-dev ## Take the pictures of docs/walk.md anew; all of them, on three widths in light and dark, are left in .walk
	MENTORING_WALK=$(CURDIR)/.walk $(BIN)/python -m pytest tests/journeys/test_walk.py

LOCK := uv pip compile pyproject.toml --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11

lock: ## Write the lock files anew (needs uv)
	$(LOCK) -o requirements.lock
	$(LOCK) --group build --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --group build --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 -c requirements-dev.lock -o requirements-build.lock

clean: ## Remove the virtual environment and what the playground remembers
	rm -rf $(VENV) .data
