"""Makes a data set of MegaFace's form and evaluates it with numpy.

  megaface_peer.py make DIR [--probes 3530 --identities 80 --distractors 1000000 --dim 512 --seed 1]
  megaface_peer.py evaluate DIR [--dtype float32|float64]    prints one JSON object
  megaface_peer.py compare DIR PEER.json RESULT.json         exit 1 unless our result.json says the same

`make` writes features.npy, names.txt, probes.txt, distractors.txt and benchmark.yaml, so that
  ./facemargin evaluate --features DIR/features.npy --list DIR/names.txt --benchmark DIR/benchmark.yaml --out OUT
measures the same. `evaluate` multiplies block by block and keeps the highest scores by np.partition: per probe the ten
highest, over all probes as many as FAR 1e-4 needs. In float32 scores that nearly tie change places.
"""

import argparse
import json
import os
import sys
import time

import numpy as np

from peer_values import compare

RANKS = (1, 5, 10)
FARS = (1e-6, 1e-5, 1e-4)
BLOCK = 8192


def make(a):
    os.makedirs(a.folder, exist_ok=True)
    random = np.random.default_rng(a.seed)
    features = np.lib.format.open_memmap(
        os.path.join(a.folder, "features.npy"), mode="w+", dtype="<f4", shape=(a.probes + a.distractors, a.dim))
    identity = np.sort(random.integers(0, a.identities, a.probes))
    centres = random.standard_normal((a.identities, a.dim), dtype=np.float32)
    spread = random.uniform(1.2, 2.6, (a.probes, 1)).astype(np.float32)
    features[:a.probes] = centres[identity] + spread * random.standard_normal((a.probes, a.dim), dtype=np.float32)
    for first in range(a.probes, len(features), BLOCK):
        rows = min(BLOCK, len(features) - first)
        features[first:first + rows] = random.standard_normal((rows, a.dim), dtype=np.float32)
    features.flush()
    probes = [f"{who}/{i}.jpg\n" for i, who in enumerate(identity)]
    distractors = [f"crowd/{i}.jpg\n" for i in range(a.distractors)]
    for name, lines in (("probes", probes), ("distractors", distractors), ("names", probes + distractors)):
        with open(os.path.join(a.folder, name + ".txt"), "w") as out:
            out.writelines(lines)
    with open(os.path.join(a.folder, "benchmark.yaml"), "w") as out:
        out.write(
            "protocol: megaface\nfeatures: {flip: summed, norm: kept}\n"
            f"meta: {{probes: probes.txt, distractors: distractors.txt}}\nsizes: [{a.distractors}]\n")


def unit(rows, dtype):
    rows = rows.astype(dtype)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def evaluate(a):
    begin = time.time()
    names = [line.strip() for line in open(os.path.join(a.folder, "names.txt"))]
    row_of = {name: row for row, name in enumerate(names)}
    probe_names = [line.strip() for line in open(os.path.join(a.folder, "probes.txt"))]
    distractors = np.array([row_of[line.strip()] for line in open(os.path.join(a.folder, "distractors.txt"))])
    identity = np.array([name.split("/")[0] for name in probe_names])
    features = np.load(os.path.join(a.folder, "features.npy"), mmap_mode="r")
    probes = unit(features[[row_of[name] for name in probe_names]], a.dtype)
    impostors = len(probes) * len(distractors)
    keep = 2 * int(FARS[-1] * impostors) + 2
    top = np.full((len(probes), RANKS[-1]), -np.inf, probes.dtype)
    highest = np.empty(0, probes.dtype)
    floor = -np.inf
    for low in range(0, len(distractors), BLOCK):
        scores = probes @ unit(features[distractors[low:low + BLOCK]], a.dtype).T
        best = scores if scores.shape[1] <= RANKS[-1] else np.partition(scores, -RANKS[-1], axis=1)[:, -RANKS[-1]:]
        top = np.partition(np.hstack([top, best]), -RANKS[-1], axis=1)[:, -RANKS[-1]:]
        highest = np.concatenate([highest, scores[scores > floor]])
        if len(highest) > 2 * keep:
            highest = np.partition(highest, -keep)[-keep:]
            floor = highest.min()
    top = np.sort(top, axis=1)[:, ::-1]
    highest = np.sort(highest)[::-1]
    mates = probes @ probes.T
    same = identity[:, None] == identity[None, :]
    np.fill_diagonal(same, False)
    genuine = mates[np.triu(same)]
    values = {f"rank-{k}@{len(distractors)}": float(np.mean((mates >= top[:, k - 1:k])[same])) for k in RANKS}
    for far in FARS:
        key = f"tar_iso@far={far:.0e}".replace("e-0", "e-")
        values[key] = float(np.mean(genuine > highest[int(far * impostors)]))
    print(json.dumps({"values": values, "dtype": a.dtype, "numpy": np.__version__, "seconds": time.time() - begin}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["make", "evaluate", "compare"])
    parser.add_argument("folder")
    parser.add_argument("results", nargs="*")
    parser.add_argument("--probes", type=int, default=3530)
    parser.add_argument("--identities", type=int, default=80)
    parser.add_argument("--distractors", type=int, default=1000000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float64")
    a = parser.parse_args()
    if a.action == "compare":
        sys.exit(compare(*a.results, lambda key: 0))
    make(a) if a.action == "make" else evaluate(a)


if __name__ == "__main__":
    main()
