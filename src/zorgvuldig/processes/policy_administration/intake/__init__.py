"""Reads a directory with an insurer strictly: an error names file, line and field; nothing is half-read."""
