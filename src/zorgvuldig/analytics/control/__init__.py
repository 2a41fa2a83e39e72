"""Formal control over a year's claim lines at once: whole tables of whole numbers, judged as expressions.

Persons, providers and services are numbers that say nothing of anybody (pseudonyms keyed for one purpose),
and amounts are cents. What a line is held against is an expression of Ibis, so the engine that runs it is a
setting; here DuckDB runs it. Persons are judged in parts, one after the other, since everything about a line
is decided within its person: so the memory that is needed is that of one part.

Ibis and DuckDB are heavy and do not survive a fork: only the command line and benchmarks import this package.
"""
