"""chi2 by data set against the number of points."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, marker, plain


def build(report):
    body = table(report) + report.store.add(
        draw(report), "chi2", "χ² per point of each data set, shifts of the correlated sources "
        "included. Grey: one and two standard deviations of χ²/n if the residuals were "
        "independent and Gaussian.")
    return page.Section("chi2", "χ² by data set", body)


def of_dataset(result, name):
    """(n, chi2, log penalty) of a set, or None where the fit did not use it."""
    names = list(result.datasets["name"])
    if name not in names:
        return None
    i = names.index(name)
    return tuple(result.datasets[key][i] for key in ("n_points", "chi2", "log_penalty"))


def cells_of(values):
    if values is None:
        return ["–"] * 4
    n, chi2, penalty = values
    return [str(n), f"{chi2:.2f}", f"{chi2 / n:.3f}" if n else "–", f"{penalty:.2f}"]


def table(report):
    results = report.results
    heads = ["data set"] + ["n", "χ²", "χ²/n", "log penalty"] * len(results)
    rows = [[name] + sum((cells_of(of_dataset(r, name)) for r in results), [])
            for name in report.datasets]
    sums = len(rows)
    rows.append(["all points"] + sum(
        (cells_of((r.fit["n_points"], r.fit["chi2_points"], r.fit["chi2_log_penalty"]))
         for r in results), []))
    for title, key in (("correlated sources", "chi2_correlated"),
                       ("log penalty", "chi2_log_penalty"), ("priors", "chi2_prior")):
        rows.append([title] + sum((["", f"{r.fit[key]:.2f}", "", ""] for r in results), []))
    rows.append(["total, with ndf and χ²/ndf"] + sum(
        ([str(r.fit["ndf"]), f"{r.fit['chi2']:.2f}",
          f"{r.fit['chi2'] / r.fit['ndf']:.3f}" if r.fit["ndf"] > 0 else "–", ""]
         for r in results), []))
    groups = page.result_heads(results, 4)
    return page.table(heads, rows, groups, sums=(sums, len(rows) - 1))


def draw(report):
    names, results = report.datasets, report.results
    figure, axes = plt.subplots(figsize=(9, 1.1 + 0.42 * len(names)))
    for i, name in enumerate(names):
        n = max((v[0] for v in (of_dataset(r, name) for r in results) if v), default=0)
        for width, shade in ((2, "0.93"), (1, "0.85")):
            half = width * np.sqrt(2 / n) if n else 0
            axes.fill_betweenx([i - 0.4, i + 0.4], 1 - half, 1 + half, color=shade, lw=0)
    offsets = np.linspace(-0.25, 0.25, len(results)) if report.comparison else [0]
    for k, result in enumerate(results):
        points = [(v[1] / v[0], i) for i, v in
                  enumerate(of_dataset(result, name) for name in names) if v and v[0]]
        x, y = np.array(points).reshape(-1, 2).T
        axes.plot(x, y + offsets[k], marker(k), ms=7, color=colour(k), label=plain(result.label))
    axes.axvline(1, color="0.4", lw=0.8)
    axes.set(yticks=range(len(names)), ylim=(len(names) - 0.5, -0.5), xlabel=r"$\chi^2/n$")
    axes.set_yticklabels([plain(name) for name in names])
    axes.tick_params(axis="y", length=0)
    figure.tight_layout()
    if report.comparison:
        legend_above(figure, *axes.get_legend_handles_labels())
    return figure
