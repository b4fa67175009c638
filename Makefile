# `make` prints this list. Each target's plain command stands in README.
PORT ?= 8000
PY := .venv/bin/python
UV := .venv/bin/uv
BIOME := node_modules/.bin/biome

help:  ## print this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

.venv/.run: requirements.txt
	@echo "Installing what requirements.txt names"
	@test -x $(PY) || python3 -m venv .venv
	@test -x $(UV) || .venv/bin/pip install -q uv
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.dev: package-lock.json
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null)
	@npm ci --silent --no-audit --no-fund
	@touch $@

run: .venv/.run  ## the shop with its demo market at http://127.0.0.1:8000 (PORT=8123 elsewhere)
	@$(PY) manage.py market --port $(PORT)

dev: .venv/.run  ## the same while you write: DEBUG, changed code and templates are read anew
	@DEBUG=$(or $(DEBUG),1) PAGE_CACHE=$(or $(PAGE_CACHE),0) $(PY) manage.py market --dev --port $(PORT)

serve: .venv/.run  ## as in production: gunicorn behind nginx, with the settings .env.example lists
	@$(PY) manage.py preflight --settings-only
	@$(PY) manage.py collectstatic --noinput -v0
	@$(PY) manage.py market --no-demo --workers 3 --port $$(($(PORT) + 1)) --behind-nginx $(PORT)

browser:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
	  (apt-get update -qq && (apt-get install -y -qq chromium-headless-shell || apt-get install -y -qq chromium) >/dev/null)

test: .venv/.dev browser  ## all tests on SQLite, the browser ones too (ONLY=tests/cms, MARKS="not browser" for a part)
	@mkdir -p .cache && $(PY) -m pytest $(or $(ONLY),tests) $(if $(MARKS),-m "$(MARKS)")

test-pg: .venv/.dev browser  ## the same on PostgreSQL and Redis (DATABASE_URL, REDIS_URL; MARKS="not browser")
	@test -n "$$DATABASE_URL" || (echo "Set DATABASE_URL, for example postgres://postgres@127.0.0.1/market" && false)
	@$(PY) -m pytest $(or $(ONLY),tests) $(if $(MARKS),-m "$(MARKS)")

cover: .venv/.dev  ## which lines no test runs, browser tests left out (ONLY=tests/cms for a part)
	@mkdir -p .cache && .venv/bin/coverage run -m pytest -q -m "not browser" $(or $(ONLY),tests)
	@.venv/bin/coverage report

bench: .venv/.dev  ## what pages cost against stock Oscar and a bare view; needs PostgreSQL (BENCH_POSTGRES); against a commit: tests.bench.paired
	@command -v wrk >/dev/null || (apt-get update -qq && apt-get install -y -qq wrk >/dev/null)
	@$(PY) -m tests.bench.bench --write
	@$(PY) -m tests.bench.labels_bench --write
	@$(PY) -m tests.bench.origin_bench
	@$(PY) -m tests.bench.placement_bench
	@$(PY) -m tests.bench.ledger_bench

mutants: .venv/.dev  ## faults put into the rules, and which of them no test notices (AREA=ledger); nightly
	@nice $(PY) -m tests.mutants run $(AREA) --workers 2

.cache/services/.done: .venv/.run tests/services/requirements.txt tests/services/package.json
	@echo "Installing S3's stand-ins in .cache/services"
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null)
	@test -x .cache/services/bin/python || python3 -m venv .cache/services
	@$(UV) pip install -q --python .cache/services/bin/python -r tests/services/requirements.txt
	@cp tests/services/package.json .cache/services/ && cd .cache/services && npm install --silent --no-audit --no-fund
	@touch $@

check-services: .venv/.dev .cache/services/.done  ## real servers of others: PgBouncer, a replica, Exim, S3, Redis Sentinel (docs/services.md)
	@missing=$$(for each in postgresql pgbouncer exim4-daemon-light redis-server; do dpkg -s $$each >/dev/null 2>&1 || echo $$each; done); \
	  test -z "$$missing" || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null)
	@$(PY) -m pytest -q --durations=10 $(or $(ONLY),tests/services)

.cache/audit/.done: .venv/.dev tests/audit/package.json tests/audit/package-lock.json
	@echo "Installing Lighthouse and the Nu checker in .cache/audit"
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null)
	@command -v java >/dev/null || (apt-get update -qq && apt-get install -y -qq default-jre-headless >/dev/null)
	@mkdir -p .cache/audit && cp tests/audit/package.json tests/audit/package-lock.json .cache/audit/
	@cd .cache/audit && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

audit: .venv/.dev browser .cache/audit/.done  ## Lighthouse, axe, the Nu checker and weight of pages, on a market of its own (MORE="--only home --quick")
	@$(PY) -m tests.audit.quality $(MORE)

