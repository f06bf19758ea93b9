# make run     installs what is missing, starts everything, prints the page's address
# make up      the same with several of each service, and Redis: REPLICAS=3 agent services, two control planes
# make test    installs what is missing, then checks and tests everything
# make lint    the checks alone
# make lock    pins what pyproject.toml asks for; with UPGRADE=--upgrade, at its newest
# make clean   removes what is made here (the LiveKit server and the log stay in ~/.cache/parley)

PYTHON ?= python3
REPLICAS ?= 3
UV ?= .venv/bin/uv
INSTALL = PYTHONPATH=src $(PYTHON) -m parley.install
# Node may be in the virtual environment; so are the tools that pyright starts.
WITH_VENV = PATH="$(CURDIR)/.venv/bin:$$PATH"
NPM = $(WITH_VENV) npm --prefix web --silent
LOCK = $(UV) pip compile --quiet $(UPGRADE) --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --custom-compile-command "make lock"

.PHONY: run up test lint lint-python lint-web test-web test-python lock clean

run:
	@$(INSTALL) --for run
	@exec .venv/bin/parley run

up:
	@$(INSTALL) --for up
	@exec .venv/bin/parley up --replicas $(REPLICAS)

test:
	@$(INSTALL) --for test
	@$(MAKE) --no-print-directory lint-python
	@$(MAKE) --no-print-directory lint-web
	@$(MAKE) --no-print-directory test-web
	@$(MAKE) --no-print-directory test-python

lint:
	@$(INSTALL) --for test
	@$(MAKE) --no-print-directory lint-python
	@$(MAKE) --no-print-directory lint-web

lint-python:
	@echo "== Python: ruff, pyright, import-linter"
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@$(WITH_VENV) .venv/bin/pyright
	@.venv/bin/lint-imports

lint-web:
	@echo "== Pages: eslint, tsc"
	@$(NPM) run lint
	@$(NPM) run typecheck

test-web:
	@echo "== Pages: tests"
	@$(NPM) run test

test-python:
	@echo "== Tests: unit, contract, integration"
	@$(WITH_VENV) .venv/bin/python -m pytest --numprocesses=auto --dist=loadfile --cov \
		--cov-report=term:skip-covered --ignore=tests/e2e --ignore=tests/chaos
	@echo "== Tests: end to end"
	@$(WITH_VENV) .venv/bin/python -m pytest tests/e2e
	@echo "== Tests: a fleet that is hurt"
	@$(WITH_VENV) .venv/bin/python -m pytest tests/chaos

lock:
	$(LOCK) pyproject.toml --group build --output-file requirements/runtime.txt
	$(LOCK) pyproject.toml --group build --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt
	$(LOCK) --group pyproject.toml:build --group pyproject.toml:control-plane --constraint requirements/runtime.txt \
		--output-file requirements/control-plane.txt
	$(LOCK) --group pyproject.toml:uv --output-file requirements/uv.txt
	$(LOCK) --group pyproject.toml:node --output-file requirements/node.txt
	$(LOCK) --group pyproject.toml:go --output-file requirements/go.txt

clean:
	rm -rf .venv web/node_modules web/dist artifacts .coverage .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
