# make demo · make test · make check · make hard — each builds .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# make compares times only: a stamp for each set of dependencies that was installed.
DEMO_STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev

.PHONY: demo test lint check hard format clean

demo: $(DEMO_STAMP)
	$(BIN)/nianbao demo

test: $(TEST_STAMP)
	$(BIN)/python -m pytest

lint: $(TEST_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# The long versions: hundreds of kills, every byte of a torn file, 100,000 reports.
hard: $(TEST_STAMP)
	$(BIN)/python -m pytest -m hard

format: $(TEST_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(DEMO_STAMP): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(TEST_STAMP): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(DEMO_STAMP)

clean:
	rm -rf $(VENV) build dist *.egg-info
