# make run   : set everything up and serve a filled demo county on http://127.0.0.1:8000
# make test  : set everything up and run every test, browser ones included
# make check : linters and types
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lock js-test clean
run:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/python tools/serve_demo.py $(PORT)

test:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python tools/node.py --test tests/js/
	@$(BIN)/python -m pytest $(ARGS)

check:
	@$(PYTHON) tools/bootstrap.py check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock:
	@$(BIN)/pip-compile -q --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/runtime.txt setup.cfg
	@$(BIN)/pip-compile -q --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/dev.txt requirements/dev.in

clean:
	rm -rf $(VENV) node_modules static/build
