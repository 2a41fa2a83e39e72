"""How fast it is, as ratios: each row stands beside what it is compared with, measured in the same run.

Absolute figures say more about the machine than about us, and never stand in a test. A module in this folder
offers `NAME` and `run() -> Iterable[Row]`; `python -m benchmarks [NAME …] [--json]` finds and runs it.
"""
