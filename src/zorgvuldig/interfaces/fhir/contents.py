"""The resources of one file: which there are, whether we take their elements, and which refers to which."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.fhir.models import deviations
from zorgvuldig.interfaces.fhir.nodes import Node
from zorgvuldig.interfaces.fhir.troubles import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.interfaces.fhir.troubles import Troubles

BUNDLE_TYPES = ("collection", "batch", "transaction")
#: The resources that a claim consists of; what else there is about a person is not asked for.
TAKEN = frozenset({
    "Claim", "Patient", "Coverage", "Practitioner", "PractitionerRole", "Organization", "ServiceRequest",
})  # fmt: skip
MOST_CLAIMS = 1000
_MODIFIERS = ("modifierExtension", "implicitRules")


class Contents:
    """What one file holds, by the names under which its resources refer to each other."""

    def __init__(self, tree: Mapping[str, Any], troubles: Troubles) -> None:
        """Take the resources of a Bundle, or of one Claim with what it contains."""
        self.claims: list[Node] = []
        self.bundle: Node | None = None
        self._named: dict[str, Node] = {}
        self._troubles = troubles
        kind = str(tree["resourceType"])
        if kind == "Bundle":
            self.bundle = Node(tree, kind, kind, troubles)
            self._take_bundle(self.bundle)
        elif kind == "Claim":
            self._take(Node(tree, kind, kind, troubles), "")
        else:
            text = f"{quoted(kind)} nemen wij hier niet aan. Stuur een Bundle met Claims, of één Claim."
            troubles.add("$", "not-supported", text)
        if not self.claims and not troubles:
            troubles.add(kind, "required", "Hier staat geen Claim in. Stuur minstens één declaratie.")

    def resolve(self, owner: Node, key: str, *kinds: str, quiet: bool = False) -> Node | None:
        """Find the resource that an element refers to, of one of these kinds; else say why not."""
        reference = owner.node(key)
        if reference is None:
            if not quiet:
                owner.missing(key, "Verwijs naar de resource in deze bundel.")
            return None
        told = reference.text("reference")
        found = self._named.get(f"{_root(owner.place)}|{told}") or self._named.get(told)
        if found is None:
            reference.refuse("reference", "not-found" if told else "required", _unresolved(told))
            return None
        if found.resource not in kinds:
            wanted = " of ".join(kinds)
            reference.refuse("reference", "invalid", f"Hier hoort {wanted}; dit wijst naar {found.resource}.")
            return None
        return found

    def _take_bundle(self, bundle: Node) -> None:
        _check_elements(bundle, "Bundle")
        if bundle.text("type") not in BUNDLE_TYPES:
            text = f"Dit soort Bundle nemen wij niet aan. Kies {' of '.join(BUNDLE_TYPES)}."
            bundle.refuse("type", "not-supported", text)
        if not isinstance(bundle.body.get("entry"), list):
            bundle.missing("entry", "Stuur minstens één Claim.")
            return
        strange: dict[str, list[str]] = {}
        for entry in bundle.nodes("entry"):
            _check_elements(entry, "entry")
            resource = entry.node("resource")
            kind = resource.text("resourceType") if resource else ""
            if resource is None:
                entry.missing("resource", "Zet in elke entry een resource.")
            elif kind not in TAKEN:
                strange.setdefault(kind if kind.isascii() and kind.isalnum() else "?", []).append(
                    resource.place
                )
            else:
                self._take(Node(resource.body, resource.place, kind, self._troubles), entry.text("fullUrl"))
        for kind, places in strange.items():
            text = (
                f"{quoted(kind)} hoort niet bij een declaratie en staat er {len(places)} keer in. "
                "Stuur niet meer over iemand dan nodig is: laat dit weg."
            )
            self._troubles.add(places[0], "not-supported", text, kind)

    def _take(self, resource: Node, url: str, within: str = "") -> None:
        """Take one resource in under its names, when its form is right."""
        kind, number = resource.resource, resource.text("id")
        before = len(self._troubles.found)
        _check_elements(resource, kind)
        for path, issue, text in deviations(kind, resource.body):
            self._troubles.add(_place(resource.place, path), issue, text, kind)
        names = [url, f"{kind}/{number}" if number else ""] if not within else [f"{within}|#{number}"]
        for name in filter(None, names):
            if name in self._named:
                text = "Deze naam heeft al een andere resource in dit bestand. Geef elke een eigen naam."
                resource.refuse("id", "duplicate", text)
            self._named[name] = resource
        if kind != "Claim" or within:
            return
        for inner in resource.nodes("contained"):
            inner_kind = inner.text("resourceType")
            if inner_kind not in TAKEN or inner_kind == "Claim":
                inner.refuse("", "not-supported", f"{quoted(inner_kind)} hoort niet in een declaratie.")
            else:
                self._take(Node(inner.body, inner.place, inner_kind, self._troubles), "", resource.place)
        if len(self.claims) == MOST_CLAIMS:
            self._troubles.add("Bundle", "too-costly", f"Stuur hoogstens {MOST_CLAIMS} declaraties tegelijk.")
        elif len(self.claims) < MOST_CLAIMS and not any(
            each.kind == "structure" and each.place.startswith(resource.place)
            for each in self._troubles.found[before:]
        ):
            self.claims.append(resource)


def _root(place: str) -> str:
    """Give the place of the resource that an element stands in, itself not contained in another."""
    steps = place.split(".")
    return ".".join(steps[:3]) if steps[0] == "Bundle" else steps[0]


def _unresolved(told: str) -> str:
    if not told:
        return "Deze verwijzing noemt geen resource. Verwijs naar een resource in dit bestand."
    if "://" in told:
        return "Deze verwijzing gaat naar iets buiten dit bestand. Wij halen niets op. Zet de resource erbij."
    return "Deze verwijzing vinden wij in dit bestand niet. Zet de resource erbij, met dezelfde naam."


def _place(start: str, path: tuple[str | int, ...]) -> str:
    """Write a path as FHIRPath does; names of the library's own stay out."""
    for step in path:
        if isinstance(step, int):
            start += f"[{step}]"
        elif step not in {"root", "resource_type"} and not step.startswith("function-"):
            start += f".{step}"
    return start


def _check_elements(node: Node, table: str) -> None:
    """Refuse what we do not take, and whatever changes the meaning of the rest."""
    told = _elements().get(table, {})
    used, passed = told.get("used", ()), told.get("passed", ())
    for key in node.body:
        if key in _MODIFIERS:
            text = "Dit verandert de betekenis van de resource, en wij kennen het niet. Laat het weg."
            node.refuse(key, "not-supported", text)
        elif key not in used and key not in passed and "*" not in passed:
            text = "Dit gegeven nemen wij bij een declaratie niet aan. Laat het weg."
            node.refuse(key, "not-supported", text)
    for key in [name for name, inner in told.items() if isinstance(inner, dict)]:
        held = list(node.nodes(key)) or [each for each in [node.node(key)] if each]
        for inner in held:
            _check_inner(inner, told[key])


def _check_inner(node: Node, told: Mapping[str, Any]) -> None:
    for key in node.body:
        if key not in told["used"] and key not in told["passed"]:
            text = "Dit gegeven nemen wij bij een declaratie niet aan. Laat het weg."
            node.refuse(key, "not-supported", text)


def test_tagged(node: Node) -> bool:
    """Say whether a resource calls itself test data (HTEST, v3-ActReason)."""
    meta = node.node("meta")
    return any(each.text("code") == "HTEST" for each in meta.nodes("security")) if meta else False


@cache
def _elements() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "elements.toml").read_text(encoding="utf-8"))
