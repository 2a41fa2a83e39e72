"""Work that nobody waits for: a worker takes jobs from the database, and a clock sets the periodic ones.

A job table is not a register: legal deadlines stand as rows of their own and are swept here. Every job may
run twice, for a worker that dies leaves its job to another.
"""
