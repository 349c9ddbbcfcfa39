# Kindred's handles. `make help` lists them; every step is done once and again only when what it is made from changed.
# Written for GNU make 3.81, which is what macOS has.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PYTHON

DATABASE ?= sqlite
SIZE ?=
BIN := .venv/bin
DIST := src/kindred/web/static/dist
# The style sheet is made of the classes that templates and views use, so these count as its sources.
FRONT := $(shell find frontend src/kindred/web -name node_modules -prune -o -path $(DIST) -prune -o -type f \
	\( -name '*.ts' -o -name '*.css' -o -name '*.html' -o -name '*.py' -o -name '*.txt' -o -name '*.json' \) -print)

ifneq ($(filter-out help clean,$(MAKECMDGOALS)),)
PROBLEM := $(shell PYTHON='$(PYTHON)' scripts/preflight)
ifneq ($(PROBLEM),)
$(error $(PROBLEM))
endif
endif

.PHONY: help run front test check format lock bench screenshots clean

help: ## Say what there is
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: .venv/.run $(DIST)/.built ## Start Kindred, web and worker, with a demo to look at (PORT, HOST, KINDRED_DATA)
	@exec $(BIN)/kindred run

front: $(DIST)/.built ## Build the front end

test: .venv/.dev $(DIST)/.built ## Run every test: on SQLite, on PostgreSQL, in a browser (TESTS=tests/contacts for some)
	@scripts/test $(TESTS)

check: .venv/.dev frontend/node_modules/.installed ## Look for faults without running: format, lint, house, types, templates
	@scripts/check

format: .venv/.dev ## Put code and templates in shape
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix-only .
	@find src -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true

lock: .venv/.dev ## Lock the newest packages that fit pyproject.toml and frontend/package.json
	@scripts/lock

bench: .venv/.dev ## Measure: make bench NAME=import [DATABASE=sqlite|postgres] [SIZE=100000]
	@$(BIN)/python -m bench $(NAME) --database $(DATABASE) $(if $(SIZE),--size $(SIZE)) --json

screenshots: .venv/.dev $(DIST)/.built ## Take the README's pictures, light and dark
	@$(BIN)/python -m scripts.screenshots

clean: ## Remove what was built and installed; never ./data
	@rm -rf .venv frontend/node_modules $(DIST) .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	@find src tests bench scripts -name __pycache__ -prune -exec rm -rf {} +

.venv/.run: requirements/run.txt pyproject.toml
	@scripts/environment requirements/run.txt .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@scripts/environment requirements/dev.txt
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json | .venv/.run
	@echo "Installing the front end's packages"
	@scripts/node npm ci --loglevel error >/dev/null
	@touch $@

$(DIST)/.built: $(FRONT) frontend/node_modules/.installed
	@echo "Building the front end"
	@scripts/node npm run --silent build -- --logLevel warn
	@touch $@
