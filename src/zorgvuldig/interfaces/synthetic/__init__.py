"""Writes a synthetic insurer: invented people, insurance policies, care providers, staff and claim files.

Everything comes from the seed: the same numbers give the same bytes, on any day and any machine.
"""
