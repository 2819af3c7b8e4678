# Convert Console. Everything is installed into .venv; nothing else on the machine changes, but for
# system libraries of Qt where this runs as root on Debian or Ubuntu (.ci/system-libraries).
# Another Python: make run PYTHON=/path/to/python3.12

export PYTHON
# Settings of the caller's shell must not choose other modules or slow the start.
unexport $(filter-out PYTHON PYTHONUNBUFFERED PYTHONUTF8,$(filter PYTHON%,$(.VARIABLES)))

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test bench screenshots bundle install audit clean

help:
	@echo 'make run          open the window (without a display: run the demo and end)'
	@echo 'make test         check style, types and layers, and run the tests'
	@echo 'make bench        measure speed and memory against floors of the same run'
	@echo 'make screenshots  redraw resources/screenshots'
	@echo 'make bundle       build dist/convert-console, which needs no Python, and try it'
	@echo 'make audit        check installed packages for known vulnerabilities (needs the internet)'
	@echo 'make install      bring .venv up to date'
	@echo 'make clean        remove everything that make has created'

install:
	@sh .ci/install
	@sh .ci/system-libraries

run: install
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; then \
		exec $(BIN)/convert-console; \
	else \
		QT_QPA_PLATFORM=offscreen exec $(BIN)/convert-console --demo; \
	fi

.PHONY: dev
dev:
	@sh .ci/install dev
	@sh .ci/system-libraries

test bench screenshots: export QT_QPA_PLATFORM = offscreen

test: dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not alone'
	$(BIN)/python -m pytest -m alone $$(grep -rl --include='test_*.py' mark.alone tests)

bench: dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks

screenshots: dev
	CONVERT_CONSOLE_SCREENSHOTS=write $(BIN)/python -m pytest \
		$(addprefix tests/journeys/test_,pictures.py tour.py journey.py orders.py confirm.py reports.py)

bundle:
	@sh .ci/bundle

# In a separate environment, so that pip-audit is not audited itself. Packages that the service does
# not know fail the audit.
audit: dev
	@test -e build/audit/installed || { $(BIN)/python -m venv --clear build/audit && \
		env -u PIP_USER -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_NO_DEPS \
		build/audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3' && \
		touch build/audit/installed; }
	@$(BIN)/python -m pip --disable-pip-version-check freeze --exclude-editable \
		>build/audit/installed.txt
	build/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement build/audit/installed.txt

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find convert_console tests -name __pycache__ -prune -exec rm -rf {} +
