# Everything is set up under the checkout: .venv/, .services/, var/. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
SOLR_PORT ?= 8983
SOLR_VERSION := $(shell sed -nE '/solr-test-framework/,/<version>/s/.*<version>(.*)<.*/\1/p' solr/pom.xml)
FRESH ?=
PARTS ?=
VENV := .venv
PYTHON := $(VENV)/bin/python
# The demo's packages is installed without what it depends on, which pip would else deplore.
INSTALL := $(PYTHON) -m pip install -q --disable-pip-version-check --no-warn-conflicts

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-12s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/.runtime ## Install what the program needs, into .venv/

.PHONY: run
run: $(VENV)/.runtime $(VENV)/.demo ## Archive a simulated Flickr and serve it (PORT=8000, FRESH=1 starts over)
	@exec $(VENV)/bin/parallel-flickr demo --port $(PORT) $(if $(FRESH),--fresh)

.PHONY: test
test: setup-tests ## Set up everything, real services included, and run every test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(PYTHON) -m pytest -q -n 2 --dist loadgroup

.PHONY: setup-tests
setup-tests: $(VENV)/.tests ## Install what the tests need as well, Debian packages included
	@tools/debian-packages

.PHONY: bench
bench: setup-tests ## Measure, as ratios against bare floors, into bench/results.json (PARTS=storage: that alone)
	$(PYTHON) -m bench $(PARTS)

.PHONY: screenshots
screenshots: setup-tests ## Look at every kind of page of the demo, into docs/screenshots/
	PYTHONPATH=.:http $(PYTHON) -m tests.end_to_end.screenshots

.PHONY: soak
soak: setup-tests ## The endurance tests and the sweep for leaks, at full size
	SOAK=1 $(PYTHON) -m pytest -q -n 2 --dist loadgroup tests/soak tests/adapters/search tests/web/leaks

.PHONY: solr
solr: ## Start a Solr for development (SOLR_PORT=8983), its data in var/solr
	@tools/solr
	@mkdir -p var/solr/configsets
	@cp solr/solr.xml var/solr/
	@cp -r solr/configset/. var/solr/configsets/parallel-flickr
	@echo 'set search = "solr" and solr_endpoint = "http://127.0.0.1:$(SOLR_PORT)/solr/parallel-flickr"'
	@cd var/solr && exec java -Xmx512m -Dsolr.install.dir=. -Dsolr.log.dir=. \
	  -cp '$(CURDIR)/.services/solr-$(SOLR_VERSION)/jars/*' $(CURDIR)/solr/Launcher.java \
	  solr $(CURDIR)/var/solr $(SOLR_PORT)

.PHONY: lint
lint: $(VENV)/.tests ## Look for slips and for untidiness
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

.PHONY: types
types: $(VENV)/.tests ## Check the types
	$(VENV)/bin/mypy

.PHONY: docs
docs: $(VENV)/.tests ## Check that the documentation names every command and setting
	$(PYTHON) -m pytest -q tests/test_documentation.py

.PHONY: lock
lock: $(VENV)/.tests ## Lock the versions anew (requirements-demo.txt is written by hand)
	for name in requirements requirements-dev; do \
	  $(VENV)/bin/pip-compile -q --strip-extras --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --no-header --upgrade -o $$name.txt $$name.in; done

.PHONY: clean
clean: ## Remove everything that was set up, and the demo's data
	rm -rf $(VENV) .services var/demo

$(VENV)/.runtime: requirements.txt setup.cfg pyproject.toml
	@tools/virtualenv $(VENV)
	@$(INSTALL) -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation \
	  --config-settings editable_mode=compat -e .
	@echo "$(CURDIR)/http" >"$$($(PYTHON) -c 'import site; print(site.getsitepackages()[0])')/web.pth"
	@touch $@

$(VENV)/.demo: $(VENV)/.runtime requirements-demo.txt tools/demo-photographs.sha256
	@$(INSTALL) --no-deps -r requirements-demo.txt
	@tools/demo-photographs
	@touch $@

$(VENV)/.tests: $(VENV)/.demo requirements-dev.txt
	@$(INSTALL) -r requirements-dev.txt
	@touch $@
