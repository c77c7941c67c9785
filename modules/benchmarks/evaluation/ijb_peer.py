"""Makes a data set of IJB's form and evaluates it with numpy and scikit-learn, as the peers' scripts do.

  ijb_peer.py make DIR [--templates 23124 --images 469375 --pairs 15658489 --dim 512 --seed 1] [--concatenated]
  ijb_peer.py evaluate DIR         prints one JSON object: values by the keys of our result.json, seconds of each part
  ijb_peer.py compare DIR PEER.json RESULT.json      exit 1 unless our result.json says the same

`make` writes features.npy (mirrored copies added; with --concatenated beside the originals), names.txt in another order
than the meta files, those, and benchmark.yaml, so that
  ./facemargin evaluate --features DIR/features.npy --list DIR/names.txt --benchmark DIR/benchmark.yaml --out OUT
measures the same. Needs numpy and scikit-learn.
"""

import argparse
import json
import os
import sys
import time

import numpy as np

from peer_values import compare

FARS = [10.0 ** -exponent for exponent in range(6, 0, -1)]
FPIRS = [1e-4, 1e-3, 1e-2, 1e-1, 1.0]


def make(folder, templates, images, pairs, dim, seed, concatenated):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(seed)
    subjects = max(4, templates * 3531 // 23124)
    galleries = np.arange(subjects)
    subject_of = np.concatenate([galleries, random.integers(0, subjects, templates - subjects)])
    template_of = np.sort(np.concatenate([np.arange(templates), random.integers(0, templates, images - templates)]))
    media_of = template_of * 8 + random.integers(0, 5, images)
    centres = random.standard_normal((subjects, dim), dtype=np.float32)
    halves = 2 if concatenated else 1
    features = np.lib.format.open_memmap(
        os.path.join(folder, "features.npy"), mode="w+", dtype="<f4", shape=(images, halves * dim))
    row_of = random.permutation(images // 64 + 1).repeat(64)[:images] * 64 + np.arange(images) % 64
    row_of = np.argsort(np.argsort(row_of, kind="stable"), kind="stable")
    for first in range(0, images, 4096):
        rows = slice(first, min(images, first + 4096))
        centre = centres[subject_of[template_of[rows]]]
        quality = random.uniform(0.3, 1.2, (len(centre), 1)).astype(np.float32)
        for half in range(halves):
            noise = random.standard_normal(centre.shape, dtype=np.float32) * 6.0
            features[row_of[rows], half * dim:(half + 1) * dim] = (centre + noise) * quality
    features.flush()
    name_of_row = np.empty(images, dtype=np.int64)
    name_of_row[row_of] = np.arange(images)
    write(folder, "names.txt", (f"{i + 1}.jpg\n" for i in name_of_row))
    write(folder, "face_tid_mid.txt", (f"{i + 1}.jpg {template_of[i]} {media_of[i]}\n" for i in range(images)))
    scores = random.uniform(0.6, 1.0, images)
    write(folder, "name_5pts_score.txt", (f"{i + 1}.jpg 0 0 0 0 0 0 0 0 0 0 {scores[i]:.6f}\n" for i in range(images)))
    first = random.integers(0, templates, pairs)
    second = random.integers(0, templates, pairs)
    genuine = max(1, pairs // 800)
    order = np.argsort(subject_of, kind="stable")
    neighbours = random.integers(0, templates - 1, genuine)
    first[:genuine], second[:genuine] = order[neighbours], order[neighbours + 1]
    label = (subject_of[first] == subject_of[second]).astype(int)
    by_first = np.argsort(first, kind="stable")
    np.savetxt(os.path.join(folder, "template_pair_label.txt"), np.stack([first, second, label], 1)[by_first], fmt="%d")
    half = subjects // 2
    header = "TEMPLATE_ID,SUBJECT_ID,FILENAME\n"
    for name, ids in (("gallery_1", range(half)), ("gallery_2", range(half, subjects)), ("probe", range(subjects, templates))):
        write(folder, f"{name}.csv", [header] + [f"{t},{subject_of[t]},x.jpg\n" for t in ids])
    with open(os.path.join(folder, "benchmark.yaml"), "w") as out:
        out.write(
            f"protocol: ijb\nfeatures: {{flip: {'concatenated' if concatenated else 'summed'}, norm: kept}}\n"
            "meta: {faces: face_tid_mid.txt, pairs: template_pair_label.txt, landmarks: name_5pts_score.txt,\n"
            "       gallery_1: gallery_1.csv, gallery_2: gallery_2.csv, probe: probe.csv}\n")


def write(folder, name, lines):
    with open(os.path.join(folder, name), "w") as out:
        out.writelines(lines)


def flag_sets(concatenated):
    return [(n, d, f) for f in ((0, 2) if concatenated else (2,)) for n in (0, 1) for d in (0, 1)]


def pooled_templates(images, templates, media, ids):
    pooled = np.zeros((len(ids), images.shape[1]), np.float32)
    starts = np.searchsorted(templates, ids)
    ends = np.append(starts[1:], len(templates))
    for t, (low, high) in enumerate(zip(starts, ends)):
        for one in np.unique(media[low:high]):
            chosen = images[low:high][media[low:high] == one]
            pooled[t] += chosen[0] if len(chosen) == 1 else np.mean(chosen, axis=0)
    pooled = pooled.astype(np.float64)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def verification(pooled, ids, pairs):
    from sklearn.metrics import auc, roc_curve

    position = np.searchsorted(ids, pairs[:, :2])
    similarity = np.zeros(len(pairs))
    for low in range(0, len(pairs), 100000):
        part = position[low:low + 100000]
        similarity[low:low + 100000] = np.sum(pooled[part[:, 0]] * pooled[part[:, 1]], -1)
    fpr, tpr, _ = roc_curve(pairs[:, 2], similarity)
    area = auc(fpr, tpr)
    fpr, tpr = np.flipud(fpr), np.flipud(tpr)
    nearest = {f"1e-{6 - i}": tpr[min(zip(abs(fpr - far), range(len(fpr))))[1]] for i, far in enumerate(FARS)}
    return {"tar_nearest": nearest, "auc": area}


def identification(pooled, ids, gallery, probe):
    scores = pooled[np.searchsorted(ids, probe[:, 0])] @ pooled[np.searchsorted(ids, gallery[:, 0])].T
    mate_of = {subject: column for column, subject in enumerate(gallery[:, 1])}
    hits, ok, mates, highest = [], [], [], []
    for row, subject in zip(scores, probe[:, 1]):
        column = mate_of.get(subject)
        if column is None:
            highest.append(row.max())
            continue
        hits.append(np.where(np.argsort(row)[::-1] == column)[0][0])
        mates.append(row[column])
        ok.append(row[column] > np.delete(row, column).max())
    hits, ok, mates, highest = np.array(hits), np.array(ok), np.array(mates), np.sort(highest)[::-1]
    tpir = {}
    for fpir in FPIRS:
        threshold = highest[max(int(len(highest) * fpir) - 1, 0)]
        tpir["1" if fpir == 1 else f"{fpir:.0e}".replace("e-0", "e-")] = np.mean(ok & (mates > threshold))
    return {"ranks": {str(k): int(np.sum(hits < k)) for k in (1, 5, 10)}, "tpir": tpir}


def evaluate(folder):
    begin = time.time()
    features = np.load(os.path.join(folder, "features.npy"))
    rows = {line.strip(): row for row, line in enumerate(open(os.path.join(folder, "names.txt")))}
    lists = [line.split() for line in open(os.path.join(folder, "face_tid_mid.txt"))]
    features = features[[rows[line[0]] for line in lists]]
    templates = np.array([int(line[1]) for line in lists])
    media = np.array([int(line[2]) for line in lists])
    scores = np.array([float(line.split()[-1]) for line in open(os.path.join(folder, "name_5pts_score.txt"))], np.float32)
    pairs = np.loadtxt(os.path.join(folder, "template_pair_label.txt"), dtype=np.int64)
    with open(os.path.join(folder, "benchmark.yaml")) as card:
        concatenated = "concatenated" in card.read()
    seconds = {"reading": time.time() - begin}
    dim = features.shape[1] // (2 if concatenated else 1)
    ids = np.unique(templates)
    by_flags = {}
    for keep, detector, flip in flag_sets(concatenated):
        images = features[:, :dim] + features[:, dim:] if concatenated and flip else features[:, :dim]
        if not keep:
            norms = np.sqrt(np.einsum('ij,ij->i', images, images, dtype=np.float64))
            images = (images / norms[:, None]).astype(np.float32)
        if detector:
            images = images * scores[:, None]
        pooled = pooled_templates(images, templates, media, ids)
        by_flags[f"N{keep}D{detector}F{flip}"] = verification(pooled, ids, pairs)
    seconds["verification"] = time.time() - begin - sum(seconds.values())
    csv = {n: np.loadtxt(os.path.join(folder, n + ".csv"), dtype=np.int64, delimiter=",", skiprows=1, usecols=(0, 1), ndmin=2)
           for n in ("gallery_1", "gallery_2", "probe")}
    found = [identification(pooled, ids, csv[n], csv["probe"]) for n in ("gallery_1", "gallery_2")]
    count = len(csv["probe"])
    values = {f"rank-{k},mean": (found[0]["ranks"][k] + found[1]["ranks"][k]) / count for k in ("1", "5", "10")}
    values |= {f"tpir@fpir={f},mean": (found[0]["tpir"][f] + found[1]["tpir"][f]) / 2 for f in found[0]["tpir"]}
    for flags, one in by_flags.items():
        values[f"auc,{flags}"] = one["auc"]
        values |= {f"tar_nearest@far={far},{flags}": tar for far, tar in one["tar_nearest"].items()}
    seconds["identification"] = time.time() - begin - sum(seconds.values())
    seconds["all"] = time.time() - begin
    print(json.dumps({"values": values, "seconds": seconds}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["make", "evaluate", "compare"])
    parser.add_argument("folder")
    parser.add_argument("results", nargs="*")
    parser.add_argument("--templates", type=int, default=23124)
    parser.add_argument("--images", type=int, default=469375)
    parser.add_argument("--pairs", type=int, default=15658489)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--concatenated", action="store_true")
    a = parser.parse_args()
    if a.action == "make":
        make(a.folder, a.templates, a.images, a.pairs, a.dim, a.seed, a.concatenated)
    elif a.action == "evaluate":
        evaluate(a.folder)
    else:
        sys.exit(compare(*a.results, lambda key: 1e-12 if key.startswith("auc") else 0))


if __name__ == "__main__":
    main()
