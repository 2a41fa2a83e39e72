"""What claims handling reads and writes in the records, always under a grant that a use case opened.

Nothing here decides or asks. A query outside a grant finds no rows, or is denied by the database.
"""
