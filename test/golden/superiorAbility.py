"""Reference values of SPA, the reality check and the stationary bootstrap, written from the papers with numpy alone.

Made with Debian's python3-numpy 1.24.2: python3 test/golden/superiorAbility.py > test/fixtures/superiorAbility.json

It shares nothing with the code that it checks: every resample is a list of rows, means are taken over those rows, and
the variance adds up every lag. Sources: Hansen, A Test for Superior Predictive Ability (2005), equations 1 and 3 and
section 3; White, A Reality Check for Data Snooping (2000), equations 9 and 10; Politis and Romano, The Stationary
Bootstrap (1994), section 2 and lemma 1.
"""

import json
import sys

import numpy as np


def stationary_rows(n, q, generator):
    """One resample as the paper tells it: each row follows the one before, or with probability q is drawn anew."""
    rows = [int(generator.integers(n))]
    while len(rows) < n:
        rows.append(int(generator.integers(n)) if generator.random() < q else (rows[-1] + 1) % n)
    return rows


def omega_squared(d, q):
    """Variance of sqrt(n) times the mean of a resample, lemma 1, every lag written out."""
    n = len(d)
    e = d - d.mean()
    total = (e @ e) / n
    for i in range(1, n):
        kappa = (n - i) / n * (1 - q) ** i + i / n * (1 - q) ** (n - i)
        total += 2 * kappa * (e[: n - i] @ e[i:]) / n
    return total


def superior_ability(d, q, resamples):
    n, k = d.shape
    mean = d.mean(axis=0)
    omega = np.sqrt([omega_squared(d[:, j], q) for j in range(k)])
    statistic = max(0.0, float(np.max(np.sqrt(n) * mean / omega)))
    threshold = -omega * np.sqrt(2 * np.log(np.log(n)) / n)
    centres = {
        "lower": np.maximum(mean, 0),
        "consistent": np.where(mean >= threshold, mean, 0),
        "upper": mean,
    }
    reached = {name: 0 for name in centres}
    reality = 0
    for rows in resamples:
        drawn = d[rows].mean(axis=0)
        for name, centre in centres.items():
            reached[name] += max(0.0, float(np.max(np.sqrt(n) * (drawn - centre) / omega))) >= statistic
        # White's statistic is the largest mean itself, and every variant is centred on its own.
        reality += float(np.max(drawn - mean)) >= float(np.max(mean))
    share = {name: count / len(resamples) for name, count in reached.items()}
    return {
        "statistic": statistic,
        "omega_squared": [float(w * w) for w in omega],
        "realityCheck": reality / len(resamples),
        **share,
    }


def sharpe_interval(x, resamples):
    ratios = [x[rows].mean() / x[rows].std(ddof=1) for rows in resamples]
    low, high = np.percentile(ratios, [2.5, 97.5])
    return {"low": float(low), "high": float(high)}


def made_up(generator, n, means):
    """Variants of one family, of different size and with a memory of one day."""
    common = generator.standard_normal(n)
    columns = []
    for j, mean in enumerate(means):
        noise = generator.standard_normal(n)
        own = np.array(noise)
        for row in range(1, n):
            own[row] += 0.3 * own[row - 1]
        columns.append((mean + 0.01 * (own + 0.5 * common)) * (1 + j / 2))
    return np.round(np.column_stack(columns), 8)


def blocks(rows, n):
    """A resample as runs of rows that follow each other: the first row and the number of each."""
    found = []
    for row in rows:
        if found and (found[-1][0] + found[-1][1]) % n == row:
            found[-1][1] += 1
        else:
            found.append([row, 1])
    return found


def case(name, n, means, mean_block, draws, many, seed):
    generator = np.random.default_rng(seed)
    d = made_up(generator, n, means)
    q = 1 / mean_block
    resamples = [stationary_rows(n, q, generator) for _ in range(draws)]
    others = [stationary_rows(n, q, generator) for _ in range(many)]
    return {
        "name": name,
        "mean_block": mean_block,
        "columns": d.T.tolist(),
        "resamples": [blocks(rows, n) for rows in resamples],
        "same_rows": {
            **superior_ability(d, q, resamples),
            "sharpe_interval": sharpe_interval(d[:, 0], resamples),
        },
        "many": {
            "draws": many,
            **superior_ability(d, q, others),
            "sharpe_interval": sharpe_interval(d[:, 0], others),
        },
    }


cases = [
    case("a weak edge among losers", 120, [0.0015, 0.0002, -0.0005, -0.004], 5, 80, 20000, 1),
    case("no edge at all", 100, [0, 0, 0], 3, 80, 20000, 2),
    case("a clear edge", 90, [0.004, 0, -0.001], 4, 80, 20000, 3),
    case("all lose", 80, [-0.004, -0.006], 2, 60, 5000, 4),
]
json.dump({"cases": cases}, sys.stdout)
sys.stdout.write("\n")
