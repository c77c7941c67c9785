"""What the peers' scripts print, {"values": {KEY: NUMBER}}, beside our result.json, which has the same keys."""

import json


def compare(peer, ours, tolerance):
    """0 if every number of the peer's is ours; `tolerance` says of a key how far they may lie apart, relatively."""
    with open(peer) as one, open(ours) as other:
        wanted, values = json.load(one)["values"], json.load(other)["values"]
    differences = [
        f"{key}: numpy {want!r}, ours {values[key]['value']!r}"
        for key, want in wanted.items() if abs(want - values[key]["value"]) > tolerance(key) * abs(want)]
    print("\n".join(differences) or f"the same, {len(wanted)} numbers")
    return 1 if differences else 0
