"""Check a proof that a processing stands in the log: python verifier.py PROOF KEY (two files).

It needs only `cryptography` and the published key. Hashes: RFC 6962; signature: C2SP note. It reads so
strictly that no character of a proof is free to change. Exit code: 0 valid, 1 invalid, 2 unreadable.
"""

import hashlib
import json
import re
import sys
from base64 import b64decode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # base64 of 32 bytes, unused bits zero
NUMBER = "(?:0|[1-9][0-9]{0,17})"
FORM = re.compile(
    rf"zorgvuldig/verwerkingsbewijs@v1\nverwerking (?P<leaf>.+)\n"
    rf"(regel (?P<row>.+)\n(?P<steps>({HASH}\n)*))?(betrokkene (?P<subject>\S+) (?P<salt>{HASH})\n)?"
    rf"\nc2sp\.org/tlog-proof@v1\nindex (?P<index>{NUMBER})\n(?P<path>({HASH}\n)*)"
    rf"\n(?P<head>(?P<origin>.+)\n(?P<size>{NUMBER})\n(?P<root>{HASH})\n)\n"
    rf"— (?P<signer>.+) (?P<signature>[A-Za-z0-9+/]{{48}}{HASH})\n"
)


def demand(holds: object, why: str) -> None:
    """Stop at the first thing that does not hold."""
    if not holds:
        raise ValueError(why)


def climb(line: str, index: int, size: int, path: str) -> bytes:
    """Give the root to which a line and its path lead (RFC 9162, 2.1.3.2); nothing if they do not fit."""
    node, last, fits = hashlib.sha256(b"\0" + line.encode()).digest(), size - 1, 0 <= index < size
    for sibling in map(b64decode, path.split()):
        fits, left = fits and last > 0, index % 2 == 1 or index == last
        node = hashlib.sha256(b"\1" + (sibling + node if left else node + sibling)).digest()
        while left and index and index % 2 == 0:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return node if fits and last == 0 else b""


def verify(proof: bytes, published: bytes) -> dict[str, object]:
    """Check a proof under a published key (name+id+base64); give what it shows."""
    name, key_id, key = published.decode().removesuffix("\n").split("+", 2)
    form = FORM.fullmatch(proof.decode())
    if form is None:
        raise ValueError("dit heeft niet de vorm van een verwerkingsbewijs")
    signed, index, size = b64decode(form["signature"]), int(form["index"]), int(form["size"])
    signer = form["origin"] == form["signer"] == name and signed[:4].hex() == key_id
    demand(signer, "dit bewijs is van een ander logboek, of met een andere sleutel ondertekend")
    Ed25519PublicKey.from_public_bytes(b64decode(key)[1:]).verify(signed[4:], form["head"].encode())
    root = climb(form["leaf"], index, size, form["path"])
    demand(root == b64decode(form["root"]), "deze verwerking staat zo niet in het logboek")
    lines = {name: json.loads(form[name]) for name in ("leaf", "row") if form[name]}
    for name, line in lines.items():
        again = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        demand(again == form[name], "een regel is anders geschreven dan het logboek doet")
    if "row" in lines:
        segment = lines["leaf"]["segment"]
        root = climb(form["row"], lines["row"]["row"], segment["size"], form["steps"])
        demand(root.hex() == segment["root"], "deze regel hoort niet bij deze verwerking")
    if form["subject"]:
        commitment = hashlib.sha256(b64decode(form["salt"]) + form["subject"].encode()).hexdigest()
        demand(commitment == lines.get("row", lines["leaf"])["subject"], "dit gaat niet over deze betrokkene")
    return {**lines, "subject": form["subject"], "index": index, "size": size}


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 — the script, the proof, the key
        sys.exit(__doc__)
    try:
        shown = verify(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_bytes())
        sys.stdout.write(f"GELDIG: verwerking nummer {shown['index']} van {shown['size']} in dit logboek\n")
    except (InvalidSignature, OSError, ValueError) as error:
        sys.stderr.write(f"ONGELDIG: {str(error) or 'de handtekening klopt niet'}\n")
        sys.exit(2 if isinstance(error, OSError) else 1)
