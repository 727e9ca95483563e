# What one does with this project; `make` alone lists it. Needs Python 3.11 or newer, make and the package index.

PYTHON ?= python3
VENV   := .venv
STAMP  := $(VENV)/.stamp
BIN    := $(VENV)/bin

# Hundreds of tests start a process; where Python may keep nothing compiled, each would compile all of this first.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format broker-test chaos wheel clean bench

help: ## list these
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment is made anew when what it must hold changes.
$(STAMP): pyproject.toml
	@echo "making the environment in $(VENV) (once) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tidegate needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -e '.[dev]'
	@touch $@

demo: $(STAMP) ## start everything, send invented people through it, show before and after, stop everything
	@$(BIN)/tidegate demo $(ARGS)

# Two processes, because a test that talks to a broker waits most of its time; a file stays in one of them. Files go out as
# they come: in order of how many tests they have, the long ones (few tests that kill workers) would be last and alone.
test: $(STAMP) ## all tests, on a broker that they start (ARGS=... for pytest)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(STAMP) ## style, types, and who may import whom
	@$(BIN)/ruff check --quiet src tests
	@$(BIN)/ruff format --quiet --check src tests || { echo "run: make format"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache >$(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }
	@$(BIN)/tidegate check --strict config topics

format: $(STAMP) ## put the code into its form
	@$(BIN)/ruff check --quiet --fix-only src tests
	@$(BIN)/ruff format --quiet src tests

broker-test: $(STAMP) ## the tests on Apache Kafka (needs Java and Maven)
	@$(BIN)/python -m pytest --broker=apache tests/broker tests/kafka $(ARGS)

chaos: $(STAMP) ## break things on purpose and count what was lost (FULL=1, ARGS="--broker apache --json ...")
	@$(BIN)/python -m tests.chaos $(if $(FULL),--full) $(ARGS)

bench: $(STAMP) ## what the gate costs against passing records through (ARGS=--help)
	@$(BIN)/tidegate bench stream $(ARGS)

wheel: $(STAMP) ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean: ## remove the environment and what was built
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
