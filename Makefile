# make check: the main job on this repository. make test: every check there is.
# Each makes its own environment from nothing but Python; PYTHON names another interpreter.
PYTHON ?= python3
RUN := .venv-run
DEV := .venv

.PHONY: check test lint types unit wheel clean

check: $(RUN)/installed
	$(RUN)/bin/medlint check

test: lint types unit wheel

lint: $(DEV)/installed
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .

types: $(DEV)/installed
	$(DEV)/bin/mypy

unit: $(DEV)/installed
	$(DEV)/bin/python -m pytest -q -n logical --dist worksteal

# What people install: the wheel holds all there is, and works away from the checkout.
wheel: $(DEV)/installed
	tests/wheel.sh $(DEV)/bin/python

$(RUN)/installed: pyproject.toml
	$(PYTHON) -m venv $(RUN)
	$(RUN)/bin/pip install -q --disable-pip-version-check -e .
	touch $@

$(DEV)/installed: pyproject.toml tests/constraints.txt tests/requirements.txt
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/pip install -q --disable-pip-version-check -c tests/constraints.txt -r tests/requirements.txt -e .
	touch $@

clean:
	rm -rf $(RUN) $(DEV) build dist .medlint_cache .mypy_cache .ruff_cache .pytest_cache
