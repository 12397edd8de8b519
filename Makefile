# make demo · make test · make check · make hard · make replay — each builds its environment by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# make compares times only: a stamp for each set of dependencies that was installed.
DEMO_STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev
# pywb and wacz show that others can replay the evidence. They pin an old redis, so they live apart;
# their programs are found behind everybody else's.
REPLAY := .venv-replay
REPLAY_STAMP := $(REPLAY)/.installed
export PATH := $(PATH):$(CURDIR)/$(REPLAY)/bin

.PHONY: demo test lint check hard replay format clean

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

# Without it the tests of replay are skipped.
replay: $(REPLAY_STAMP)

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

$(REPLAY_STAMP):
	$(PYTHON) -m venv $(REPLAY)
	$(REPLAY)/bin/python -m pip install --quiet 'pywb>=2.10' 'wacz>=0.6'
	touch $@

clean:
	rm -rf $(VENV) $(REPLAY) build dist *.egg-info
