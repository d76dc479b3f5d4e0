"""Check a proof of `parallel-flickr log prove` against seals. Needs Python and nothing else.

    python check-proof.py PROOF SEAL        an event is in what was sealed
    python check-proof.py PROOF OLD NEW     what was sealed later begins with what was sealed before

The files are JSON. The tree is that of RFC 6962; what a leaf is made of stands in `leaf`.
"""

import hashlib
import json
import struct
import sys


def leaf(event):
    """Return the leaf of an event: what RFC 6962 calls the hash of an entry."""
    stream, kind = event["stream"].encode(), event["type"].encode()
    head = struct.pack(">QQHH", event["position"], event["version"], len(stream), len(kind))
    payload = hashlib.sha256(event["state"].encode()).digest()
    return hashlib.sha256(b"\0" + head + stream + kind + payload).digest()


def node(left, right):
    """Return the hash above two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_with(number, size, hashed, path):
    """Return the root that a leaf and its path lead to (RFC 9162, 2.1.3.2)."""
    last = size - 1
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        if number % 2 or number == last:
            hashed = node(step, hashed)
            while number % 2 == 0 and number:
                number, last = number // 2, last // 2
        else:
            hashed = node(hashed, step)
        number, last = number // 2, last // 2
    if last:
        raise ValueError("the path is too short")
    return hashed


def roots_of_growth(old, size, old_root, path):
    """Return the older and the newer root that a proof leads to (RFC 9162, 2.1.4.2)."""
    if old == size:
        return old_root, old_root
    if old & (old - 1) == 0:
        path = [old_root, *path]
    number, last = old - 1, size - 1
    while number % 2:
        number, last = number // 2, last // 2
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            raise ValueError("the proof is too long")
        if number % 2 or number == last:
            before, after = node(step, before), node(step, after)
            while number % 2 == 0 and number:
                number, last = number // 2, last // 2
        else:
            after = node(after, step)
        number, last = number // 2, last // 2
    if last:
        raise ValueError("the proof is too short")
    return before, after


def check(proof, *seals):
    """Return what was proved, in words. Raises ValueError where nothing was."""
    path = [bytes.fromhex(step) for step in proof["path"]]
    size = proof["size"]
    if size != seals[-1]["size"]:
        raise ValueError(f"the proof is for a seal of {size} events")
    root = bytes.fromhex(seals[-1]["root"])
    if proof["proves"] == "event" and len(seals) == 1:
        number = proof["number"]
        if not 0 <= number < size or root_with(number, size, leaf(proof["event"]), path) != root:
            raise ValueError("the event is not in the seal")
        return f"the event at position {proof['event']['position']} is in the seal"
    if proof["proves"] == "growth" and len(seals) == 2:
        old, old_root = seals[0]["size"], bytes.fromhex(seals[0]["root"])
        if not 0 < old <= size or roots_of_growth(old, size, old_root, path) != (old_root, root):
            raise ValueError("the later seal does not begin with the earlier one")
        return f"the seal of {size} events begins with the seal of {old}"
    raise ValueError("a proof of an event needs one seal, one of growth needs two")


def main(names):
    """Check the files of these names; return the exit status."""
    files = []
    for name in names:
        with open(name, encoding="utf-8") as file:
            files.append(json.load(file))
    if len(files) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(check(*files))
    except (KeyError, IndexError, TypeError, ValueError, struct.error) as error:
        print(f"not proved: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