attack: .venv/.dev  ## every address, role, parameter and hostile text, in parts on all cores; goes on where it was ended (MORE=--again)
	@nice $(PY) -m tests.security.attack $(MORE)

holes: .venv/.dev  ## known holes of what is locked, from the lists of PyPI and npm: each month
	@for f in requirements requirements-dev; do $(UV) tool run pip-audit --strict --disable-pip --require-hashes -r $$f.txt || exit 1; done
	@npm audit

drill: .venv/.run  ## restore a fresh backup of the market into a new place and prove it there; recovery to a minute (PostgreSQL)
	@$(PY) manage.py drill $(MORE)
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then $(PY) -m tests.bench.recovery; \
	  else echo "PostgreSQL's server is not installed: recovery to a minute was left out."; fi

check-deploy: .venv/.dev  ## the container's steps in an empty folder; upgrade from the commit before, and back
	@$(PY) -m tests.bench.deployment container
	@$(PY) -m tests.bench.deployment upgrade

nightly: .venv/.dev browser  ## what is slow by nature: attacks, mutants of every area, deaths and races, labels; hours
	@$(MAKE) --no-print-directory attack
	@$(MAKE) --no-print-directory mutants
	@EMPTY_MARKET=1 $(PY) -m pytest -q tests/source/test_empty_market.py tests/source/test_empty_postgresql.py
	@$(PY) -m tests.bench.faults
	@$(PY) -m tests.bench.labels_bench
	@$(PY) -m tests.bench.recovery
	@$(MAKE) --no-print-directory check-deploy

words: .venv/.dev  ## name texts without a translation; write the catalogues' .mo files anew
	@$(PY) locale/words.py missing
	@$(PY) locale/words.py compile

pages: .venv/.dev  ## every page against a record of before: BEFORE=file, MARKET=folder, ONLY=basket,/sell/
	@test -n "$(BEFORE)" || (echo "Set BEFORE to a record; tests/audit/pages.py says how one is made" && false)
	@$(PY) -m tests.audit.pages check $(BEFORE) --market $(or $(MARKET),var) --only "$(ONLY)"

.cache/studio/.done: marketplace/demo/pictures/requirements.txt
	@echo "Building the picture studio in .cache/studio (Blender as a Python module, about 950 MB)"
	@mkdir -p .cache && python3.11 -m venv .cache/studio
	@.cache/studio/bin/pip install -q -r marketplace/demo/pictures/requirements.txt
	@touch $@

pictures: .cache/studio/.done  ## render the demo's pictures that changed: KIND=ceramics, FORCE=1, MORE="--draft"
	@.cache/studio/bin/python -m marketplace.demo.pictures $(KIND) $(if $(FORCE),--force) $(MORE)

panoramas: .cache/studio/.done  ## render the villages' wide scenes that changed: VILLAGE=chuong, FORCE=1, MORE="--draft"
	@.cache/studio/bin/python -m marketplace.demo.pictures.wide $(VILLAGE) $(if $(FORCE),--force) $(MORE)

fmt: .venv/.dev node_modules/.dev  ## format Python, templates, CSS and JavaScript
	@.venv/bin/ruff check -q --fix --exit-zero . && .venv/bin/ruff format -q .
	@$(PY) -m tests.source.templates
	@$(BIOME) check --write --log-level=warn static

check: .venv/.dev node_modules/.dev  ## linters, types, import contracts, migrations, settings of production
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(PY) -m tests.source.templates --check
	@$(BIOME) ci --error-on-warnings static
	@.venv/bin/mypy catalogue marketplace cms
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@DJANGO_ENV=production SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) \
	  KEYS_SECRET=$$(head -c 48 /dev/urandom | base64 -w0) SITE_URL=https://shop.test ALLOWED_HOSTS=shop.test \
	  DATABASE_URL=postgres://u@127.0.0.1/m REDIS_URL=redis://127.0.0.1/0 SHOP_OPERATOR="A company" \
	  EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend DEFAULT_FROM_EMAIL=shop@shop.test \
	  REPORTS_EMAIL=people@shop.test VIETQR_ACCOUNT=1 CLAMD=/run/clamav/clamd.ctl VIETQR_WEBHOOK_SECRET=$$(head -c 24 /dev/urandom | base64 -w0) \
	  $(PY) manage.py check --deploy --fail-level WARNING

freeze: .venv/.dev  ## hold new migrations to what they are, before the version that brings them; keep what they make
	@$(PY) -m tests.source.freeze
	@$(PY) -m tests.source.empty_market
	@$(PY) -m tests.source.empty_postgresql

lock: .venv/.dev  ## write requirements.txt anew from requirements.in
	@for f in requirements requirements-dev; do $(UV) pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --universal $$f.in -o $$f.txt; done

.PHONY: help pictures panoramas run dev serve browser test test-pg cover bench mutants check-services audit attack holes drill check-deploy nightly words pages fmt check freeze lock
.DEFAULT_GOAL := help
