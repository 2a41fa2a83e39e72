"""Correspondence (post): the only door out for letters, whichever process wrote them.

A letter belongs to the processing of the process that wrote it, and is sent under that purpose by a decision
of its own. The address is read at that moment and no earlier; a person whose whereabouts are shielded gets
the letter by the safe route, without any address on it (GC-4.0.6). What left and what came back is reconciled
with what was made.
"""
