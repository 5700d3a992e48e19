# LTV Compass: what a developer types. Nothing here writes outside this folder.
# Windows without make: the same few commands are written out in CONTRIBUTING.md.

PORT ?= 8501
ARGS ?=

# The first Python that starts, is 3.11 to 3.13, and can make an environment (a pyenv shim may exist and still fail).
USABLE = import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c '$(USABLE)' >/dev/null 2>&1 && { echo $$p; break; }; done)

BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--custom-compile-command "make lock"

.PHONY: help run test check lock sample screenshots

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: .venv/runtime-installed ## start the app on http://127.0.0.1:8501 (another port: make run PORT=8600)
	$(BIN)/python -m streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT) $(ARGS)

test: .venv/dev-installed ## run every test (a part: make test ARGS="tests/ltv -k nrr")
	$(BIN)/python -m pytest $(ARGS)

check: .venv/dev-installed ## format, lint, types and tests: what must pass before a commit
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest $(ARGS)

lock: $(BIN)/python ## write requirements*.txt from requirements*.in (newest versions: make lock ARGS=--upgrade)
	$(PIP) install --quiet uv
	$(COMPILE) $(ARGS) requirements.in -o requirements.txt
	$(COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.txt

sample: .venv/runtime-installed ## write the sample data again
	$(BIN)/python sample_data/make.py

screenshots: .venv/dev-installed ## photograph every page into docs/screenshots (ARGS="--page nrr_trends --lang ja")
	$(BIN)/python docs/make_screenshots.py $(ARGS)

.venv/runtime-installed: requirements.txt $(BIN)/python
	@echo "Installing what the app needs (requirements.txt) ..."
	$(PIP) install --quiet -r requirements.txt
	@touch $@

.venv/dev-installed: requirements-dev.txt $(BIN)/python
	@echo "Installing what the app and its tests need (requirements-dev.txt) ..."
	$(PIP) install --quiet -r requirements-dev.txt
	@touch .venv/runtime-installed $@

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(USABLE)' || { \
		echo "LTV Compass needs Python 3.11, 3.12 or 3.13 with its venv module; found none that starts."; \
		echo "Install one (Debian, Ubuntu: apt install python3-venv), or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
		exit 1; }
	$(PYTHON) -m venv --clear .venv
