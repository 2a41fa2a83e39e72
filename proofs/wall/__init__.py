"""Attacks on the wall in the database, and faults built into it that they must find."""
