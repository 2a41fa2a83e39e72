"""Zorgvuldig: the work of a Dutch health insurer, done through the Code of Conduct of its sector."""
