"""Vektis EI: one data-driven codec reads and writes every message whose layout stands in `layouts/`.

It translates and never judges content: level N1 (the file as such) is found here, because only here the bytes
are still seen; N2 to N5 are `processes.claims_handling.intake`.
"""
