"""Answer with the figures of the running service, on this machine alone."""

import argparse
import os

from zorgvuldig.interfaces.operations.answering import Place, figures_text, server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "print the figures of the running service, or answer with them at ZORGVULDIG_METRICS"
NEEDS_DATABASE = True
PROCESS = "metrics"
LIMITS_MEMORY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --watch."""
    parser.add_argument("--watch", action="store_true", help="answer GET /metrics until stopped")
    parser.epilog = "Environment: ZORGVULDIG_METRICS, such as 127.0.0.1:9465 or unix:/run/zorgvuldig/metrics."


def run(arguments: argparse.Namespace) -> int:
    """Print them once, or answer until stopped."""
    text = figures_text(VAR)
    if not arguments.watch:
        print(text(), end="")
        return 0
    place = Place(os.environ.get("ZORGVULDIG_METRICS", "127.0.0.1:9465"))
    with server(place, text) as answering:
        answering.serve_forever()
    return 0
