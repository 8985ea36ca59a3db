# Everything a reader, a teacher or an author does with the course. `make` alone lists it.
# The recipes are POSIX shell, and GNU make 3.81 (the one on macOS) is enough.

PYTHON ?= python3
LESSON ?=
ARGS ?=
REPO ?=
TAG ?=
BENCH ?= imdb
PY = .venv/bin/python
# Unit tests: a worker for each core, but no more than memory is good for (each holds a TensorFlow).
PARALLEL = -n logical --maxprocesses 4 --dist worksteal

# The environment's own kernel, whatever other kernels and modules this user has.
export JUPYTER_PREFER_ENV_PATH = 1
unexport JUPYTER_PATH PYTHONPATH PYTHONHOME

# What the recipes ask of a Python: is it one that the lock has packages for, and which one is it?
IN_RANGE = import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))
VERSION = import platform; print(platform.python_version())

.DEFAULT_GOAL := help
.PHONY: help lab test test-anywhere test-oldest lint notebooks exercises readme badges bench lock clean FORCE

help:
	@echo 'make lab                       open the first lesson in JupyterLab'
	@echo 'make lab LESSON=08             open lesson 08; ARGS="--port 9999" goes to JupyterLab'
	@echo 'make test                      check everything: lint, unit tests, every notebook'
	@echo 'make test-anywhere             run every notebook alone, in an empty folder; ARGS="02" for one'
	@echo 'make test-oldest               run the unit tests with the oldest versions that requirements.txt allows'
	@echo 'make lint                      check style and spelling only'
	@echo 'make notebooks                 run all lessons and store their outputs; ARGS="08" for one'
	@echo 'make exercises                 write the exercises from their solutions; ARGS="--check" only looks'
	@echo "make readme                    renew the README's tables from the stored notebooks"
	@echo 'make badges REPO=me/fork       renew the address everywhere; TAG=v1.0.0 for the tag'
	@echo 'make bench                     run the benchmark of lesson 08; BENCH=recall, stories, fashion for 03, 05, 09'
	@echo 'make lock                      renew requirements-lock.txt; ARGS="--upgrade" for newest versions'
	@echo 'make clean                     remove the environment and all caches'
	@echo
	@echo 'The first run makes the environment in .venv: about 5 minutes, 3 GB. PYTHON=python3.12 chooses the Python.'

# The stamp holds the lock's checksum, so that a new date on the same lock installs nothing. It is written
# last: an install that was interrupted leaves none, and is taken up again.
.venv/.stamp: requirements-lock.txt FORCE
	@set -eu; \
	sum=$$(cksum < requirements-lock.txt); \
	if [ -f $@ ] && [ "$$(cat $@)" = "$$sum" ] && $(PY) -c '' 2>/dev/null; then exit 0; fi; \
	rm -f $@; \
	if ! $(PY) -c '$(IN_RANGE)' 2>/dev/null || ! $(PY) -m pip --version >/dev/null 2>&1; then \
		python='$(PYTHON)'; \
		if [ '$(origin PYTHON)' = file ]; then \
			for one in $(PYTHON) python3.13 python3.12 python3.11 python3.10; do \
				if $$one -c '$(IN_RANGE)' 2>/dev/null; then python=$$one; break; fi; \
			done; \
		fi; \
		if ! "$$python" -c '' 2>/dev/null; then \
			echo "Python is not found: '$$python' does not run. Install Python 3.10 to 3.13 (python.org has it)," >&2; \
			echo "or name yours: make PYTHON=/path/to/python3" >&2; exit 1; \
		fi; \
		if ! "$$python" -c '$(IN_RANGE)'; then \
			echo "'$$python' is Python $$("$$python" -c '$(VERSION)'). The course needs 3.10 to 3.13." >&2; \
			echo "Install one of these and name it: make PYTHON=python3.12" >&2; exit 1; \
		fi; \
		if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
			echo "'$$python' cannot make environments: its module venv or ensurepip is missing." >&2; \
			echo "On Debian and Ubuntu: sudo apt install python3-venv. Then run make again." >&2; exit 1; \
		fi; \
		echo "Environment: making .venv with Python $$("$$python" -c '$(VERSION)')"; \
		"$$python" -m venv --clear .venv; \
	fi; \
	echo "Environment: installing requirements-lock.txt, about 5 minutes the first time, 3 GB in all"; \
	if ! $(PY) -m pip --disable-pip-version-check install -r requirements-lock.txt; then \
		echo "The installation did not finish. Read the message above (often the network, or a full disk)," >&2; \
		echo "then run make again: it goes on from here." >&2; exit 1; \
	fi; \
	echo "$$sum" > $@.new; \
	mv $@.new $@; \
	echo "Environment: ready"

FORCE:

