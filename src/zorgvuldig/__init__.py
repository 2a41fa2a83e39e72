"""Zorgvuldig: the work of a Dutch health insurer, done through the sector's Code of Conduct."""
