# Everything a reader, a teacher or an author does with the course. `make` alone lists it.
# What a recipe does is written in Python, below tools/, so that it works on any system: see README.md for Windows.

PYTHON ?= python3
PY = .venv/bin/python
CHOICE = $(if $(filter file,$(origin PYTHON)),,--python '$(PYTHON)')
# Unit tests: a worker for each core, but no more than memory is good for (each holds a TensorFlow).
PARALLEL = -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder -p no:nbval

export JUPYTER_PREFER_ENV_PATH = 1
# Where bytecode is not kept, each worker and each program of lint compiles its libraries, TensorFlow too, anew.
unexport JUPYTER_PATH PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help environment lab test check test-anywhere test-oldest test-colab lint style spelling layers declared \
	forms notebooks exercises readme badges bench lock clean

help:
	@sed -n 's/^## //p' Makefile

## make environment              make or renew .venv, open nothing
environment:
	@$(PYTHON) -m tools.environment $(CHOICE)

## make lab                      open the first lesson in JupyterLab
## make lab LESSON=08            open lesson 08; ARGS="--port 9999" goes to JupyterLab
lab:
	@$(PYTHON) -m tools.lab $(LESSON) $(CHOICE) $(ARGS)

## make test                     check everything: lint, unit tests, every notebook
## make test LESSON=05           check what belongs to lesson 05 alone
test: lint
	@$(PY) -m pytest $(if $(LESSON),tests/lessons tests/utils/checks tests/tools/test_rules.py -k $(LESSON),tests) $(PARALLEL)
	@$(PY) -m tools.notebooks.nbval $(LESSON)

## make check                    check in less than three minutes, for work in between: lint, fast unit tests
check: lint
	@$(PY) -m pytest tests -m 'not slow' --hypothesis-profile quick $(PARALLEL) $(ARGS)

## make test-anywhere            run every notebook alone, in an empty folder; ARGS="02" for one
test-anywhere: environment
	@$(PY) -m tools.notebooks.alone $(ARGS)

## make test-oldest              unit tests with the oldest versions that requirements.txt allows
test-oldest: environment
	@$(PY) -m tools.combinations oldest $(ARGS)

## make test-colab               unit tests with the versions that Colab has; ARGS="02" runs lesson 02, too
test-colab: environment
	@$(PY) -m tools.combinations colab $(ARGS)

## make lint                     check style, spelling, layers, declared packages and forms only
lint:
	@$(MAKE) --no-print-directory -j 2 style spelling layers declared forms

style: environment
	@ruff check --quiet . && ruff format --check --quiet . && echo "Style: good"

spelling: environment
	@codespell && nbqa --nbqa-shell codespell notebooks && nbqa --nbqa-shell codespell notebooks --nbqa-md
	@echo "Spelling: good"

layers: environment
	@lint-imports --no-cache --no-logo

declared: environment
	@fawltydeps

forms: environment
	@check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/problem.yml
	@check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff

## make notebooks                run all lessons and store their outputs; LESSON=08 for one
notebooks: environment
	@$(PY) -m tools.notebooks $(LESSON) $(ARGS)

## make exercises                write the exercises from their solutions; ARGS="--check" only looks
exercises: environment
	@$(PY) -m tools.publish.exercises $(ARGS)

## make readme                   renew the README's tables from the stored notebooks
readme: environment
	@$(PY) -m tools.publish.readme $(ARGS)

## make badges REPO=me/fork      renew the address everywhere; TAG=v1.0.0 for the tag
badges: environment
	@$(PY) -m tools.publish.header $(if $(REPO),--repo '$(REPO)') $(if $(TAG),--tag '$(TAG)')

## make bench LESSON=08          run the benchmark of lesson 08, for hours perhaps
bench: environment
	@$(PY) -m benchmarks.lesson_$(LESSON) $(ARGS)

## make lock                     renew requirements-lock.txt; ARGS="--upgrade" for newest versions
lock: environment
	@$(PY) -m tools.combinations lock $(ARGS)

## make clean                    remove the environments and the caches of the tools
clean:
	rm -rf .venv .venv-* .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
