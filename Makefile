# Two commands matter: `make demo` runs the main job on a shipped example, `make test` runs every test.
# Both set themselves up in .venv and need nothing but python3 and make.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint format docs retype schema schema-check simulation-check bench mutants clean

$(VENV)/.demo: pyproject.toml
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[cli]'
	@touch $@

$(VENV)/.dev: pyproject.toml
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo
	@$(BIN)/python -m examples.demo

# A file is one process's: the blocks of a page go on from each other.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

retype: $(VENV)/.dev
	$(BIN)/python -m docs._build.console

schema: $(VENV)/.dev
	$(BIN)/leadsla schema --output docs/assets/agreement.schema.json

schema-check: $(VENV)/.dev
	$(BIN)/python -m benchmarks.schema

simulation-check: $(VENV)/.dev
	$(BIN)/python -m benchmarks.erlang

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m benchmarks

mutants: $(VENV)/.dev
	$(BIN)/python -m benchmarks.mutants $(ONLY)

clean:
	rm -rf $(VENV) site mutants .mypy_cache .ruff_cache .hypothesis
