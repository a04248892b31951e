# What a reader does with this book. `make` alone tells.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: help setup data build test book run-foundations run-fast-feedforward run-multiplexing run-distillation-search run-temporary-lora site serve check bench clean weaver
.DEFAULT_GOAL := help

CHAPTERS := foundations fast-feedforward multiplexing distillation-search temporary-lora
PRESET ?= quick

SWIFT := swift
RELEASE := .build/release
PYTHON ?= $(or $(PARSIMONY_PYTHON),python3)
BENCH_PRESET ?= book

help: ## Tell what there is
	@echo 'Parsimony: five ways to make a language model cheaper.'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'
	@echo
	@echo 'PRESET=smoke, quick (the default) or book says how much a chapter does.'

setup: ## Install what is missing: libopenblas-dev, libcmark-dev
	@scripts/setup.sh

data: ## Fetch the larger texts into .cache/data and verify them
	@scripts/fetch-data.sh

build: setup ## Build everything in release
	@$(SWIFT) build -c release

test: setup ## Run all tests
	@scripts/test.sh

book: build $(addprefix run-,$(CHAPTERS)) ## Build, run every chapter at PRESET, weave the site
	@echo
	@echo 'The records are in $(if $(filter book,$(PRESET)),chapters/results,.cache/records).'
	@$(if $(filter book,$(PRESET)),$(RELEASE)/book update)
	@$(MAKE) --no-print-directory site

run-foundations: build ## Run chapter 0 at PRESET
	@$(RELEASE)/foundations --preset $(PRESET)

run-fast-feedforward: build ## Run chapter 1 at PRESET
	@$(RELEASE)/fast-feedforward --preset $(PRESET)

run-multiplexing: build ## Run chapter 2 at PRESET
	@$(RELEASE)/multiplexing --preset $(PRESET)

run-distillation-search: build ## Run chapter 3 at PRESET
	@$(RELEASE)/distillation-search --preset $(PRESET)

run-temporary-lora: build ## Run chapter 4 at PRESET
	@$(RELEASE)/temporary-lora --preset $(PRESET)

weaver: setup
	@$(SWIFT) build --quiet -c release --product book

site: weaver ## Weave the site from the prose, the sources and the records of the book
	@$(RELEASE)/book site

serve: site ## Weave the site and serve it at http://localhost:8000
	@cd site/public && python3 -m http.server 8000

check: weaver ## Look for figures, listings, claims and links that drifted
	@$(RELEASE)/book check

bench: build ## Time one model here and in PyTorch, in turn
	@if $(PYTHON) -c 'import torch' 2>/dev/null; then \
	  PARSIMONY_PYTHON=$(PYTHON) $(RELEASE)/benchmark --preset $(BENCH_PRESET); \
	else \
	  echo 'PyTorch is not installed for $(PYTHON): nothing is compared.'; \
	  echo 'To compare: python3 -m venv .venv, .venv/bin/pip install torch numpy, make bench PYTHON=.venv/bin/python'; \
	fi

clean: ## Remove what was built; fetched data and kept runs stay in .cache
	@rm -rf .build .build-* site/public site/.public.*.tmp
