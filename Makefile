# Everything that is done with this repository. `make` alone says what there is.

.DEFAULT_GOAL := help
.PHONY: help setup build demo install test fmt lint doc bench score clean

# Takes of the demo stay out of the user's own store.
DEMO_DATA := target/demo

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what building and testing need (asks before using sudo)
	@.ci/setup test

build: ## Build the program: target/release/rehearse
	@.ci/setup build
	cargo build --release --locked

demo: build ## Rehearse the recorded answer that comes with the program
	@echo
	@echo "A recorded answer to the story webhook-drop, as if you had just spoken it."
	@echo "This take goes to $(DEMO_DATA), not among your own."
	@echo
	target/release/rehearse run webhook-drop --input tests/fixtures/voices/strong --data-dir $(DEMO_DATA)

install: ## Install the program for this user, with its models inside
	@.ci/setup build
	cargo install --path . --locked

test: setup fmt lint doc ## Run all that CI runs
	cargo test --locked --lib --bins
	# One at a time: these run the whole program, some in real time, and each would take both cores.
	cargo test --locked --test '*' -- --test-threads=1
	cargo test --locked --doc

fmt: ## Check the formatting
	cargo fmt --check

lint: ## Check with clippy; every warning is an error
	cargo clippy --locked --all-targets -- -D warnings

doc: ## Build the documentation; every warning is an error
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps

bench: ## Measure speed: real-time factor, load time, memory, signal checks, the store
	@.ci/setup build
	cargo bench --locked --bench ear --bench signals --bench store

score: ## Measure how well signals, words, times and pauses are found, on labelled sets
	@.ci/setup build
	cargo bench --locked --bench score --bench ear-score

clean: ## Remove all that was built
	cargo clean
