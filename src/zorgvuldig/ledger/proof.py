"""The proof of a processing (verwerkingsbewijs) as a text that a person can keep and anyone can check.

    zorgvuldig/verwerkingsbewijs@v2            v1 where no witness cosigned
    verwerking {the leaf, canonical JSON}
    regel {the row, canonical JSON}            only for a row of a run
    {the row's path to the segment's root}     base64, one hash a line
    betrokkene {identifier} {salt}             only when the commitment to the subject is opened

    c2sp.org/tlog-proof@v1                     from here on verbatim a C2SP tlog-proof
    index {the leaf's index}
    {the leaf's path to the root}

    {the checkpoint: origin, size, root, its signature line, and that of the witness}

Checking is in `verifier`, which stands alone on purpose; this module only writes and reads the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zorgvuldig.ledger.note import decode_base64, encode_base64

__all__ = ["ProcessingProof", "ProofError", "RowStep"]

_HASH = r"[A-Za-z0-9+/]{43}="
_FORM = re.compile(
    r"zorgvuldig/verwerkingsbewijs@v(?:1|(?P<cosigned>2))\nverwerking (?P<leaf>.+)\n"
    rf"(?:regel (?P<row>.+)\n(?P<steps>(?:{_HASH}\n)*))?"
    rf"(?:betrokkene (?P<subject>\S+) (?P<salt>{_HASH})\n)?"
    rf"\nc2sp\.org/tlog-proof@v1\nindex (?P<index>0|[1-9][0-9]*)\n(?P<path>(?:{_HASH}\n)*)"
    r"\n(?P<note>.+\n[0-9]+\n.+\n\n— .+\n(?(cosigned)— .+\n|))"
)


class ProofError(ValueError):
    """A text that is not a proof of a processing."""


@dataclass(frozen=True)
class RowStep:
    """The first step of a two-step proof: a row, and its path to the root in the segment leaf."""

    row: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessingProof:
    """What a proof says, before it is a text."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: str
    row: RowStep | None = None
    subject: str | None = None
    salt: bytes = b""

    @property
    def cosigned(self) -> bool:
        """Whether a witness's line stands under the checkpoint too."""
        return self.note.rpartition("\n\n")[2].count("\n") > 1

    def as_text(self) -> str:
        """Write the proof in its one form."""
        version = 2 if self.cosigned else 1
        lines = [f"zorgvuldig/verwerkingsbewijs@v{version}", f"verwerking {self.leaf.decode()}"]
        if self.row is not None:
            lines += [f"regel {self.row.row.decode()}", *map(encode_base64, self.row.path)]
        if self.subject is not None:
            lines.append(f"betrokkene {self.subject} {encode_base64(self.salt)}")
        lines += ["", "c2sp.org/tlog-proof@v1", f"index {self.index}", *map(encode_base64, self.path), ""]
        return "\n".join(lines) + "\n" + self.note

    @classmethod
    def parse(cls, text: str) -> ProcessingProof:
        """Read a proof; what it shows is not checked here."""
        form = _FORM.fullmatch(text)
        if form is None:
            raise ProofError("this text does not have the form of a processing proof")
        row = form["row"]
        return cls(
            leaf=form["leaf"].encode(),
            index=int(form["index"]),
            path=_hashes(form["path"]),
            note=form["note"],
            row=None if row is None else RowStep(row.encode(), _hashes(form["steps"])),
            subject=form["subject"],
            salt=decode_base64(form["salt"]) if form["salt"] else b"",
        )


def _hashes(lines: str) -> tuple[bytes, ...]:
    return tuple(decode_base64(line) for line in lines.split())
