"""Check one proof of a processing, without a database and without trusting whoever gave it."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from zorgvuldig.interfaces.places import VAR
from zorgvuldig.ledger.published import (
    PUBLISHED,
    WITNESS_PUBLISHED,
    KeyMissingError,
    read_published,
    read_published_witness,
)
from zorgvuldig.ledger.verifier import verify

SUMMARY = "check one proof of a processing: exit 0 valid, 1 invalid, 2 unreadable"
NEEDS_DATABASE = False
VALID, INVALID, UNREADABLE = 0, 1, 2
#: A proof of before there was a witness.
_ALONE = b"zorgvuldig/verwerkingsbewijs@v1\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the proof and, if it is not ours, the key."""
    parser.add_argument("proof", type=Path, help="the file with the proof")
    parser.add_argument("--key", type=Path, default=VAR / PUBLISHED, help="published key (default: our own)")
    parser.add_argument(
        "--witness-key",
        type=Path,
        help="published key of the witness, demanded too (default: our own, if any)",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Answer in one line, or as JSON."""
    try:
        proof, key = arguments.proof.read_bytes(), read_published(arguments.key)
        witness = _witness_key(arguments, proof)
    except OSError as error:
        return _say(arguments, UNREADABLE, {"error": f"{arguments.proof}: {error.strerror}"})
    except KeyMissingError as error:
        return _say(arguments, UNREADABLE, {"error": str(error)})
    try:
        shown = verify(proof, str(key).encode(), witness)
    except InvalidSignature:
        return _say(arguments, INVALID, {"error": "de handtekening klopt niet"})
    except (KeyError, TypeError, ValueError) as error:
        return _say(arguments, INVALID, {"error": str(error)})
    return _say(arguments, VALID, shown)


def _witness_key(arguments: argparse.Namespace, proof: bytes) -> bytes | None:
    """Give the witness's key: the one that was named, or our own for our own proofs that carry its line."""
    if arguments.witness_key:
        return str(read_published_witness(arguments.witness_key)).encode()
    own = VAR / WITNESS_PUBLISHED
    if arguments.key == VAR / PUBLISHED and own.exists() and not proof.startswith(_ALONE):
        return str(read_published_witness(own)).encode()
    return None


def _say(arguments: argparse.Namespace, code: int, told: dict[str, Any]) -> int:
    if arguments.json:
        print(json.dumps({"valid": code == VALID, **told}, ensure_ascii=False))
    elif code == VALID:
        print(_sentence(told))
    else:
        word = "ONGELDIG" if code == INVALID else "NIET TE LEZEN"
        print(f"{word}: {told['error']}", file=sys.stderr)
    return code


def _sentence(told: dict[str, Any]) -> str:
    leaf = told["leaf"]
    row = f", regel {told['row']['row']}" if "row" in told else ""
    about = f" over {told['subject']}" if told["subject"] else ""
    norms = ", ".join(leaf["norms"])
    return (
        f"GELDIG: verwerking {leaf['id']}{row}{about} op {leaf['at']} ({leaf['purpose']}, {leaf['outcome']}, "
        f"{norms}) is nummer {told['index']} in een logboek van {told['size']} verwerkingen.{_seen(told)}"
    )


def _seen(told: dict[str, Any]) -> str:
    if not told["witnessed"]:
        return ""
    return f" De getuige zag dat op {datetime.fromtimestamp(told['witnessed'], UTC).isoformat()}."
