"""Makes a list of scores and evaluates it with numpy and scikit-learn.

  scores_peer.py make FILE.csv [--rows 1000000 --seed 1]     a table: score,label
  scores_peer.py evaluate FILE.csv        prints one JSON object
  scores_peer.py compare PEER.json RESULT.json      exit 1 unless our result.json says the same
  scores_peer.py time FILE.csv COMMAND [--turns 5]     runs `evaluate` and COMMAND by turns; needs GNU time

`./facemargin evaluate --scores FILE.csv --set bootstrap.replicates=0 --out OUT` computes the same, three curves, their
pages and the SHA-256 of the list besides.
"""

import argparse
import json
import statistics
import subprocess
import sys

from peer_values import compare

FARS = (1e-4, 1e-3, 1e-2, 1e-1)


def make(a):
    import numpy as np

    random = np.random.default_rng(a.seed)
    label = (random.random(a.rows) < 0.1).astype(int)
    score = np.where(label == 1, random.normal(0.5, 0.12, a.rows), random.normal(0.02, 0.09, a.rows))
    with open(a.files[0], "w") as out:
        out.write("score,label\n")
        out.writelines("%.6f,%d\n" % row for row in zip(score.tolist(), label.tolist()))


def evaluate(file):
    import numpy as np
    from sklearn.metrics import auc, roc_curve

    rows = np.loadtxt(file, delimiter=",", skiprows=1)
    scores, label = rows[:, 0], rows[:, 1] == 1
    genuine, impostor = scores[label], scores[~label]
    fpr, tpr, _ = roc_curve(label, scores)
    values = {"auc": float(auc(fpr, tpr))}
    values["d_prime"] = float((genuine.mean() - impostor.mean()) / np.sqrt((genuine.var() + impostor.var()) / 2))
    for far in FARS:
        nearest = len(fpr) - 1 - int(np.argmin(np.abs(fpr[::-1] - far)))
        values[f"tar_nearest@far={name(far)}"] = float(tpr[nearest])
    fpr, tpr, _ = roc_curve(label, scores, drop_intermediate=False)
    fnr = 1 - tpr
    first = int(np.argmax(fnr <= fpr))
    before, after = fnr[first - 1] - fpr[first - 1], fnr[first] - fpr[first]
    values["eer"] = float(fpr[first - 1] + before / (before - after) * (fpr[first] - fpr[first - 1]))
    for far in FARS:
        within = np.searchsorted(fpr, far * (1 + 1e-12), side="right") - 1
        values[f"tar_iso@far={name(far)}"] = float(tpr[within])
    for n in (10, 20, 100, 1000, 10000):
        values[f"fmr{n}"] = float(fnr[np.searchsorted(fpr, 1 / n * (1 + 1e-12), side="right") - 1])
    values["zero_fmr"] = float(fnr[np.searchsorted(fpr, 0, side="right") - 1])
    values["zero_fnmr"] = float(fpr[np.argmax(tpr == 1)])
    for prior in (0.01, 0.05):
        cost = (prior * fnr + (1 - prior) * fpr) / min(prior, 1 - prior)
        values[f"min_dcf@p_target={prior}"] = float(cost.min())
    print(json.dumps({"values": values}))


def name(far):
    return f"{far:.0e}".replace("e-0", "e-")


def measure(command):
    run = subprocess.run(
        ["/usr/bin/time", "-f", "%e %U %S %M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, text=True)
    wall, user, system, kib = map(float, run.stderr.splitlines()[-1].split())
    return wall, user + system, kib / 1024


def by_turns(file, command, turns):
    peer = [sys.executable, __file__, "evaluate", file]
    runs = {"numpy": [], "ours": []}
    for _ in range(turns):
        runs["numpy"].append(measure(peer))
        runs["ours"].append(measure(command.split()))
    for who, all_runs in runs.items():
        wall, processor, mib = (statistics.median(column) for column in zip(*all_runs))
        walls = ", ".join(f"{run[0]:.2f}" for run in all_runs)
        print(f"{who}: wall {wall:.2f} s ({walls}), processor {processor:.2f} s, peak {mib:.0f} MiB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["make", "evaluate", "compare", "time"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turns", type=int, default=5)
    a = parser.parse_args()
    if a.action == "compare":
        sys.exit(compare(*a.files, lambda key: 1e-12))
    if a.action == "make":
        make(a)
    elif a.action == "evaluate":
        evaluate(a.files[0])
    else:
        by_turns(*a.files, a.turns)


if __name__ == "__main__":
    main()
