"""Makes a data set of IJB's form and evaluates it with numpy and scikit-learn, as the peers' scripts do.

  ijb_peer.py make DIR --templates 23124 --images 469375 --pairs 15658489 --dim 512 [--seed 1]
  ijb_peer.py evaluate DIR            prints one JSON object: TAR by flags (N1D1F2), AUC, seconds

`make` writes features.npy (original and mirrored side by side), names.txt, the meta files and benchmark.yaml, so that
  ./facemargin evaluate --features DIR/features.npy --list DIR/names.txt --benchmark DIR/benchmark.yaml --out OUT
measures the same. Needs numpy and scikit-learn.
"""

import argparse
import json
import os
import time

import numpy as np


def make(folder, templates, images, pairs, dim, seed):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(seed)
    subjects = templates // 6 + 2
    subject_of = random.integers(0, subjects, templates)
    template_of = np.sort(np.concatenate([np.arange(templates), random.integers(0, templates, images - templates)]))
    media_of = template_of * 8 + random.integers(0, 5, images)
    centres = random.standard_normal((subjects, dim), dtype=np.float32)
    features = np.lib.format.open_memmap(
        os.path.join(folder, "features.npy"), mode="w+", dtype="<f4", shape=(images, 2 * dim))
    for first in range(0, images, 4096):
        rows = slice(first, min(images, first + 4096))
        centre = centres[subject_of[template_of[rows]]]
        quality = random.uniform(0.3, 1.2, (len(centre), 1)).astype(np.float32)
        for half in (0, 1):
            noise = random.standard_normal(centre.shape, dtype=np.float32) * 3.5
            features[rows, half * dim:(half + 1) * dim] = (centre + noise) * quality
    features.flush()
    with open(os.path.join(folder, "names.txt"), "w") as out:
        out.writelines(f"{i + 1}.jpg\n" for i in range(images))
    with open(os.path.join(folder, "face_tid_mid.txt"), "w") as out:
        out.writelines(f"{i + 1}.jpg {template_of[i]} {media_of[i]}\n" for i in range(images))
    scores = random.uniform(0.6, 1.0, images)
    with open(os.path.join(folder, "name_5pts_score.txt"), "w") as out:
        out.writelines(f"{i + 1}.jpg 0 0 0 0 0 0 0 0 0 0 {scores[i]:.6f}\n" for i in range(images))
    first = random.integers(0, templates, pairs)
    second = random.integers(0, templates, pairs)
    genuine = max(1, pairs // 800)
    order = np.argsort(subject_of, kind="stable")
    neighbours = random.integers(0, templates - 1, genuine)
    first[:genuine], second[:genuine] = order[neighbours], order[neighbours + 1]
    label = (subject_of[first] == subject_of[second]).astype(int)
    np.savetxt(os.path.join(folder, "template_pair_label.txt"), np.stack([first, second, label], 1), fmt="%d")
    with open(os.path.join(folder, "benchmark.yaml"), "w") as out:
        out.write(
            "protocol: ijb\nfeatures: {flip: concatenated, norm: kept}\n"
            "meta: {faces: face_tid_mid.txt, pairs: template_pair_label.txt, landmarks: name_5pts_score.txt}\n")


def evaluate(folder):
    from sklearn.metrics import roc_curve

    begin = time.time()
    features = np.load(os.path.join(folder, "features.npy"))
    dim = features.shape[1] // 2
    lists = [line.split() for line in open(os.path.join(folder, "face_tid_mid.txt"))]
    templates = np.array([int(line[1]) for line in lists])
    media = np.array([int(line[2]) for line in lists])
    scores = np.array([float(line.split()[-1]) for line in open(os.path.join(folder, "name_5pts_score.txt"))], np.float32)
    pairs = np.loadtxt(os.path.join(folder, "template_pair_label.txt"), dtype=np.int64)
    images = (features[:, :dim] + features[:, dim:]) * scores[:, None]
    ids = np.unique(templates)
    pooled = np.zeros((len(ids), dim), np.float32)
    starts = np.searchsorted(templates, ids)
    ends = np.append(starts[1:], len(templates))
    for t, (low, high) in enumerate(zip(starts, ends)):
        for one in np.unique(media[low:high]):
            chosen = images[low:high][media[low:high] == one]
            pooled[t] += chosen[0] if len(chosen) == 1 else np.mean(chosen, axis=0)
    pooled = pooled.astype(np.float64)
    pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
    position = np.searchsorted(ids, pairs[:, :2])
    similarity = np.zeros(len(pairs))
    for low in range(0, len(pairs), 100000):
        part = position[low:low + 100000]
        similarity[low:low + 100000] = np.sum(pooled[part[:, 0]] * pooled[part[:, 1]], -1)
    fpr, tpr, _ = roc_curve(pairs[:, 2], similarity)
    fpr, tpr = np.flipud(fpr), np.flipud(tpr)
    tar = {}
    for exponent in range(6, 0, -1):
        target = 10.0 ** -exponent
        index = min(zip(abs(fpr - target), range(len(fpr))))[1]
        tar[f"1e-{exponent}"] = tpr[index]
    area = -np.trapz(tpr, fpr) if hasattr(np, "trapz") else -np.trapezoid(tpr, fpr)
    print(json.dumps({"tar_nearest": tar, "auc": area, "seconds": time.time() - begin}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["make", "evaluate"])
    parser.add_argument("folder")
    parser.add_argument("--templates", type=int, default=23124)
    parser.add_argument("--images", type=int, default=469375)
    parser.add_argument("--pairs", type=int, default=15658489)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.action == "make":
        make(arguments.folder, arguments.templates, arguments.images, arguments.pairs, arguments.dim, arguments.seed)
    else:
        evaluate(arguments.folder)


if __name__ == "__main__":
    main()
