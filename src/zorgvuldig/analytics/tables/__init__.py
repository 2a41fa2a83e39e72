"""Tables over claim lines: what to count is an expression, where it runs is chosen at the end (DuckDB here).

Ibis and DuckDB are heavy and do not survive a fork: only jobs and the command line import these modules.
"""
