# make run   : set everything up and serve a filled demo county on http://127.0.0.1:8000
#              FRESH=1 puts an earlier demo aside and makes one for today
# make test  : set everything up and run every test, browser ones included, one more at once than there are cores; WORKERS=1 for one
# make check : linters, types and Bandit
# make parts : draw the parts that pages and screens are made of, with their states, as pages of docs
# make audit : known holes in the packages used, where the services that know them can be reached
# make mutants : how many small changes to the pure core a test notices, of a sample (MUTANTS=0.015 SEED=1)
# make nightly : what takes longer than a change should wait: many generated requests, then the audit
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))
export FRESH
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check parts audit nightly mutants lock clean
run:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/python tools/serve_demo.py $(PORT)

test:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python tools/node.py --test tests/js/
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(or $(ARGS),-p tests.branches --durations=50)

check:
	@$(PYTHON) tools/bootstrap.py check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/bandit -q -c bandit.yaml -r fieldapp tools 2>/dev/null || $(BIN)/bandit -q -c bandit.yaml -r fieldapp tools

parts:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python tools/draw_parts.py

audit:
	@$(PYTHON) tools/bootstrap.py check
	@$(BIN)/python tools/audit.py

nightly:
	@$(PYTHON) tools/bootstrap.py test
	@FIELDAPP_EXAMPLES=1000 $(BIN)/python -m pytest -n $(WORKERS) tests/sync/test_generated.py tests/sync/test_any_order.py $(ARGS)
	@$(BIN)/python tools/audit.py || test $$? -eq 2

mutants:
	@$(PYTHON) tools/bootstrap.py test
	@nice -n 19 $(BIN)/python tools/mutants.py

lock:
	@$(BIN)/pip-compile -q --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/runtime.txt setup.cfg
	@$(BIN)/pip-compile -q --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/dev.txt requirements/dev.in
	@$(BIN)/pip-compile -q --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/mutants.txt requirements/mutants.in

clean:
	rm -rf $(VENV) node_modules static/build
