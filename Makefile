# The commands of the house. `make` alone lists them.
#
# Each step leaves a stamp, so that what is done is not done again:
#   .venv/.run    the product's packages and the product itself
#   .venv/.dev    those and the tools of development
#   .venv/.node   Node, only where the machine has none
#   frontend/node_modules/.installed and src/shouwen_desk/static_built/.built   the screens

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY  := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
RUN := .venv/.run
DEV := .venv/.dev

# The screens exist as soon as their package.json does.
FRONTEND := $(wildcard frontend/package.json)
BUILT    := $(if $(FRONTEND),src/shouwen_desk/static_built/.built)
SCREENS  := $(if $(FRONTEND),$(shell find frontend -path frontend/node_modules -prune -o -type f -print))

.PHONY: help setup build demo check test bench format reference lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(DEV) ## the environment only; afterwards .venv/bin/shouwen exists

build: $(BUILT) ## the screens: scripts and styles

demo: $(RUN) $(BUILT) ## a fictional company with live traffic; prints the address and the sign-ins
	@.venv/bin/shouwen demo $(DEMO)

check: $(DEV) $(if $(FRONTEND),frontend/node_modules/.installed) ## format, lint, types, import law, migrations, house rules
	@$(PY) -m tools.check

test: $(DEV) $(BUILT) ## all tests, with PostgreSQL and a browser; CI=true: leaving one out fails
	$(if $(FRONTEND),@tools/with-node npm --prefix frontend run --silent test -- --passWithNoTests --reporter=dot)
	@$(PY) -m pytest -n $(or $(JOBS),2) $(TESTS)

bench: $(DEV) $(BUILT) ## the table of speeds, each beside a named baseline
	@$(PY) -m bench $(BENCH)

format: $(DEV) ## put every Python file into the house's form
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

reference: $(DEV) ## print the pages of docs/reference that come from the code
	@$(PY) -m tools.reference

lock: ## write both lock files anew (needs uv)
	@tools/lock

clean: ## forget the environment and what was built; the data stays
	rm -rf .venv frontend/node_modules src/shouwen_desk/static_built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(PY):
	@python=$$(tools/find-python) && echo "environment: $$("$$python" -V) at $$python" && "$$python" -m venv --clear .venv

$(RUN): requirements.lock pyproject.toml | $(PY)
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUN) | $(PY)
	@$(PIP) install -qq --require-hashes -r requirements-dev.lock
	@touch $@

# `tools/with-node` uses the machine's Node where it is new enough, and otherwise the one that pip brings.
frontend/node_modules/.installed: frontend/package-lock.json frontend/package.json | $(PY)
	@tools/with-node npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

src/shouwen_desk/static_built/.built: frontend/node_modules/.installed $(SCREENS)
	@tools/with-node npm --prefix frontend run --silent build -- --logLevel warn
	@mkdir -p $(@D) && touch $@