# tools/jupyter leaves out the question about news, and nbgrader's menus: teachers start .venv/bin/jupyter lab.
lab: .venv/.stamp
	@set -eu; \
	all=$$(ls notebooks/[0-9][0-9]_*.ipynb 2>/dev/null || true); \
	file=$$(echo "$$all" | grep '/0*$(or $(LESSON),[0-9]*)_' | head -n 1 || true); \
	if [ -z "$$file" ] && [ -n '$(LESSON)' ]; then \
		echo "There is no lesson '$(LESSON)'. There are:" >&2; echo "$${all:-none yet}" >&2; exit 1; \
	fi; \
	set -- --ServerApp.root_dir='$(CURDIR)' --LabApp.default_url="/lab$${file:+/tree/$$file}"; \
	if [ "$$(id -u)" = 0 ]; then set -- "$$@" --allow-root; fi; \
	if [ "$$(uname)" != Darwin ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		echo "There is no screen here: open the address that JupyterLab prints below in a browser."; \
		set -- "$$@" --no-browser; \
	fi; \
	export JUPYTER_CONFIG_PATH='$(CURDIR)/tools/jupyter'; \
	echo "Opening $${file:-JupyterLab}. Stop with Ctrl-C."; \
	exec $(PY) -m jupyterlab "$$@" $(ARGS)

test: lint
	@echo; echo "Tests 1 of 2: the helpers and the stored notebooks, about 3 minutes"
	@$(PY) -m pytest tests $(PARALLEL)
	@echo; echo "Tests 2 of 2: running every notebook, 3 to 8 minutes each"
	@if ! ls notebooks/*.ipynb >/dev/null 2>&1; then echo "notebooks/ holds no lesson to run." >&2; exit 1; fi
	@$(PY) -m pytest -v --nbval-lax --nbval-current-env --nbval-sanitize-with tests/sanitise.cfg \
		--nbval-cell-timeout 900 notebooks/*.ipynb
	@echo; echo "All tests passed."

test-anywhere: .venv/.stamp
	@$(PY) -m tools.anywhere $(ARGS)

# The oldest Python that is found, and on it the oldest packages; nothing is built from source. The newest and the
# oldest packages are also resolved, not installed, for every Python that the course promises.
test-oldest:
	@set -eu; \
	python='$(PYTHON)'; \
	if [ '$(origin PYTHON)' = file ]; then \
		for one in python3.10 python3.11 python3.12 python3.13; do \
			if $$one -c '' 2>/dev/null; then python=$$one; break; fi; \
		done; \
	fi; \
	folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; trap 'exit 1' HUP INT TERM; \
	echo "Oldest: fetching uv"; \
	"$$python" -m venv "$$folder"; \
	"$$folder/bin/python" -m pip --disable-pip-version-check --quiet install uv; \
	export UV_PYTHON_DOWNLOADS=never; \
	for version in 3.10 3.11 3.12 3.13; do \
		for which in highest lowest-direct; do \
			echo "Oldest: resolving for Python $$version, $$which"; \
			"$$folder/bin/uv" pip compile requirements.txt --quiet --no-build -o "$$folder/resolved.txt" \
				--python-version $$version --resolution $$which --no-sources --upgrade; \
		done; \
	done; \
	echo "Oldest: installing into .venv-oldest, 3 GB"; \
	"$$python" -m venv --clear .venv-oldest; \
	"$$folder/bin/uv" pip install --quiet --no-build --python .venv-oldest/bin/python \
		--resolution lowest-direct -r requirements.txt; \
	.venv-oldest/bin/python -m tools.environment; \
	.venv-oldest/bin/python -m pytest tests $(PARALLEL) $(ARGS)

lint: .venv/.stamp
	@echo "Lint: ruff on code and notebooks"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@echo "Spelling: codespell on texts, code and notebooks"
	@$(PY) -m codespell_lib
	@$(PY) -m tools.spelling

notebooks: .venv/.stamp
	@$(PY) -m tools.notebooks $(ARGS)

exercises: .venv/.stamp
	@$(PY) -m tools.exercises $(ARGS)

readme: .venv/.stamp
	@$(PY) -m tools.readme

badges: .venv/.stamp
	@$(PY) -m tools.badges $(if $(REPO),--repo '$(REPO)') $(if $(TAG),--tag '$(TAG)')

bench: .venv/.stamp
	@$(PY) -m benchmarks.$(BENCH) $(ARGS)

# uv is needed for nothing else, so it gets an environment for the occasion.
lock:
	@set -eu; \
	folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; trap 'exit 1' HUP INT TERM; \
	echo "Lock: fetching uv"; \
	$(PYTHON) -m venv "$$folder"; \
	"$$folder/bin/python" -m pip --disable-pip-version-check --quiet install uv; \
	echo "Lock: resolving requirements.txt for Python 3.10 to 3.13, about a minute"; \
	UV_PYTHON_DOWNLOADS=never "$$folder/bin/uv" pip compile requirements.txt -o requirements-lock.txt --quiet \
		--universal --python-version 3.10 --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(ARGS); \
	echo "Lock: requirements-lock.txt is written. Run make test, then make notebooks."

clean:
	rm -rf .venv .venv-oldest .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
