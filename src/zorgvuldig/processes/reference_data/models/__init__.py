"""Proposals and reference data as the use cases read and write them, always under a grant."""
