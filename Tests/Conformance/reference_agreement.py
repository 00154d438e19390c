#!/usr/bin/env python3
"""Agreement figures by SciPy and statsmodels, for AgreementReferenceTests.

    reference_agreement.py KIND IN.json OUT.json
"""

from __future__ import annotations

import json
import math
import sys

import numpy as np
from scipy import optimize, spatial, stats

Z = stats.norm.ppf(0.975)


def quantiles(pairs: list) -> list:
    """97.5 % points of F."""
    return [float(stats.f.ppf(0.975, a, b)) for a, b in pairs]


def t(counts: list) -> list:
    """97.5 % points of t."""
    return [float(stats.t.ppf(0.975, count)) for count in counts]


def icc(ratings: list) -> list:
    """ICC(1,1), (2,1), (3,1) with intervals; where pingouin is there, it must give the same values."""
    table = np.array(ratings, float)
    n, k = table.shape
    rows, columns, mean = table.mean(1), table.mean(0), table.mean()
    msr = k * ((rows - mean) ** 2).sum() / (n - 1)
    msc = n * ((columns - mean) ** 2).sum() / (k - 1)
    mse = ((table - rows[:, None] - columns + mean) ** 2).sum() / ((n - 1) * (k - 1))
    msw = ((table - rows[:, None]) ** 2).sum() / (n * (k - 1))

    def by_ratio(within: float, degrees: float) -> list:
        f = msr / within
        low = f / stats.f.ppf(0.975, n - 1, degrees)
        high = f * stats.f.ppf(0.975, degrees, n - 1)
        return [(f - 1) / (f + k - 1), (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)]

    value = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    v = (a * msc + b * mse) ** 2 / (
        (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    low, high = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    rest = k * msc + (k * n - k - n) * mse
    result = [by_ratio(msw, n * (k - 1)),
              [value, n * (msr - low * mse) / (low * rest + n * msr),
               n * (high * msr - mse) / (rest + n * high * msr)],
              by_ratio(mse, (n - 1) * (k - 1))]
    try:
        import pandas
        import pingouin
    except ImportError:
        pass
    else:
        frame = pandas.DataFrame(
            [(i, j, table[i, j]) for i in range(n) for j in range(k)],
            columns=["target", "rater", "rating"])
        theirs = pingouin.intraclass_corr(frame, "target", "rater", "rating")["ICC"].to_numpy()
        assert np.allclose(theirs[:3], [row[0] for row in result], atol=1e-8), (theirs, result)
    return [[float(v) for v in row] for row in result]


def kappa(table: list) -> list:
    """Kappa, its standard error and z by statsmodels: unweighted, linear, quadratic."""
    from statsmodels.stats.inter_rater import cohens_kappa

    result = []
    for weights in (None, "linear", "quadratic"):
        found = cohens_kappa(np.array(table), wt=weights)
        result.append([float(found.kappa), float(found.std_kappa),
                       float(found.kappa / found.std_kappa0)])
    return result


def deming(x: np.ndarray, y: np.ndarray, ratio: float) -> tuple[float, float]:
    """Deming's line, by minimizing the weighted distances directly."""
    u, q = ((x - x.mean()) ** 2).sum(), ((y - y.mean()) ** 2).sum()
    p = ((x - x.mean()) * (y - y.mean())).sum()

    def loss(angle: float) -> float:
        slope = math.tan(angle)
        return (q - 2 * slope * p + slope ** 2 * u) / (1 / ratio + slope ** 2)

    # A coarse search by the loss, then the root of its derivative for the last digits.
    grid = np.linspace(0.01, math.pi / 2 - 0.01, 2000)
    start = math.tan(grid[np.argmin([loss(angle) for angle in grid])])
    slope = optimize.newton(
        lambda b: p * b ** 2 * ratio + (u - ratio * q) * b - p, start, tol=1e-15)
    return slope, y.mean() - slope * x.mean()


def pairs(data: list) -> dict:
    """Bland-Altman, concordance, Passing-Bablok, Deming: value and bounds of each."""
    x, y = (np.array(values, float) for values in data)
    n = len(x)
    d = y - x
    s, q = d.std(ddof=1), stats.t.ppf(0.975, n - 1)
    error = s * math.sqrt(1 / n + Z ** 2 / (2 * (n - 1)))
    result = {"bias": [d.mean(), *stats.t.interval(0.95, n - 1, d.mean(), stats.sem(d))]}
    for name, limit in (("lower", d.mean() - Z * s), ("upper", d.mean() + Z * s)):
        result[name] = [limit, limit - q * error, limit + q * error]

    r = stats.pearsonr(x, y)[0]
    shift = (x.mean() - y.mean()) ** 2
    c = 2 * np.cov(x, y, ddof=0)[0, 1] / (x.var() + y.var() + shift)
    u2 = shift / (x.std() * y.std())
    variance = ((1 - r ** 2) * c ** 2 / ((1 - c ** 2) * r ** 2)
                + 2 * c ** 3 * (1 - c) * u2 / (r * (1 - c ** 2) ** 2)
                - c ** 4 * u2 ** 2 / (2 * r ** 2 * (1 - c ** 2) ** 2)) / (n - 2)
    z = math.atanh(c)
    result["concordance"] = [c, math.tanh(z - Z * math.sqrt(variance)),
                             math.tanh(z + Z * math.sqrt(variance))]

    angles = []
    for i in range(n):
        for j in range(i + 1, n):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if dx or dy:
                angles.append(math.pi / 2 if dx == 0
                              else -math.pi / 4 if dy == -dx else math.atan(dy / dx))
    angles.sort()
    angles = np.array(angles)
    quarter = -math.pi / 4
    middle = (len(angles) + 1 + (angles <= quarter).sum() + (angles < quarter).sum()) / 2
    reach = round(Z * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)) / 2

    def slope_at(place: float) -> float:
        places = np.clip([math.floor(place), math.ceil(place)], 1, len(angles))
        return math.tan(angles[places - 1].mean())

    slope, low, high = slope_at(middle), slope_at(middle - reach), slope_at(middle + reach)
    result["slope"] = [slope, low, high]
    result["intercept"] = [float(np.median(y - b * x)) for b in (slope, high, low)]

    whole = np.array(deming(x, y, 1.5))
    pseudo = np.array([n * whole - (n - 1) * np.array(
        deming(np.delete(x, i), np.delete(y, i), 1.5)) for i in range(n)])
    half = stats.t.ppf(0.975, n - 2) * stats.sem(pseudo)
    for index, name in enumerate(("deming_slope", "deming_intercept")):
        result[name] = [whole[index], whole[index] - half[index], whole[index] + half[index]]
    return {name: [float(v) for v in values] for name, values in result.items()}


def matching(field: dict) -> list:
    """Number of pairs and total distance of one assignment over all points."""
    first, second = (np.array(points) for points in field["points"])
    distance = spatial.distance.cdist(first, second)
    forbidden = field["radius"] * (min(distance.shape) + 1) + 1
    cost = np.where(distance <= field["radius"], distance, forbidden)
    rows, columns = optimize.linear_sum_assignment(cost)
    kept = cost[rows, columns] < forbidden
    return [float(kept.sum()), float(cost[rows, columns][kept].sum())]


if __name__ == "__main__":
    kind, source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as handle:
        figures = globals()[kind](json.load(handle))
    with open(target, "w", encoding="utf-8") as handle:
        json.dump(figures, handle)
