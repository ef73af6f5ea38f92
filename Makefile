# `make` alone lists what there is.
SHELL := /bin/bash
PORT ?= 8000
DATA_DIR ?= ./var
PYTHON := .venv/bin/python
UV := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
COMPILE := $(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test bench check lint messages vendor lock clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo
	@echo "  make demo PORT=8790 DATA_DIR=/some/folder   defaults: 8000 and ./var"

demo: ## Try it: installs what is missing, seeds a campaign, starts web and worker
	@.ci/bootstrap run
	@exec $(PYTHON) -m roeselare2030.demo.launch --port "$(PORT)" --data-dir "$(DATA_DIR)"

test: ## Test it, on SQLite and, where they answer, on PostgreSQL and Redis
	@.ci/test

bench: ## Measure it; the table lands in bench/results.md
	@.ci/bootstrap dev
	@exec $(PYTHON) -m bench

check: ## All that must pass before a change lands
	@.ci/run

lint: ## The quick checks only
	@.ci/run lint

messages: ## Collect the texts to translate (nl, fr) and compile them
	@.ci/bootstrap dev
	@$(PYTHON) .ci/messages.py update

vendor: ## Copy fonts and scripts from the npm packages to static/vendor
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@python3 .ci/vendor.py

lock: ## Renew the lock files; add UPGRADE=1 for newer versions
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra s3 --group dev -o .lock-all
	@$(COMPILE) -c .lock-all --group dev -o requirements-dev.lock
	@$(COMPILE) -c .lock-all -o requirements.lock
	@$(COMPILE) -c .lock-all --extra s3 -o requirements-s3.lock
	@rm -f .lock-all
	@echo uv | $(UV) pip compile - --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet $(if $(UPGRADE),--upgrade) --python-version 3.11 -o requirements-uv.lock
	@npm install --package-lock-only --silent --no-audit --no-fund
	@npm install --prefix bench/lighthouse --package-lock-only --silent --no-audit --no-fund
	@python3 .ci/vendor.py lock

clean: ## Throw away what can be made again; data in ./var stays
	@rm -rf .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/artifacts
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find . -path ./locale -prune -name '*.mo' -delete
