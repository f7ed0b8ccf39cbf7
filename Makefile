# Everything a developer types. `make` alone lists the targets.
#
#   make PYTHON=python3.12 test     another interpreter (3.11 or newer)
#   make test ARGS="-k gaps -x"     arguments for pytest
#   make test WORKERS=0             in one process; as many as there are cores otherwise
#   make bench ARGS=startup         some of the benchmarks
#   make bench DATA=../data         the benchmarks, and a sweep over a folder of CSV files
#   make bench-accuracy DATA=../data ARGS="m3-monthly ett --zero-shot"
#                                   some of the competitions; --validation to choose by
#   make bench-covariates DATA=../data ARGS="electricity sample --seeds 1"
#                                   what covariates change, on some of the sets

PYTHON ?= python3
ARGS ?=
WORKERS ?= auto
DATA ?=

BIN := .venv/bin
INSTALLED := .venv/.installed
DEVELOPED := .venv/.developed
RIVALS := .venv/rivals/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types format bench bench-accuracy bench-covariates bench-jobs sweep prior clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /:/' | awk -F: '{ printf "  make %-16s %s\n", $$1, $$2 }'

demo: $(INSTALLED) ## install, then train and predict on sample_data/, into .demo/
	@mkdir -p .demo
	$(BIN)/lstmcast train sample_data/air_passengers.csv --output .demo/model.safetensors
	$(BIN)/lstmcast predict --model .demo/model.safetensors --output .demo/forecast.csv
	head -n 4 .demo/forecast.csv

test: $(DEVELOPED) ## run the whole test suite
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: lint types test ## lint, types and test, which have to pass before a change goes in

lint: $(DEVELOPED) ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEVELOPED) ## check types
	$(BIN)/mypy

format: $(DEVELOPED) ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEVELOPED) ## measure speed, memory and accuracy against baselines; JSON and a plot in .bench/
	$(BIN)/python -m tests.benchmarks $(ARGS)
	$(if $(DATA),$(BIN)/python -m tests.benchmarks.sweep $(DATA))

bench-accuracy: $(DEVELOPED) $(RIVALS) ## accuracy on the competitions in DATA=folder, beside the published figures
	$(BIN)/python -m tests.benchmarks.competitions $(or $(DATA),$(error say which folder: make bench-accuracy DATA=../data)) $(ARGS)

bench-covariates: $(DEVELOPED) ## what covariates change in the forecasts of the sets in DATA=folder
	$(BIN)/python -m tests.benchmarks.covariates $(or $(DATA),$(error say which folder: make bench-covariates DATA=../data)) $(ARGS)

bench-jobs: $(DEVELOPED) ## sixty nights of a job, for ten seeds or ARGS="0 1": what is found, what training gains
	$(BIN)/python -m tests.benchmarks.jobs.nights $(ARGS)

sweep: $(DEVELOPED) ## train and predict, without a flag, every CSV below DATA=folder
	$(BIN)/python -m tests.benchmarks.sweep $(or $(DATA),$(error say which folder: make sweep DATA=../data))

prior: $(DEVELOPED) ## train the pretrained networks again, ARGS="12 24" for some; hours, goes on from .prior/
	$(BIN)/python -m lstmcast.prior $(ARGS)

clean: ## remove what the targets wrote, except .venv
	rm -rf .demo .bench .prior .hypothesis .pytest_cache .mypy_cache .ruff_cache build dist *.egg-info
	find lstmcast tests sample_data -name __pycache__ -prune -exec rm -rf {} +

# torch comes first and alone: installed as a dependency, pip may choose a build with CUDA.
$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "needs Python 3.11: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# The pip that a new venv brings may be too old to read dependency groups.
$(DEVELOPED): $(INSTALLED)
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > .venv/development.txt
	$(BIN)/python -m pip install --quiet --requirement .venv/development.txt
	@touch $@

# statsforecast, to compare with, wants an older pandas: an environment inside the environment.
$(RIVALS): pyproject.toml
	$(PYTHON) -m venv .venv/rivals
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["bench"], sep="\n")' > .venv/rivals/requirements.txt
	.venv/rivals/bin/python -m pip install --quiet --requirement .venv/rivals/requirements.txt
	@touch $@
