"""Pulls, (data - shifted theory) / uncorrelated uncertainty."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, line, marker, plain, result_handles

BIN_WIDTH = 0.5
LIMIT = 5.0  # of the histograms; what is beyond is counted in the last bin


def build(report):
    store = report.store
    body = page.paragraph("Pull: (measurement − shifted theory) / uncorrelated uncertainty.")
    body += table(report)
    body += store.add(draw_distributions(report), "pulls_distribution",
                      "Distribution of the pulls with the unit Gaussian (grey), and mean and width "
                      f"of each. Pulls beyond ±{LIMIT:g} are in the outermost bins.")
    body += store.add(draw_kinematics(report), "pulls_kinematics",
                      "Pulls against x and Q² by data set; grey: ±1.")
    body += store.add(draw_map(report), "pulls_map", "Pulls in the plane of x and Q².")
    return page.Section("pulls", "Pulls", body)


def pulls_of(result, name=None):
    rows = slice(None) if name is None else result.rows_of(name)
    return -result.predictions["residual"][rows]


def moments(pulls):
    """Mean and standard deviation; NaN where there are too few points."""
    return (np.mean(pulls) if len(pulls) else np.nan,
            np.std(pulls, ddof=1) if len(pulls) > 1 else np.nan)


def table(report):
    heads = ["data set"] + ["n", "mean", "width", "largest"] * len(report.results)
    rows = []
    for name in [*report.datasets, None]:
        row = [name or "all points"]
        for result in report.results:
            pulls = pulls_of(result, name)
            mean, width = moments(pulls)
            largest = pulls[np.argmax(np.abs(pulls))] if len(pulls) else np.nan
            row += [str(len(pulls)), cell(mean, 3), cell(width, 3), cell(largest, 2)]
        rows.append(row)
    groups = page.result_heads(report.results, 4)
    return page.table(heads, rows, groups, sums=(len(rows) - 1,))


def cell(value, digits):
    return f"{value:.{digits}f}" if np.isfinite(value) else "–"


def draw_distributions(report):
    names = [None, *report.datasets]
    columns = min(4, len(names))
    rows = -(-len(names) // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharex=True,
                                figsize=(3.1 * columns, 2.5 * rows + 0.3))
    for panel, name in zip(axes.flat, names):
        draw_histogram(panel, report.results, name)
    for panel in axes.flat[len(names):]:
        panel.set_visible(False)
    for i, panel in enumerate(axes.flat[:len(names)]):
        if i + columns >= len(names):
            panel.set_xlabel("pull")
            panel.tick_params(labelbottom=True)
    for panel in axes[:, 0]:
        panel.set_ylabel("points per bin")
    figure.tight_layout()
    if report.comparison:
        legend_above(figure, *result_handles(report.results))
    return figure


def draw_histogram(axes, results, name):
    edges = np.arange(-LIMIT, LIMIT + BIN_WIDTH / 2, BIN_WIDTH)
    most = max(len(pulls_of(result, name)) for result in results)
    t = np.linspace(-LIMIT, LIMIT, 201)
    axes.fill_between(t, most * BIN_WIDTH * np.exp(-t**2 / 2) / np.sqrt(2 * np.pi), color="0.87",
                      lw=0)
    for k, result in enumerate(results):
        pulls = pulls_of(result, name)
        if not len(pulls):
            continue
        axes.hist(np.clip(pulls, -LIMIT, LIMIT), edges, histtype="step", color=colour(k),
                  ls=line(k), lw=1.4)
        mean, width = moments(pulls)
        axes.text(0.04, 0.95 - 0.16 * k, f"$\\mu = {mean:.2f}$\n$\\sigma = {width:.2f}$",
                  color=colour(k), fontsize=8, va="top", transform=axes.transAxes)
    axes.set_title(plain(name) if name else "all points", fontsize=9.5)
    axes.set(xlim=(-LIMIT, LIMIT), ylim=(0, max(1, 1.25 * axes.get_ylim()[1])))


def draw_kinematics(report):
    names = report.datasets
    figure, axes = plt.subplots(len(names), 2, squeeze=False, sharex="col", sharey=True,
                                figsize=(12, 1.35 * len(names) + 0.7),
                                gridspec_kw={"hspace": 0.08, "wspace": 0.03})
    for name, row in zip(names, axes):
        for panel, key in zip(row, ("x", "Q2")):
            panel.axhspan(-1, 1, color="0.9", lw=0)
            panel.axhline(0, color="0.4", lw=0.7)
            for k, result in enumerate(report.results):
                rows = result.drawn_rows_of(name)
                panel.plot(result.predictions[key][rows], pulls_of(result)[rows], marker(k),
                           ms=3, color=colour(k), alpha=0.75, mew=0)
        row[0].set_ylabel("pull")
        row[0].text(0.01, 0.95, plain(name), va="top", fontsize=9, transform=row[0].transAxes)
    largest = max(np.abs(pulls_of(result)).max() for result in report.results)
    axes[0, 0].set_ylim(-1.05 * largest, 1.35 * largest)
    axes[-1, 0].set(xscale="log", xlabel=r"$x$")
    axes[-1, 1].set(xscale="log", xlabel=r"$Q^2$ [GeV$^2$]")
    figure.subplots_adjust(top=0.995, left=0.06, right=0.995)
    if report.comparison:
        handles = [plt.Line2D([], [], color=colour(k), marker=marker(k), ms=5, lw=0)
                   for k in range(len(report.results))]
        legend_above(figure, handles, [plain(result.label) for result in report.results])
    return figure


def draw_map(report):
    n = len(report.results)
    columns = n if n <= 3 else 2
    rows = -(-n // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharex=True, sharey=True,
                                figsize=(min(5.6 * columns, 11.6) + 1.4, 4.0 * rows),
                                constrained_layout=True)
    for i, (panel, result) in enumerate(zip(axes.flat, report.results)):
        pulls, points = pulls_of(result), result.predictions
        rows = np.concatenate([result.drawn_rows_of(name) for name in result.datasets["name"]])
        order = rows[np.argsort(np.abs(pulls[rows]), kind="stable")]  # the largest on top
        dots = panel.scatter(points["x"][order], points["Q2"][order], c=pulls[order], s=16,
                             cmap="PuOr", vmin=-3, vmax=3, edgecolors="0.5", linewidths=0.3)
        panel.set(xscale="log", yscale="log")
        panel.set_title(plain(result.label))
        panel.tick_params(labelbottom=i + columns >= n)
        if i + columns >= n:
            panel.set_xlabel(r"$x$")
    for panel in axes[:, 0]:
        panel.set_ylabel(r"$Q^2$ [GeV$^2$]")
    for panel in axes.flat[n:]:
        panel.set_visible(False)
    figure.colorbar(dots, ax=axes, label="pull", extend="both")
    return figure
