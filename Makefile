PYTHON ?= python3
export PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CYTHON := $(wildcard ext/*.pyx ext/*.pxd ext/*.pxi)
BUILT_FROM := $(CYTHON) $(wildcard web/translations/*/LC_MESSAGES/*.po) setup.py pyproject.toml

# --allow-unsafe: with hashes even pip and setuptools must be pinned.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	--resolver=backtracking

.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: serve test lint bench screenshots wheel lock translations clean distclean

serve: $(VENV)/.built
	@exec $(BIN)/greenlane serve

test: lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev $(VENV)/.built
	$(BIN)/ruff check .
	$(if $(CYTHON),PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cython-lint $(CYTHON))
	$(BIN)/yamllint --strict jurisdictions
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev $(VENV)/.built
	$(BIN)/python -m bench

# Gathers the texts of the pages anew; what is new stands without a translation in each messages.po then.
translations: $(VENV)/.dev
	cd web && ../$(BIN)/pybabel --quiet extract -F babel.cfg -k lazy_gettext -k _l --no-location --sort-output \
		--project Greenlane -o translations/messages.pot .
	for language in ko vi th ms zh id es; do \
		test -f web/translations/$$language/LC_MESSAGES/messages.po || \
			$(BIN)/pybabel --quiet init -i web/translations/messages.pot -d web/translations -l $$language; done
	$(BIN)/pybabel --quiet update -i web/translations/messages.pot -d web/translations --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date

wheel: $(VENV)/.dev
	$(BIN)/python -P -m build --no-isolation --outdir dist .

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Greenlane needs Python 3.11 or newer, and '$(PYTHON)' is not that: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one, as in: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "On Debian: apt-get install python3-venv python3-dev gcc make" >&2; exit 1; }
	@touch $@

$(VENV)/.run: requirements/build.lock requirements/run.lock | $(VENV)/.made
	$(PIP) install --quiet --require-hashes -r requirements/build.lock
	$(PIP) install --quiet --require-hashes -r requirements/run.lock
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(PIP) install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.built: $(BUILT_FROM) $(VENV)/.run
	PYTHONWARNINGS=ignore::UserWarning $(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# Upgrades everything that the ranges in pyproject.toml allow. A later lock may not differ from an earlier one.
lock: | $(VENV)/.made
	test -x $(BIN)/pip-compile || $(PIP) install --quiet pip-tools
	$(COMPILE) --upgrade --output-file requirements/build.lock requirements/build.in
	$(COMPILE) --upgrade --output-file requirements/run.lock pyproject.toml
	$(COMPILE) --upgrade $(addprefix --extra ,bulk postgres test dev) --output-file requirements/dev.lock \
		--constraint requirements/build.lock --constraint requirements/run.lock pyproject.toml

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -f ext/*.so ext/*.c ext/*.html $(VENV)/.built
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)
