"""Wall time by stage, and how evenly the ranks shared it."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, plain


def build(report):
    stages = list(dict.fromkeys(s for result in report.results for s in result.timing["stage"]))
    if not stages:
        return page.Section("timing", "Timing", page.paragraph("No times in the result."))
    body = page.paragraph("Wall time in milliseconds over the MPI ranks: the fastest, the mean and "
                          "the slowest rank; max/mean is 1 where the work is even.")
    body += table(report, stages) + report.store.add(
        draw(report, stages), "timing",
        "Wall time of each stage: mean over the ranks; black: from the fastest to the slowest "
        "rank.")
    return page.Section("timing", "Timing", body)


def of_stage(result, stage):
    """(min, mean, max) over the ranks in seconds, or None."""
    stages = list(result.timing["stage"])
    if stage not in stages:
        return None
    i = stages.index(stage)
    return tuple(float(result.timing[key][i]) for key in ("min", "mean", "max"))


def cells_of(times):
    if times is None:
        return ["–"] * 4
    low, mean, high = times
    return [f"{1e3 * t:.2f}" for t in times] + [f"{high / mean:.2f}" if mean > 0 else "–"]


def table(report, stages):
    rows = [[stage] + sum((cells_of(of_stage(r, stage)) for r in report.results), [])
            for stage in stages]
    rows.append(["minimisation (wall time)"] + sum(
        (["", f"{1e3 * r.fit['seconds']:.2f}", "", ""] for r in report.results), []))
    rows.append(["ranks"] + sum((["", r.provenance["ranks"], "", ""] for r in report.results), []))
    heads = ["stage"] + ["min", "mean", "max", "max/mean"] * len(report.results)
    return page.table(heads, rows, page.result_heads(report.results, 4),
                      sums=(len(rows) - 2,))


def draw(report, stages):
    n = len(report.results)
    figure, axes = plt.subplots(figsize=(9, 1.0 + (0.2 + 0.18 * n) * len(stages)),
                                constrained_layout=True)
    height = 0.8 / n
    for k, result in enumerate(report.results):
        times = [of_stage(result, stage) or (np.nan,) * 3 for stage in stages]
        low, mean, high = np.array(times).T
        y = np.arange(len(stages)) + (k - (n - 1) / 2) * height
        ranks = result.provenance["ranks"]
        axes.barh(y, mean, height * 0.9, color=colour(k),
                  label=f"{plain(result.label)}, {ranks} rank{'s' if ranks > 1 else ''}")
        axes.hlines(y, low, high, color="black", lw=1.4)
    axes.set(xscale="log", yticks=range(len(stages)), ylim=(len(stages) - 0.4, -0.6),
             xlabel="wall time [s]")
    axes.set_yticklabels([plain(stage) for stage in stages])
    axes.tick_params(axis="y", length=0)
    legend_above(figure, *axes.get_legend_handles_labels())
    return figure
