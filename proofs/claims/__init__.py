"""Claim messages made from their layouts: correct ones, and copies with one violation planted in each."""
