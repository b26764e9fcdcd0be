# Python 3.11 or later. Everything happens in .venv; nothing is installed outside of it.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench run ask check lock schema clean

demo: .venv/demo  ## try the real bot in a local page; no token, no network
	@$(BIN)/python -m bot demo

test: .venv/dev  ## format, lint, types, import contracts, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: .venv/dev  ## measure: answers, start, memory, load, and how right the quote check is; eight minutes
	@$(BIN)/python -m tests.bench $(PARTS) --out docs/bench

run: .venv/bot  ## be the bot in Discord; the token is in .env or the environment
	@$(BIN)/python -m bot run

ask: .venv/bot  ## one answer in the terminal: make ask Q="who Jan Leike"
	@$(BIN)/python -m bot ask $(Q)

check: .venv/bot  ## say what is wrong with the dataset
	@$(BIN)/python -m bot check

schema: .venv/bot  ## write data/schema anew, for editors' TOML plug-ins
	@$(BIN)/python -m bot check --write-schema

lock: .venv/dev  ## resolve the dependencies anew, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile $(LOCK) --extra demo pyproject.toml -o requirements-demo.txt
	$(BIN)/uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements-dev.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

clean:  ## remove what make made, except the bot's state
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# One stamp a set of packages: installed again when its lock file changes. A larger set holds the smaller ones.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "On Record needs Python 3.11 or later: make PYTHON=python3.13 ...")'
	$(PYTHON) -m venv .venv

.venv/bot: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/demo: requirements-demo.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/bot

.venv/dev: requirements-dev.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/bot .venv/demo
