# Thin over tasks.py: the same words work as `python3 tasks.py WORD` where make is absent.
PYTHON ?= python3

.PHONY: setup demo test slow stop bench proofs changes pictures lint lock

setup demo test slow stop bench proofs changes pictures lint lock:
	@$(PYTHON) tasks.py $@
