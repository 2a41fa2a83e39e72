"""Check a proof that a processing stands in the log: python verifier.py PROOF KEY [WITNESS] (files).

It needs `cryptography` and the published key; given that of the witness, it demands both. Exit: 0, 1 or 2.
"""

import hashlib
import json
import re
import sys
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH, NUMBER = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", "(?:0|[1-9][0-9]{0,17})"  # unused bits are zero
FORM = re.compile(
    rf"zorgvuldig/verwerkingsbewijs@v(?:1|(?P<cosigned>2))\nverwerking (?P<leaf>.+)\n"
    rf"(regel (?P<row>.+)\n(?P<steps>({HASH}\n)*))?(betrokkene (?P<subject>\S+) (?P<salt>{HASH})\n)?"
    rf"\nc2sp\.org/tlog-proof@v1\nindex (?P<index>{NUMBER})\n(?P<path>({HASH}\n)*)"
    rf"\n(?P<head>(?P<origin>.+)\n(?P<size>{NUMBER})\n(?P<root>{HASH})\n)\n"
    rf"— (?P=origin) (?P<signature>[A-Za-z0-9+/]{{48}}{HASH})\n"
    rf"(?(cosigned)— (?P<witness>.+) (?P<cosignature>[A-Za-z0-9+/]{{101}}[AQgw]==)\n|)"
)


def climb(line: str, index: int, path: str, size: int, root: str) -> None:
    """Demand that a line and its path lead to this root (RFC 9162, 2.1.3.2)."""
    node, last, fits = hashlib.sha256(b"\0" + line.encode()).digest(), size - 1, 0 <= index < size
    for sibling in map(b64decode, path.split()):
        fits, left = fits and last > 0, index % 2 == 1 or index == last
        node = hashlib.sha256(b"\1" + (sibling + node if left else node + sibling)).digest()
        while left and index and index % 2 == 0:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    if not fits or last or node.hex() != root:
        raise ValueError("deze verwerking of deze regel staat zo niet in het logboek")


def signed(head: str, signer: str | None, signature: str | None, published: bytes) -> int:
    """Demand the signature of a published key (name+id+base64); give the moment that a witness names."""
    name, key_id, key = published.decode().removesuffix("\n").split("+", 2)
    line = b64decode(signature or "")
    if signer != name or line[:4].hex() != key_id:
        raise ValueError(f"dit bewijs is niet ondertekend door {name}")
    moment, kind = int.from_bytes(line[4:12], "big"), b64decode(key)[:1]
    text = f"cosignature/v1\ntime {moment}\n{head}" if kind == b"\4" else head
    Ed25519PublicKey.from_public_bytes(b64decode(key)[1:]).verify(line[-64:], text.encode())
    return moment


def verify(proof: bytes, published: bytes, witness: bytes | None = None) -> dict[str, object]:
    """Check a proof under the published key of the log, and of its witness when given; give what it shows."""
    form = FORM.fullmatch(proof.decode())
    if form is None:
        raise ValueError("dit heeft niet de vorm van een verwerkingsbewijs")
    index, size = int(form["index"]), int(form["size"])
    signed(form["head"], form["origin"], form["signature"], published)
    moment = witness and signed(form["head"], form["witness"], form["cosignature"], witness)
    climb(form["leaf"], index, form["path"], size, b64decode(form["root"]).hex())
    lines = {name: json.loads(form[name]) for name in ("leaf", "row") if form[name]}
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    if [write(line) for line in lines.values()] != [form[name] for name in lines]:
        raise ValueError("een regel is anders geschreven dan het logboek doet")
    if "row" in lines:
        climb(form["row"], lines["row"]["row"], form["steps"], **lines["leaf"]["segment"])
    commitment = hashlib.sha256(b64decode(form["salt"] or "") + (form["subject"] or "").encode()).hexdigest()
    if form["subject"] and commitment != lines.get("row", lines["leaf"])["subject"]:
        raise ValueError("dit gaat niet over deze betrokkene")
    return {**lines, "subject": form["subject"], "index": index, "size": size, "witnessed": moment}


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        shown = verify(*(Path(name).read_bytes() for name in sys.argv[1:]))
        sys.stdout.write(f"GELDIG: verwerking nummer {shown['index']} van {shown['size']} in dit logboek\n")
    except Exception as error:  # noqa: BLE001 — whatever is wrong with a file, it is told in one line
        sys.stderr.write(f"ONGELDIG: {str(error) or 'de handtekening klopt niet'}\n")
        sys.exit(2 if isinstance(error, OSError) else 1)
