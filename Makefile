# Everything a developer does here. Each target sets up what it needs, in .venv.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The first one here that is new enough; `make PYTHON=… test` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.14 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
# How many test processes run side by side; each has its own Postgres and Valkey. Some more than
# there are processors: the longest tests mostly wait, at the pace that a CRM allows.
TESTERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 3)')

# Where Python may not keep what it has compiled, each of the programs that tests start would compile
# the bridge anew: half a second, some hundreds of times.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak screenshots requirements clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
	|| sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' Makefile

demo: $(READY) ## Show the bridge at work, without any account (ONCE=1: end by itself; CRM=kit: or another; RULES=file: yours)
	@$(BIN)/python -m bridge.sandbox.demo $(if $(filter-out 0 no,$(ONCE)),--once) $(if $(CRM),--crm "$(CRM)") $(if $(RULES),--rules "$(RULES)")

test: $(READY) ## Run the whole test suite, on real servers
	$(BIN)/python -m pytest -n $(TESTERS) --dist worksteal

lint: $(READY) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

bench: $(READY) ## Measure throughput and memory on this machine
	@$(BIN)/python -m benchmarks

soak: $(READY) ## Run the long journey through kills and failures, at full size
	$(BIN)/python -m pytest -m soak

screenshots: $(READY) ## Draw the pictures of README and docs anew (wants chromium)
	$(BIN)/python -m tests.in_browser.screenshots

requirements: $(READY) ## Renew requirements.txt, which deployments install
	CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet --upgrade --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file=requirements.txt pyproject.toml
	printf '\n# The bridge itself, for its command `bridge`.\n.\n' >> requirements.txt

clean: ## Remove everything that was made here
	rm -rf $(VENV) .local .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "The bridge needs Python 3.11 or newer, and there is none here.\
 Install it (python.org, apt, brew), or name it: make PYTHON=/path/to/python3 test"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what the bridge needs (a minute or two, the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[local,dev]'
	@touch $@
