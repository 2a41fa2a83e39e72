"""Drills that try to break what the program promises; each runs a control that must fail."""
