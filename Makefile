# `make` lists what can be done. Each target sets up first what it needs, and says so only when there is something to do.
SHELL := /bin/bash
.DEFAULT_GOAL := help

export ORDERSET_VENV ?= .venv
PY := $(ORDERSET_VENV)/bin/python

# Where examples in docstrings are tests too.
DOCTESTS := orderset/dates.py orderset/dosing orderset/gs1.py orderset/patients orderset/quantities.py orderset/rendering orderset/workbook
# For example: make test ARGS="-k renal -x". A part of the tests cannot cover everything, so only the whole is held to it.
ARGS ?=
# Tests on every processor; PROCESSES=0 for a debugger.
PROCESSES ?= auto
COVERAGE = $(if $(ARGS),,--cov --cov-report=term)

.PHONY: help setup setup-run demo test check fix lock samples docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Set up everything: system libraries, .venv, the locked packages
	@tools/setup.sh dev

setup-run: # what the program needs, without the tests' tools
	@tools/setup.sh run

demo: setup-run ## Run the nightly batch on sample_inputs/ into outputs/
	@tools/demo.sh

test: setup ## Run all tests, the docstrings' examples and the coverage rule (ARGS="..." for pytest)
	$(PY) -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder --doctest-modules $(COVERAGE) $(ARGS) $(DOCTESTS) tests

check: setup ## Run every check on the code: format, lint, types, architecture, docs
	@tools/check.sh

fix: setup ## Format the code and mend what ruff can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: ## Remake requirements/*.lock from pyproject.toml (UPGRADE=1 for newer releases)
	@tools/lock.sh

samples: setup ## Remake sample_inputs/
	$(PY) tools/make_samples.py

docs: setup ## Remake the generated pages and the scenario books of docs/
	$(PY) tools/make_docs.py
	$(PY) tools/make_books.py

clean: ## Remove the environment, caches and build products; outputs/ stays
	rm -rf $(ORDERSET_VENV) build dist .coverage htmlcov .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find orderset tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
