# Everything one needs to run, test and check Trato, on a machine with Python >= 3.11, make and git.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamps
FLASK  := $(BIN)/flask --app run
PYTEST := $(BIN)/pytest -n logical --maxprocesses 4

# What no package index carries. Weasyprint draws letters with Pango; the browser tests drive Chromium, best its shell.
PANGO    := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
CHROMIUM := chromium-headless-shell

.DEFAULT_GOAL := help
.PHONY: help run test check bench vendor format requirements \
        check-format check-lint check-types check-directions check-migrations check-catalogues

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(STAMP)/run $(STAMP)/pango ## everything: environment, database, example company (DEMO=no: without it), server and jobs on http://127.0.0.1:8000 (TRATO_PORT)
	@TRATO_DEMO=$(or $(DEMO),$(TRATO_DEMO),yes) $(FLASK) serve

test: $(STAMP)/dev $(STAMP)/pango $(STAMP)/chromium ## everything the tests need, then all tests
	$(PYTEST)

check: check-format check-lint check-types check-directions test ## what CI asks; migrations and catalogues are among the tests

check-format: $(STAMP)/dev ## the code is formatted
	$(BIN)/ruff format --check .

check-lint: $(STAMP)/dev ## no known mistake is in it
	$(BIN)/ruff check .

check-types: $(STAMP)/dev ## its types agree
	$(BIN)/mypy

check-directions: $(STAMP)/dev ## rooms and doors look one way
	$(BIN)/lint-imports

check-migrations: $(STAMP)/dev ## migrations make the declared schema on both engines
	$(BIN)/pytest -q tests/test_migrations.py

check-catalogues: $(STAMP)/dev ## every word is said in every language
	$(BIN)/pytest -q tests/test_catalogues.py

bench: $(STAMP)/dev $(STAMP)/pango ## the measured claims
	$(BIN)/python -m tests.bench

vendor: ## renew the front-end parts from their pinned npm packages
	$(PYTHON) static/vendor/renew.py

format: $(STAMP)/dev ## format the code and mend what can be mended by machine
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

requirements: $(STAMP)/dev ## pin every dependency anew
	$(BIN)/pip-compile --quiet --upgrade $(COMPILE) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --upgrade $(COMPILE) --output-file requirements-dev.txt requirements-dev.in

COMPILE := --no-header --strip-extras --annotation-style=line \
           --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

$(STAMP)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Trato needs Python 3.11 or newer; say make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/run: requirements.txt $(STAMP)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(STAMP)/dev: requirements-dev.txt $(STAMP)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Installed where that is allowed; else the line to type is named, and only paper is missing.
$(STAMP)/pango: $(STAMP)/run
	@if $(BIN)/python -c 'import weasyprint' 2>/dev/null; then touch $@; \
	elif $(call install,$(PANGO)); then touch $@; \
	else echo "PDF needs Pango. Type: sudo apt-get install -y $(PANGO)"; fi

$(STAMP)/chromium: $(STAMP)/dev
	@if command -v $(CHROMIUM) >/dev/null || $(call install,$(CHROMIUM)) \
	|| command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| $(call install,chromium); then touch $@; \
	else echo "The browser tests need Chromium. Type: sudo apt-get install -y $(CHROMIUM)"; fi

install = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
          { apt-get install -y -qq --no-install-recommends $(1) || \
            { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1); }; } >/dev/null; }
