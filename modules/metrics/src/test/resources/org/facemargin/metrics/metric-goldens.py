"""Writes metric-goldens.txt: twenty random sets of scores full of ties, and what numpy, scipy and scikit-learn
say of them. Run once, by hand: python3 metric-goldens.py > metric-goldens.txt

Nothing here shares a line of thought with the Java code: curves are scikit-learn's, the equal error rate is
brentq over an interpolation of that curve, the hull's is the minimax of a linear programme, costs and FNMRs are
counted threshold by threshold.
"""
import numpy as np
from scipy.interpolate import interp1d
from scipy.optimize import brentq, linprog
from scipy.stats import binomtest, chi2
from sklearn.metrics import roc_auc_score, roc_curve

FARS = [1e-4, 1e-3, 1e-2, 1e-1]
PRIORS = [0.01, 0.05]


def emit(key, value):
    print(key, "nan" if np.isnan(value) else repr(float(value)))


def nearest(labels, scores, far):
    fpr, tpr, _ = roc_curve(labels, scores)
    fpr, tpr = np.flipud(fpr), np.flipud(tpr)
    return tpr[min(zip(abs(fpr - far), range(len(fpr))))[1]]


def rates(genuine, impostor):
    """FMR and FNMR at every distinct score and above all of them."""
    thresholds = np.unique(np.concatenate([genuine, impostor, [np.inf]]))
    fmr = np.array([(impostor >= t).mean() for t in thresholds])
    fnmr = np.array([(genuine < t).mean() for t in thresholds])
    return thresholds, fmr, fnmr


def fvc(fmr, fnmr):
    """FVC2000; rates ordered by rising threshold."""
    low = np.flatnonzero(fnmr <= fmr)[-1]
    high = np.flatnonzero(fnmr >= fmr)[0]
    return min(fmr[low] + fnmr[low], fmr[high] + fnmr[high]) / 2


def hull(fmr, fnmr):
    """max over p of min over thresholds of p*FNMR + (1-p)*FMR, as a linear programme in (p, value)."""
    rows = np.stack([-(fnmr - fmr), np.ones_like(fmr)], axis=1)
    return -linprog([0, -1], A_ub=rows, b_ub=fmr, bounds=[(0, 1), (None, None)], method="highs").fun


def main():
    random = np.random.default_rng(20)
    for number in range(20):
        genuine = random.binomial(24, 0.62, random.integers(12, 90)) / 32.0
        impostor = random.binomial(24, 0.45, random.integers(60, 400)) / 32.0
        labels = np.concatenate([np.ones(len(genuine)), np.zeros(len(impostor))])
        scores = np.concatenate([genuine, impostor])
        print("set", number)
        print("genuine", *genuine)
        print("impostor", *impostor)
        fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
        _, fmr, fnmr = rates(genuine, impostor)
        emit("auc", roc_auc_score(labels, scores))
        emit("eer", brentq(lambda x: 1.0 - x - interp1d(fpr, tpr)(x), 0, 1, xtol=1e-15))
        emit("eer_midpoint", fvc(fmr, fnmr))
        emit("eer_convex_hull", hull(fmr, fnmr))
        emit("d_prime", (genuine.mean() - impostor.mean()) / np.sqrt((genuine.var() + impostor.var()) / 2))
        for n in (10, 20, 100, 1000, 10000):
            emit(f"fmr{n}", fnmr[fmr * n <= 1].min() if len(impostor) >= n else np.nan)
        emit("zero_fmr", fnmr[fmr == 0].min())
        emit("zero_fnmr", fmr[fnmr == 0].min())
        for far in FARS:
            name = f"1e-{round(-np.log10(far))}"
            emit(f"tar_nearest@far={name}", nearest(labels, scores, far))
            enough = int(far * len(impostor) + 1e-9) > 0
            emit(f"tar_iso@far={name}", tpr[fpr <= far].max() if enough else np.nan)
        for prior in PRIORS:
            cost = (prior * fnmr + (1 - prior) * fmr) / min(prior, 1 - prior)
            emit(f"min_dcf@p_target={prior}", cost.min())
    print("mcnemar")
    for b, c in ((0, 0), (3, 3), (1, 0), (10, 2), (25, 40), (0, 7), (120, 80)):
        n = b + c
        exact = binomtest(b, n).pvalue if n else 1.0
        squared = max(0, abs(b - c) - 1) ** 2 / n if n else 0.0
        print(b, c, repr(float(exact)), repr(float(squared)), repr(float(chi2.sf(squared, 1))))
    print("wilson")
    for hits, trials in ((0, 10), (8, 10), (10, 10), (1, 1000), (2999, 3000)):
        interval = binomtest(hits, trials).proportion_ci(0.95, method="wilson")
        print(hits, trials, repr(float(interval.low)), repr(float(interval.high)))


main()
