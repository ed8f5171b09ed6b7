"""Shifts of the correlated sources (nuisance parameters)."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, line, marker, plain, result_handles

LARGEST = 15  # rows of the table
PER_ROW = 60  # sources in a row of the figure
BIN_WIDTH = 0.25


def build(report):
    if not any(len(result.shifts["label"]) for result in report.results):
        return page.Section("shifts", "Nuisance shifts",
                            page.paragraph("The data have no correlated sources."))
    body = page.paragraph(
        "Shift of each correlated source at the minimum, in standard deviations, with its error at "
        "fixed parameters. Each adds its square to χ².")
    body += page.heading(f"The {LARGEST} largest") + table(report)
    body += report.store.add(draw_all(report), "shifts",
                             "All sources in the order of the data; grey: ±1.")
    body += report.store.add(draw_distribution(report), "shifts_distribution",
                             "Distribution of the shifts. It is narrower than the unit Gaussian "
                             "(grey) where the data say little about the sources.")
    return page.Section("shifts", "Nuisance shifts", body)


def all_labels(report):
    return list(dict.fromkeys(label for result in report.results
                              for label in result.shifts["label"]))


def lookup(result):
    """label -> (value, error)."""
    columns = (result.shifts[key] for key in ("label", "value", "error"))
    return {label: (value, error) for label, value, error in zip(*columns)}


def table(report):
    by_result = [lookup(result) for result in report.results]
    size = {label: max(abs(values[label][0]) for values in by_result if label in values)
            for label in all_labels(report)}
    labels = sorted(size, key=lambda label: -size[label])[:LARGEST]
    rows = [[label] + sum(([f"{v[label][0]:.2f}", f"{v[label][1]:.2f}"] if label in v
                           else ["–", "–"] for v in by_result), []) for label in labels]
    heads = ["correlated source"] + ["shift", "error"] * len(by_result)
    return page.table(heads, rows, page.result_heads(report.results, 2))


def short(labels):
    """Without the group, if all sources are of the same."""
    groups = {label.split(":")[0] for label in labels}
    return [label.split(":", 1)[1] for label in labels] if len(groups) == 1 and all(
        ":" in label for label in labels) else labels


def draw_all(report):
    labels = all_labels(report)
    n_rows = -(-len(labels) // PER_ROW)
    per_row = -(-len(labels) // n_rows)
    figure, axes = plt.subplots(n_rows, 1, squeeze=False, sharey=True,
                                figsize=(13, 2.5 * n_rows), constrained_layout=True)
    names, by_result = short(labels), [lookup(result) for result in report.results]
    offsets = np.linspace(-0.22, 0.22, len(by_result)) if report.comparison else [0]
    for r, panel in enumerate(axes[:, 0]):
        part = range(r * per_row, min((r + 1) * per_row, len(labels)))
        panel.axhspan(-1, 1, color="0.93", lw=0)
        panel.axhline(0, color="0.4", lw=0.7)
        for k, values in enumerate(by_result):
            here = [i for i in part if labels[i] in values]
            shifts, errors = np.array([values[labels[i]] for i in here]).reshape(-1, 2).T
            panel.errorbar(np.array(here) + offsets[k], shifts, errors, fmt=marker(k), ms=3,
                           color=colour(k), elinewidth=0.8)
        panel.set(xlim=(part[0] - 0.7, part[0] + per_row - 0.3), ylabel="shift [σ]",
                  xticks=list(part))
        panel.set_xticklabels([plain(names[i]) for i in part], rotation=90, fontsize=7)
        panel.tick_params(axis="x", top=False)
    if report.comparison:
        handles = [plt.Line2D([], [], color=colour(k), marker=marker(k), ms=5, lw=0)
                   for k in range(len(by_result))]
        legend_above(figure, handles, [plain(result.label) for result in report.results])
    return figure


def draw_distribution(report):
    figure, axes = plt.subplots(figsize=(6.5, 3.6), constrained_layout=True)
    largest = max(np.abs(r.shifts["value"]).max(initial=0) for r in report.results)
    limit = BIN_WIDTH * np.ceil(max(3.0, largest) / BIN_WIDTH + 0.5)
    edges = np.arange(-limit, limit + BIN_WIDTH / 2, BIN_WIDTH)
    most = max(len(result.shifts["value"]) for result in report.results)
    t = np.linspace(-limit, limit, 201)
    axes.fill_between(t, most * BIN_WIDTH * np.exp(-t**2 / 2) / np.sqrt(2 * np.pi), color="0.87",
                      lw=0)
    for k, result in enumerate(report.results):
        values = result.shifts["value"]
        if len(values) < 2:
            continue
        axes.hist(values, edges, histtype="step", color=colour(k), ls=line(k), lw=1.4)
        axes.text(0.02, 0.96 - 0.14 * k,
                  f"$\\mu = {np.mean(values):.2f}$, $\\sigma = {np.std(values, ddof=1):.2f}$\n"
                  rf"$\Sigma\, s^2 = {np.sum(values**2):.1f}$", color=colour(k), fontsize=9,
                  va="top", transform=axes.transAxes)
    axes.set(xlabel="shift [σ]", ylabel="sources per bin", xlim=(-limit, limit))
    if report.comparison:
        legend_above(figure, *result_handles(report.results))
    return figure
