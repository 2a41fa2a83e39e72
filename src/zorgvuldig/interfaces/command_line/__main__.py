"""Run the command line by `python -m zorgvuldig.interfaces.command_line`."""

import sys

from zorgvuldig.interfaces.command_line.dispatch import main

sys.exit(main())
