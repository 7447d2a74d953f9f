# Developer commands. Nothing is needed but python3 (3.11 or later), make and the package registries.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test lint fast slow agree fuzz soak hostile browser cluster database picture samples docs grammar bench numbers answers lasting calls spark engines evaluate models score format fresh clean

export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
READY := build/ready
RUN := .venv/bin

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): uv.lock pyproject.toml scripts/bootstrap
	@sh scripts/bootstrap
	@mkdir -p build && touch $@

demo: $(READY) ## run the example policy over the bundled logs
	@sh scripts/demo

test: lint fast slow ## everything that a change must pass

lint: $(READY) ## style, types, import directions, dependencies
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy --strict
	$(RUN)/lint-imports
	$(RUN)/deptry src

fast: $(READY) ## the quick tests
	$(RUN)/pytest -n 2 -m "not slow"

slow: $(READY) cluster browser database ## the slow tests
	$(RUN)/pytest -n 2 -m slow

agree: $(READY) ## a thousand random policies and event logs: every executor against the independent judge
	BYLAWS_EXAMPLES=1000 $(RUN)/pytest -n 2 tests/oracle/test_agreement.py tests/engine/columns/test_agreement.py

fuzz: $(READY) ## hostile inputs for FUZZ_MINUTES (10): policies, their files, every reader; guided by coverage where that installs
	-@uv=$$(command -v uv || echo build/tools/bin/uv); $$uv sync --frozen --quiet --group fuzz
	$(RUN)/python -m tests.fuzz

soak: $(READY) ## kill `bylaws decide` SOAK_ROUNDS (300) times at random, and miss no answer
	BYLAWS_ROUNDS=$${SOAK_ROUNDS:-300} BYLAWS_SEED=$$(date +%s) $(RUN)/pytest -s tests/lasting/test_kills.py

hostile: $(READY) ## inputs of hostile size for every reader and content function, in a bounded address space and in bounded time
	$(RUN)/python -m tests.fuzz.hostile_content
	$(RUN)/python -m tests.fuzz.hostile

database: ## install what the tests of the desk's store use (Debian's PostgreSQL, needs root)
	-@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; }

browser: ## install the browser that the tests of pages use (Debian's, needs root)
	-@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }

cluster: $(READY) ## install what the tests of `run --on` use: Spark, and Java (Debian's, needs root)
	-@uv=$$(command -v uv || echo build/tools/bin/uv); $$uv sync --frozen --quiet --inexact --extra spark
	-@command -v java >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless >/dev/null; }

picture: demo ## make the README's picture from the demo's report (needs chromium)
	@sh scripts/picture out/demo/report.html docs/report.png

samples: $(READY) ## make the bundled sample logs anew
	$(RUN)/python samples/make.py

docs: $(READY) ## write the generated pages of docs/reference anew
	$(RUN)/python scripts/reference.py

grammar: $(READY) ## write the tables of the policy's grammar anew
	$(RUN)/python scripts/grammar.py

bench: $(READY) ## measure speed and memory against plain Python
	$(RUN)/python -m benchmarks

numbers: $(READY) ## write docs/reference/benchmarks.md and its plots from benchmarks/results
	$(RUN)/python -m benchmarks.page

answers: $(READY) ## measure how long one answer of `bylaws decide` takes, over a million events
	$(RUN)/python -m benchmarks.answers

lasting: $(READY) ## measure what it costs that answers outlive their process, and how soon the next one answers
	$(RUN)/python -m benchmarks.lasting

calls: $(READY) ## measure how many numbers and signatures of calls are judged a second, beside phonenumbers and joserfc
	$(RUN)/python -m benchmarks.calls

spark: $(READY) cluster ## measure what an event costs on its way through a Spark cluster
	$(RUN)/python -m benchmarks.spark

engines: $(READY) ## measure speed beside the rules engines of the package index
	@uv=$$(command -v uv || echo build/tools/bin/uv); $$uv sync --frozen --quiet --group engines
	$(RUN)/python -m benchmarks.engines

evaluate: $(READY) ## run the policies over public data, if they are there
	@$(RUN)/python -m scripts.evaluate

models: $(READY) ## judge the models on public data, if they are there, and write their cards
	@$(RUN)/python -m scripts.models

score: $(READY) ## generate two million events and write what northwind.md finds in them
	@$(RUN)/python scripts/score.py

format: $(READY) ## put the code in the house style
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

fresh: ## throw away compiled code, after a change to a kernel
	find src -name '*.nb[ci]' -delete

clean: ## remove everything that can be made again
	rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
