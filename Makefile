# `make serve` and `make test` are all that a newcomer needs; `make help` shows the rest.
# Everything is installed into .venv, nothing outside this folder.

PORT ?= 8000
# A Python of 3.11 or newer; without it the first that fits is taken.
PYTHON ?=
# Pinned, so that the optional tests see one version; set it to what your machine has.
TORCH ?= torch==2.13.0
# Processes that the tests are spread over.
WORKERS ?= 2
# More words for pytest, such as ARGS="-k omdb".
ARGS ?=

BIN := .venv/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python)

.DEFAULT_GOAL := help
.PHONY: help serve test check pytest fix profiles coverage test-hf clean
.DELETE_ON_ERROR:

help: ## show this list
	@echo "matinee: make COMMAND"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-12s %s\n' "$$name" "$$text"; done

serve: .venv/.serve-stamp ## install what is missing, set up the data, serve on PORT (8000)
	@exec $(BIN)/matinee serve --setup --port $(PORT)

test: check pytest ## run every check: format, lint, types, import contracts, spelling, tests

check: .venv/.test-stamp ## everything of `make test` but the tests
	@echo "Checking format, lint, types, import contracts, spelling and version …"
	@$(BIN)/ruff format --check --quiet || { echo "Run 'make fix' to format."; exit 1; }
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/python scripts/check_version.py

pytest: .venv/.test-stamp
	@echo "Running the tests …"
	@$(BIN)/pytest -m "not hf" -n $(WORKERS) --dist loadfile $(ARGS)

fix: .venv/.test-stamp ## format, mend what lint can mend, write the generated pages
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(BIN)/python scripts/settings_reference.py
	@$(BIN)/python scripts/columns_reference.py
	@$(BIN)/python scripts/figures_reference.py
	@$(BIN)/python scripts/tags_reference.py
	@$(BIN)/python scripts/sentiment_reference.py
	@$(BIN)/python scripts/quality_reference.py

profiles: .venv/.test-stamp ## check the profiles that ship, write what is made from them
	@$(BIN)/python scripts/check_profiles.py
	@$(BIN)/python scripts/tags_reference.py
	@$(BIN)/python scripts/starter_manifest.py refresh
	@$(BIN)/python scripts/build_vectors.py
	@$(BIN)/python scripts/starter_manifest.py refresh

coverage: .venv/.test-stamp ## run the tests and say which lines they miss
	@$(BIN)/pytest -m "not hf" -n $(WORKERS) --dist loadfile --cov $(ARGS)

test-hf: .venv-hf/.stamp ## run the tests of matinee[hf] in a folder of their own (with torch)
	@.venv-hf/bin/pytest -m hf $(ARGS)

clean: ## remove what these commands made (your data in MATINEE_HOME stays)
	@rm -rf .venv .venv-hf build dist .coverage htmlcov
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- folders ----
# A stamp is touched when its step has worked, so a second run skips the step.

define make_venv
	@found=; for python in $(PYTHONS); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
		echo "matinee needs Python 3.11 or newer, and none of these is: $(PYTHONS)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	echo "Making $(1) with $$($$found --version) …"; \
	$$found -m venv $(1) || { \
		echo "The venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; \
		exit 1; }
endef

.venv/.made:
	$(call make_venv,.venv)
	@touch $@

.venv/.serve-stamp: pyproject.toml | .venv/.made
	@echo "Installing matinee into .venv (this takes a minute, once) …"
	@$(BIN)/python $(PIP_INSTALL) --editable .
	@touch $@

# `pip install --group` came with pip 25.1
.venv/.test-stamp: pyproject.toml | .venv/.made
	@echo "Installing matinee and the tools of its checks into .venv (a minute or two, once) …"
	@$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	@$(BIN)/python $(PIP_INSTALL) --editable '.[llm]' --group lint --group test
	@touch .venv/.serve-stamp $@

.venv-hf/.stamp: pyproject.toml
	$(call make_venv,.venv-hf)
	@echo "Installing matinee[hf,multilingual] with $(TORCH) into .venv-hf (some minutes, once) …"
	@.venv-hf/bin/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	@.venv-hf/bin/python $(PIP_INSTALL) --editable '.[hf,multilingual]' --group test --group hf-test '$(TORCH)'
	@touch $@
