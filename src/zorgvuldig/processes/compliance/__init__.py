"""Compliance (naleving), Code of Conduct chapter 6 and article 3.11: those who watch see every decision.

The data protection officer and internal audit see what was decided and done, with its articles, facts and
proofs, and how often which reason refused a claim. What is counted leaves as an aggregate in which nobody can
be traced. Watching is processing too, so every look here stands in the ledger it looks at.
"""
