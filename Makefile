# make demo · make test · make check — each builds .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# make compares times only: a stamp for each set of dependencies that was installed.
DEMO_STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev

.PHONY: demo test check format clean

demo: $(DEMO_STAMP)
	$(BIN)/nianbao demo

test: $(TEST_STAMP)
	$(BIN)/python -m pytest

check: $(TEST_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

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
