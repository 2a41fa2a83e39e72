"""Taking over claims that were settled before (overname van declaratiehistorie), Code of Conduct article 4.2.

An insurer that moves here, or takes over a portfolio, brings along what it paid: a file for each message and
year, one row a claim line, people by their number (BSN). Each file is a run: its persons and providers are
looked up and its claims recorded, each through a decision, and one segment of the ledger stands for it, with
a row for each person. Nothing is judged again and nobody is answered: that was done when it was settled.
"""
