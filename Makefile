# nianbao: set-up and the two commands of the README. Everything lands in .venv and var/; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin
# where this is set, every process compiles what it imports anew: a command starts in 2.7 s instead of 1.1
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.PHONY: harvest site test setup setup-test lint bench browser ocr office archives lock clean

harvest: setup ## harvest the replica, miniature portals of this checkout, end to end, with no network
	$(BIN)/scrapy crawl county_portals -a portals=replica
	$(BIN)/scrapy export var/reports.jsonl
	@echo
	@echo "The corpus:   var/reports.jsonl (one line per report)"
	@echo "The archive:  var/archive (WARC files and blobs), var/nianbao.db (what is in it)"
	@echo "Look at it:   $(BIN)/scrapy status, or make site"

site: setup ## the pages of what was harvested, and of the replica when nothing was: open var/site/index.html
	@test -e var/nianbao.db || $(BIN)/scrapy crawl county_portals -a portals=replica
	$(BIN)/scrapy site var/site

test: setup-test ## the whole default test suite
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

setup: .venv/.ready ## the virtual environment alone

setup-test: .venv/.ready-test

# requirements.txt: the product, its small optional parts (archives, cage, monitoring, Parquet, PostgreSQL) and what the replica writes PDFs with.
# --no-deps: the locks are complete, and pip 23 of stock Debian trips over a renamed extra when it resolves them again
.venv/.ready: requirements.txt | .venv/bin/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/.ready-test: requirements-test.txt | .venv/.ready
	$(PIP) -r requirements-test.txt
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "nianbao needs Python 3.11 or newer as '$(PYTHON)'. Debian/Ubuntu: sudo apt-get install -y python3 python3-venv;" \
	  "or name another one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo \
	  "Python's venv package is missing. Debian/Ubuntu: sudo apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

lint: setup-test ## what a reviewer's machine checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-test ## ratios against what one would pick instead; takes minutes
	$(BIN)/python tests/benchmarks/discovery/run.py
	$(BIN)/python tests/benchmarks/archive/events.py
	$(BIN)/python tests/benchmarks/archive/recrawl.py
	$(BIN)/python tests/benchmarks/extraction/run.py
	$(BIN)/python tests/benchmarks/site.py

# --- optional parts: without them everything else works and says what is missing ------------------------------------
browser: setup ## a Chromium, for lists that only scripts can show
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && { apt-get install -y -qq chromium-headless-shell || apt-get install -y -qq chromium; }; \
	else $(BIN)/playwright install --with-deps chromium; fi

ocr: .venv/.ready ## text recognition for scans and images
	$(PIP) -r requirements-ocr.txt

office: ## LibreOffice, for Word 2–95 and Works files
	apt-get install -y -qq libreoffice-writer-nogui

archives: ## the system's libarchive, for RAR files
	apt-get install -y -qq libarchive13

LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml
SMALL := --extra archives --extra cage --extra monitoring --extra parquet --extra postgres --group replica
lock: setup-test ## make the hash-locked requirements again, all from one resolution; they name no host
	$(LOCK) --upgrade $(SMALL) --extra ocr --extra test -o requirements-test.txt
	$(LOCK) -c requirements-test.txt $(SMALL) --extra ocr -o requirements-ocr.txt
	$(LOCK) -c requirements-test.txt $(SMALL) -o requirements.txt

clean: ## remove the environment and caches, never var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
