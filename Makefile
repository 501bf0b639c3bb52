# `make help` lists every target.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# Compiled modules are kept even where the environment says not to (containers do): every process of the tests, and
# they are dozens, would compile ours anew, and pytest rewrite six thousand tests twice a run.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help test-fast fuzz mutate-guards mutate install install-dev demo check test test-browser test-services services services-down lock screenshots lighthouse messages format clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"Kiln needs Python 3.11, 3.12 or 3.13, found {v[0]}.{v[1]}; call: make PYTHON=python3.x ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@ $(VENV)/.core

install: $(VENV)/.core ## Install what Kiln needs to run
install-dev: $(VENV)/.dev ## Install the tools of a developer too

demo: install ## Install, migrate, load the demo shop and serve it with a worker and a scheduler
	$(BIN)/python manage.py demo --port $(PORT)

check: install-dev ## Lint, types, import contracts, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.checks

test: install-dev ## Run the tests that need nothing but Python
	$(BIN)/python -m pytest -n 3 --dist worksteal --ignore=tests/journeys -q --durations=10 $(ARGS)

test-fast: install-dev ## Run the tests of what the working tree changes (ARGS=COMMIT: since that commit)
	@tests="$$($(BIN)/python -m tests.changed $(ARGS))"; \
	if [ -n "$$tests" ]; then $(BIN)/python -m pytest -n 2 -q $$tests; else echo "No test sees what has changed."; fi

test-browser: install-dev ## Run the browser journeys (needs Chromium)
	$(BIN)/python -m pytest -m browser -q

services: install ## Bring up PostgreSQL, Redis, Elasticsearch and a Celery worker for real
	config/services/up --worker

services-down: ## Stop them again
	config/services/down

test-services: install-dev ## Run what needs the real services
	config/services/with-services $(BIN)/python -m pytest -m "services or faults or browser or long" -n 2 --dist loadfile --no-loadscope-reorder -q --durations=10 $(ARGS)

fuzz: install-dev ## Ask every address and parser ten thousand times what no form offers
	KILN_FUZZ_EXAMPLES=10000 $(BIN)/python -m pytest -n0 -q tests/fuzz tests/shop/test_slugs.py tests/shop/payments/statements/test_fuzz.py tests/content/test_redirects.py

mutate-guards: install-dev ## Take each guard of money and stock away in turn and expect red
	config/services/with-services $(BIN)/python -m tests.mutate_guards

mutate: install-dev ## Change each condition of money, stock and ownership and print the share the tests notice
	$(BIN)/python -m tests.mutation $(ARGS)

lock: ## Write the lock files anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

screenshots: install-dev ## Take a picture of every page of the demo (needs Chromium)
	$(BIN)/python -m tests.screenshots

lighthouse: install-dev ## Audit the demo's main pages (needs Chromium and Node.js)
	$(BIN)/python -m bench.lighthouse

messages: install-dev ## Collect the strings to translate and compile the catalogues (needs gettext)
	$(BIN)/python manage.py makemessages -l zh_Hans -l zh_Hant --no-location --no-obsolete -e html,txt,py,subject,mjml -i '.venv*' -i var -i tests -i bench -i locale
	for po in config/locale*/*/LC_MESSAGES/*.po; do msgfmt --check-format -o $${po%.po}.mo $$po; done

format: install-dev ## Format Python and templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean: ## Remove what the demo and the tests wrote
	rm -rf var .pytest_cache .mypy_cache .ruff_cache
