"""Parameters with errors, and their correlations."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, marker, plain


def build(report):
    body = table(report)
    if report.comparison:
        body += comparison(report)
    for k, result in enumerate(report.results):
        if not result.has_covariance:
            body += page.note(f"{result.label}: no covariance in the result, hence no correlations "
                              "and no errors.")
            continue
        name = f"correlation_{k + 1}" if report.comparison else "correlation"
        body += report.store.add(draw_correlation(result), name,
                                 f"Correlation of the free parameters in percent: {result.label}.")
    return page.Section("parameters", "Parameters", body)


def all_names(report, group="parameters"):
    return list(dict.fromkeys(name for result in report.results
                              for name in getattr(result, group)["name"]))


def cells_of(result, name):
    """[value, error or why there is none, start] of a parameter."""
    columns = result.parameters
    if name not in list(columns["name"]):
        return ["–", "", ""]
    i = list(columns["name"]).index(name)
    value, error = page.value_with_error(columns["value"][i], columns["error"][i])
    if columns["fixed"][i]:
        error = "fixed"
    elif columns["at_bound"][i]:
        error = "at bound"
    elif not result.has_covariance:
        error = "unknown"
    return [value, error, f"{columns['start'][i]:.5g}"]


def table(report):
    rows = [[name] + sum((cells_of(result, name) for result in report.results), [])
            for name in all_names(report)]
    for name in all_names(report, "amplitudes"):
        row = [name]
        for result in report.results:
            values = dict(zip(result.amplitudes["name"], result.amplitudes["value"]))
            row += [f"{values[name]:.5g}", "sum rule", ""] if name in values else ["–", "", ""]
        rows.append(row)
    heads = ["parameter"] + ["value", "error", "start"] * len(report.results)
    return page.table(heads, rows, page.result_heads(report.results, 3))


def comparison(report):
    """Distance of each result to the first, in errors of the first."""
    first, others = report.results[0], report.results[1:]
    errors = dict(zip(first.parameters["name"], first.parameters["error"]))
    names = [name for name in first.free_names if errors[name] > 0]
    if not names:
        return ""
    figure, axes = plt.subplots(figsize=(9, 0.8 + 0.32 * len(names)), constrained_layout=True)
    axes.axvspan(-1, 1, color="0.9", lw=0)
    axes.axvline(0, color=colour(0), lw=1)
    offsets = np.linspace(-0.2, 0.2, len(others)) if len(others) > 1 else [0]
    for k, result in enumerate(others, start=1):
        points = [((result.value_of(name) - first.value_of(name)) / errors[name],
                   own_error(result, name) / errors[name], i) for i, name in enumerate(names)
                  if name in list(result.parameters["name"])]
        x, error, y = np.array(points).reshape(-1, 3).T
        axes.errorbar(x, y + offsets[k - 1], xerr=error, fmt=marker(k), ms=5, color=colour(k),
                      label=plain(result.label))
    axes.set(yticks=range(len(names)), ylim=(len(names) - 0.5, -0.5),
             xlabel="(value − value of the first result) / error of the first result")
    axes.set_yticklabels([plain(name) for name in names])
    axes.tick_params(axis="y", right=False)
    legend_above(figure, *axes.get_legend_handles_labels())
    return report.store.add(figure, "parameter_comparison",
                            f"Parameters relative to {first.label}; grey: its error.")


def own_error(result, name):
    return float(result.parameters["error"][list(result.parameters["name"]).index(name)])


def correlation(covariance):
    """NaN for parameters without variance (held at a bound)."""
    sigma = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        return covariance / np.outer(sigma, sigma)


def draw_correlation(result):
    matrix, names = correlation(result.covariance), [plain(n) for n in result.free_names]
    n = len(names)
    side = max(3.5, 0.46 * n)
    figure, axes = plt.subplots(figsize=(side + 1.4, side), constrained_layout=True)
    image = axes.imshow(matrix, cmap="PuOr", vmin=-1, vmax=1)
    for i, j in np.ndindex(n, n):
        if np.isfinite(matrix[i, j]):
            axes.text(j, i, str(round(100 * matrix[i, j])), ha="center", va="center", fontsize=7,
                      color="white" if abs(matrix[i, j]) > 0.7 else "black")
    axes.set(xticks=range(n), yticks=range(n))
    axes.set_xticklabels(names, rotation=90)
    axes.set_yticklabels(names)
    axes.tick_params(length=0)
    figure.colorbar(image, label="correlation", shrink=0.85)
    axes.set_title(plain(result.label))
    return figure
