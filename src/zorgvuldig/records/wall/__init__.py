"""The second wall: PostgreSQL itself keeps each family of processing to what a decision opened.

Generated from the declarations of the models; see docs/security.md.
"""

from zorgvuldig.records.wall.applying import WallIncompleteError, apply
from zorgvuldig.records.wall.catalog import breaches, faults
from zorgvuldig.records.wall.declarations import problems
from zorgvuldig.records.wall.tables import closed, opens, tables

__all__ = ["WallIncompleteError", "apply", "breaches", "closed", "faults", "opens", "problems", "tables"]
