"""Wall time by stage, and how evenly the ranks shared it."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, plain

SHOWN_RANKS = 16  # columns of the table
# Paul Tol's muted scheme and two greys: told apart by people with any kind of colour vision.
STAGE_COLOURS = ("#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677",
                 "#882255", "#AA4499", "#BBBBBB", "#555555")


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
    body += by_rank(report)
    return page.Section("timing", "Timing", body)


def by_rank(report):
    """Time of every rank, and what it did; nothing for files from before there was a profile."""
    known = [result for result in report.results if result.profile]
    if not known:
        return ""
    body = page.heading("Rank by rank") + report.store.add(
        draw_ranks(known), "timing_ranks", "Wall time of each rank by stage. Communication includes "
        "waiting for other ranks.")
    for result in known:
        ranks = result.profile["seconds"].shape[1]
        name = f"{result.label}: " if report.comparison else ""
        summary = f"{name}calls, messages and seconds of {ranks} rank{'s' if ranks > 1 else ''}"
        body += page.folded(summary, table_of_ranks(result.profile))
    return body


def table_of_ranks(profile):
    """Sums over the ranks, and the seconds of the first ranks."""
    shown = min(profile["seconds"].shape[1], SHOWN_RANKS)
    rows = [[stage, f"{calls.sum():.0f}", f"{messages.sum():.0f}", f"{size.sum() / 1e6:.3f}",
             *(f"{1e3 * t:.2f}" for t in seconds[:shown])]
            for stage, calls, messages, size, seconds in zip(
                *(profile[key] for key in ("stage", "calls", "messages", "bytes", "seconds")))]
    total = 1e3 * profile["seconds"].sum(axis=0)
    rows.append(["all stages", "", f"{profile['messages'].sum():.0f}",
                 f"{profile['bytes'].sum() / 1e6:.3f}", *(f"{t:.2f}" for t in total[:shown])])
    heads = ["stage", "calls", "messages", "MB", *(f"rank {r} [ms]" for r in range(shown))]
    return page.table(heads, rows, sums=(len(rows) - 1,))


def draw_ranks(results):
    """A stack of stages for each rank; steps, as there can be thousands."""
    stages = list(dict.fromkeys(s for result in results for s in result.profile["stage"]))
    colours = dict(zip(stages, STAGE_COLOURS * (len(stages) // len(STAGE_COLOURS) + 1)))
    figure, axes = plt.subplots(len(results), 1, squeeze=False, constrained_layout=True,
                                figsize=(9, 3.2 * len(results)))
    for panel, result in zip(axes[:, 0], results):
        seconds = result.profile["seconds"]
        edges = np.arange(seconds.shape[1] + 1) - 0.5
        lower = np.zeros(seconds.shape[1])
        for stage, times in zip(result.profile["stage"], seconds):
            panel.stairs(lower + times, edges, baseline=lower, fill=True, color=colours[stage],
                         edgecolor="white", lw=0.3)
            lower = lower + times
        panel.set(xlim=(edges[0], edges[-1]), xlabel="rank", ylabel="wall time [s]",
                  ylim=(0, 1.05 * lower.max()))
        panel.xaxis.get_major_locator().set_params(integer=True)
        if len(results) > 1:
            panel.set_title(plain(result.label))
    handles = [plt.Rectangle((0, 0), 1, 1, color=colours[stage]) for stage in stages]
    figure.legend(handles, [plain(stage) for stage in stages], loc="center left",
                  bbox_to_anchor=(1.0, 0.5))
    return figure


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
