"""The command `zorgvuldig`: one module per command, found by its words and loaded only when called.

A command module offers `SUMMARY`, `NEEDS_DATABASE`, `add_arguments(parser)` and `run(arguments) -> int`. It
may also set `PROCESS` (what kind of process it is, see the settings) and `ADMINISTERS = True`, which lets
it see DATABASE_URL: every other command runs without it.
"""

from zorgvuldig.interfaces.command_line.dispatch import main

__all__ = ["main"]
