"""Make the vendored catalogue anew from the shared catalogue of norms, and hold it to what it should be.

`python -m proofs.catalogue ../shared/norms.yaml` writes the files with ids, facts, words and texts under
`src/zorgvuldig/norms/catalogue`; `--check` writes nothing and fails when they differ. Our own facts and the
Dutch words are ours, stand in files of their own and stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from zorgvuldig.norms.catalogue import FACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CATALOGUE = Path(__file__).parents[1] / "src" / "zorgvuldig" / "norms" / "catalogue"
SHARED = Path(__file__).parents[2] / "shared" / "norms.yaml"
CORRECTED: Mapping[str, Mapping[str, Any]] = {
    # The shared catalogue calls a boolean what it describes with three words.
    "result_choice": {"type": "enum", "values": ["hear", "hear-first", "not-hear"]},
}
_VOCABULARY = ("schema_version", "processes", "actors", "data_categories", "data_sets", "background")
_WORDS = ("processes", "actors", "data_categories")


class CatalogueError(ValueError):
    """The shared catalogue cannot be read; says where."""


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the vendored files: 0 when they are as they should be, 1 when not, 2 when unreadable."""
    parser = argparse.ArgumentParser(prog="python -m proofs.catalogue", description=__doc__)
    parser.add_argument("source", type=Path, nargs="?", default=SHARED, metavar="NORMS.YAML")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail when a file differs")
    parser.add_argument("--into", type=Path, default=CATALOGUE, help="where the files stand")
    arguments = parser.parse_args(argv)
    try:
        made = generated(arguments.source.read_text(encoding="utf-8"))
        own = json.loads((CATALOGUE / "own_facts.json").read_text(encoding="utf-8"))
        _demand_apart(own, made["facts.json"])
    except (CatalogueError, OSError, UnicodeDecodeError) as error:
        print(f"{arguments.source}: {error}", file=sys.stderr)
        return 2
    differing = [name for name, text in made.items() if _standing(arguments.into / name) != text]
    for name in differing:
        print(f"{name} {'differs' if arguments.check else 'is written'}")
        if not arguments.check:
            (arguments.into / name).write_text(made[name], encoding="utf-8")
    return int(arguments.check and bool(differing))


def generated(text: str) -> dict[str, str]:
    """Return the vendored files, by name, as this text of the shared catalogue gives them.

    Raises:
        CatalogueError: it is no YAML, says a thing twice, or lacks what the vendored files need.
    """
    shared = _parsed(text)
    for part in (*_VOCABULARY, "facts", "fact_types", "defaults", "norms"):
        if part not in shared:
            raise CatalogueError(f"has no part {part!r}")
    norms = [_norm(number, entry) for number, entry in enumerate(shared["norms"], 1)]
    ids = [norm["id"] for norm in norms]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise CatalogueError(f"norms: {', '.join(twice)} stands there twice")
    return {
        "norms.json": _lines(norms),
        "texts.json": _lines({entry["id"]: entry["norm"] for entry in shared["norms"]}),
        "facts.json": _lines(_facts(shared)),
        "vocabulary.json": _spread({name: shared[name] for name in _VOCABULARY}),
    }


class _Strict(yaml.SafeLoader):
    """Reads plain YAML, and lets nothing stand twice."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 — the signature is that of YAML
    ) -> dict[Any, Any]:
        """Make a mapping; a key that stands there twice is an error at its line."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise CatalogueError(_at(key.start_mark, f"{key.value!r} stands there twice"))
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _parsed(text: str) -> dict[str, Any]:
    try:
        shared = yaml.load(text, _Strict)  # noqa: S506 — a loader of plain values, made from the safe one
    except yaml.MarkedYAMLError as error:
        raise CatalogueError(_at(error.problem_mark, str(error.problem))) from error
    except yaml.YAMLError as error:
        raise CatalogueError(f"is no YAML: {error}") from error
    if not isinstance(shared, dict):
        raise CatalogueError("line 1: holds no catalogue")
    return shared


def _at(mark: yaml.Mark | None, problem: str) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else problem


def _norm(number: int, entry: object) -> dict[str, Any]:
    place = f"norms, entry {number}"
    told = _mapping(
        entry, place, {"id", "source", "kind", "process", "norm", "decision", "period", "conflicts"}
    )
    place = f"norm {told['id']}"
    decision = _mapping(told["decision"], f"{place}, decision", {"effect", "condition"})
    source, bar, article = str(told["source"]).partition(" | ")
    if not (source and bar and article):
        raise CatalogueError(f"{place}: source {told['source']!r} is not FILE | ARTICLE")
    return {
        "id": told["id"],
        "kind": told["kind"],
        "process": told["process"],
        "effect": decision["effect"],
        "decidable": decision["condition"] is not None,
        "article": article,
        "period": told["period"],
        "conflicts": [_mapping(one, f"{place}, conflicts", {"id"})["id"] for one in told["conflicts"]],
    }


def _facts(shared: Mapping[str, Any]) -> dict[str, Any]:
    for part in ("fact_types", "defaults"):
        if unknown := sorted(shared[part].keys() - shared["facts"].keys()):
            raise CatalogueError(f"{part}: {', '.join(unknown)} stands not among the facts")
    return {name: _fact(name, told, shared) for name, told in shared["facts"].items()}


def _fact(name: str, description: object, shared: Mapping[str, Any]) -> dict[str, Any]:
    kind = CORRECTED.get(name) or _mapping(shared["fact_types"].get(name), f"fact_types, {name}", {"type"})
    values = kind.get("values")
    if kind["type"] not in FACT_TYPES:
        raise CatalogueError(f"fact_types, {name}: {kind['type']!r} is not one of {', '.join(FACT_TYPES)}")
    if isinstance(values, str) and values not in _WORDS:
        raise CatalogueError(f"fact_types, {name}: there is no list of words {values!r}")
    if not isinstance(description, str):
        raise CatalogueError(f"facts, {name}: has no description")
    default = {"default": shared["defaults"][name]} if name in shared["defaults"] else {}
    return {"description": description, **kind, **default}


def _mapping(entry: object, place: str, needed: Iterable[str]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise CatalogueError(f"{place}: is no mapping")
    if missing := sorted(set(needed) - entry.keys()):
        raise CatalogueError(f"{place}: lacks {', '.join(missing)}")
    return entry


def _demand_apart(own: Mapping[str, Any], facts: str) -> None:
    if both := sorted(own.keys() & json.loads(facts).keys()):
        raise CatalogueError(f"facts: {', '.join(both)} stands among our own facts (own_facts.json) too")


def _lines(told: Mapping[str, Any] | Sequence[Any]) -> str:
    """Write one entry a line, so that a change of one is a change of one line."""
    if isinstance(told, dict):
        rows, ends = [f" {_written(name)}: {_written(one)}" for name, one in told.items()], "{}"
    else:
        rows, ends = [f" {_written(one)}" for one in told], "[]"
    return ends[0] + "\n" + ",\n".join(rows) + "\n" + ends[1] + "\n"


def _written(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)


def _spread(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _standing(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
