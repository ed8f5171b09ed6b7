"""Data against theory, one panel per Q2 bin."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter, NullLocator

from .. import page
from ..figures import DATA_COLOUR, colour, legend_above, line, number, plain
from ..results import MOST_DRAWN

MAX_BINS = 60  # data without bins in Q2 are gathered into this many
MAX_COLUMNS = 7
LINEAR_RANGE = 1000  # values that span more than this factor get a logarithmic axis
MAX_FINE = 2.6  # decades in x up to which there are ticks between the powers of ten
RATIO_LIMITS = (0.05, 0.5)  # least and largest half width of the ratio axis
LONE = {"marker": "_", "ms": 11}  # theory of a bin with one point, where a line is invisible


def build(report):
    body = page.paragraph(
        "Points: measurements with their uncorrelated uncertainty as χ² uses it. Lines: theory "
        "with the correlated sources at their shifts; thin dotted: theory without shifts. Cross "
        "sections are in the unit of the data set. Ratios beyond the axes are not shown.")
    names = [name for name in report.datasets
             if any(len(result.rows_of(name)) for result in report.results)]
    thinned = [name for name in names if any(
        len(result.drawn_rows_of(name)) < len(result.rows_of(name)) for result in report.results)]
    if thinned:
        body += page.note(f"At most {MOST_DRAWN} points of a set are drawn, evenly picked: "
                          + ", ".join(thinned))
    left_out = [name for name in report.datasets if name not in names]
    if left_out:
        body += page.note("No points after cuts: " + ", ".join(left_out))
    body += page.contents([(anchor(name), name) for name in names])
    return page.Section("data", "Data and theory",
                        body + "".join(report.each(of_dataset, names)))


def anchor(name):
    return f"data-{name}"


def of_dataset(report, name):
    """HTML with both figures of a data set."""
    ratio = ("measurement over shifted theory of the first result; lines: the other results over "
             "the first." if report.comparison else "measurement over shifted theory.")
    return (page.heading(name, anchor(name))
            + report.store.add(draw(report, name, draw_values), f"data_{name}",
                               f"{name}: cross section against x in bins of Q².")
            + report.store.add(draw(report, name, draw_ratio), f"ratio_{name}",
                               f"{name}: {ratio}"))


def q2_bins(q2):
    """[(centre, rows)] in order of Q2; equal values make a bin unless there are too many."""
    values = np.unique(q2)
    if len(values) <= MAX_BINS:
        return [(v, np.flatnonzero(q2 == v)) for v in values]
    edges = np.geomspace(values[0], values[-1] * (1 + 1e-9), MAX_BINS + 1)
    index = np.clip(np.searchsorted(edges, q2, side="right") - 1, 0, MAX_BINS - 1)
    groups = [np.flatnonzero(index == i) for i in range(MAX_BINS)]
    return [(np.exp(np.mean(np.log(q2[rows]))), rows) for rows in groups if len(rows)]


def select(result, name):
    """Columns of the points of one set."""
    rows = result.drawn_rows_of(name)
    return {key: values[rows] for key, values in result.predictions.items()}


def split(sets, rows):
    """The points of a bin for each result, in order of x; `rows` count over all results."""
    starts = np.cumsum([0] + [len(points["Q2"]) for points in sets])
    parts = [rows[(rows >= a) & (rows < b)] - a for a, b in zip(starts, starts[1:])]
    orders = [part[np.argsort(points["x"][part], kind="stable")]
              for part, points in zip(parts, sets)]
    return [{key: values[order] for key, values in points.items()}
            for points, order in zip(sets, orders)]


def draw(report, name, draw_panel):
    """Panels in rows of neighbouring Q2, which share their axes."""
    sets = [select(result, name) for result in report.results]
    bins = q2_bins(np.concatenate([points["Q2"] for points in sets]))
    columns = min(MAX_COLUMNS, max(4, int(np.ceil(np.sqrt(len(bins))))), len(bins))
    rows = -(-len(bins) // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharex="row", sharey="row",
                                figsize=(min(12.6, 2.6 * columns + 0.7), 1.6 * rows + 0.6))
    reference = Reference(sets)
    for r, row in enumerate(axes):
        here = bins[r * columns:(r + 1) * columns]
        points = [split(sets, rows) for _, rows in here]
        for panel, part, (q2, _) in zip(row, points, here):
            draw_panel(panel, part, reference)
            annotate(panel, q2)
        for panel in row[len(here):]:
            panel.set_visible(False)
        set_x_axis(row[0], points)
        (set_y_axis if draw_panel is draw_values else set_ratio_axis)(row[0], points, reference)
    finish(figure, "cross section" if draw_panel is draw_values else "data / theory")
    legend(figure, report, sets, draw_panel)
    return figure


class Reference:
    """The first result that uses the data set: its data are drawn, ratios are to its theory."""

    def __init__(self, sets):
        self.index = next(k for k, points in enumerate(sets) if len(points["x"]))
        points = sets[self.index]
        self.theory = dict(zip(keys_of(points), points["shifted_theory"]))
        values = np.concatenate([points["value"] for points in sets])
        self.logarithmic = values.min() > 0 and values.max() > LINEAR_RANGE * values.min()

    def ratio(self, points, column):
        """Column over theory of the reference; NaN for points that it does not use."""
        theory = [self.theory.get(key, np.nan) for key in keys_of(points)]
        return points[column] / np.array(theory, dtype=float)


def keys_of(points):
    return list(zip(points["x"], points["Q2"], points["y"]))


def draw_values(axes, part, reference):
    for k, points in enumerate(part):
        x = points["x"]
        lone = LONE if len(x) == 1 else {}
        axes.plot(x, points["theory"], color=colour(k), ls=":", lw=0.9, **lone)
        axes.plot(x, points["shifted_theory"], color=colour(k), ls=line(k), **lone)
        # The same measurements once; a bin that only another fit uses has that fit's.
        if k == reference.index or not len(part[reference.index]["x"]):
            errorbar(axes, x, points["value"], points["delta"])


def draw_ratio(axes, part, reference):
    axes.axhline(1, color=colour(reference.index), lw=1.2)
    for k, points in enumerate(part):
        x = points["x"]
        if k == reference.index:
            errorbar(axes, x, reference.ratio(points, "value"),
                     np.abs(reference.ratio(points, "delta")))
        else:
            axes.plot(x, reference.ratio(points, "shifted_theory"), color=colour(k), ls=line(k),
                      **(LONE if len(x) == 1 else {}))


def errorbar(axes, x, y, error):
    axes.errorbar(x, y, error, fmt="o", ms=2.6, color=DATA_COLOUR, elinewidth=0.8, zorder=3)


def annotate(axes, q2):
    axes.text(0.95, 0.93, rf"${number(q2)}$", ha="right", va="top", fontsize=9, zorder=4,
              transform=axes.transAxes,
              bbox={"facecolor": "white", "alpha": 0.8, "lw": 0, "pad": 1})
    axes.tick_params(labelsize=8)


def set_x_axis(axes, row):
    """Few ticks: most of the time of drawing goes into them."""
    x = np.concatenate([points["x"] for part in row for points in part])
    low, high = x.min() / 1.6, x.max() * 1.6
    axes.set(xscale="log", xlim=(low, high))
    decades = np.log10(high / low)
    axes.xaxis.set_major_locator(FixedLocator(ticks(low, high, decades)))
    if decades <= MAX_FINE:
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.xaxis.set_minor_locator(NullLocator())


def ticks(low, high, decades):
    """Away from the edges, where labels of neighbouring panels would meet."""
    factors = (1,) if decades > MAX_FINE else (1, 3) if decades > 1 else (1, 2, 5)
    exponents = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))))
    margin = 10 ** (0.07 * decades)
    return [f * 10.0**e for e in exponents for f in factors
            if low * margin < f * 10.0**e < high / margin]


def set_y_axis(axes, row, reference):
    values = np.concatenate([points["value"] for part in row for points in part])
    if reference.logarithmic:
        axes.set(yscale="log", ylim=(values.min() / 2, values.max() * 3))
        axes.yaxis.set_minor_formatter(NullFormatter())
        return
    axes.set_ylim(min(0, 1.1 * values.min()), 1.25 * values.max())
    axes.yaxis.set_major_locator(MaxNLocator(4, prune="upper"))


def set_ratio_axis(axes, row, reference):
    ratios = [reference.ratio(points, "value" if k == reference.index else "shifted_theory")
              for part in row for k, points in enumerate(part)]
    away = np.abs(np.concatenate(ratios) - 1)
    away = away[np.isfinite(away)]
    half = np.clip(1.3 * np.quantile(away, 0.98) if away.size else 0, *RATIO_LIMITS)
    axes.set_ylim(1 - half, 1 + 1.25 * half)
    axes.yaxis.set_major_locator(MaxNLocator(4, prune="upper"))


def finish(figure, label):
    width, height = figure.get_size_inches()
    figure.subplots_adjust(left=0.65 / width, right=0.995, top=0.995, bottom=0.55 / height,
                           wspace=0, hspace=0.22)
    figure.supxlabel(r"$x$   (numbers in the panels: $Q^2$ in GeV$^2$)", fontsize=10,
                     y=0.05 / height)
    figure.supylabel(label, fontsize=10, x=0.02 / width)


def legend(figure, report, sets, draw_panel):
    present = [k for k, points in enumerate(sets) if len(points["x"])]
    handles = [plt.Line2D([], [], color=DATA_COLOUR, marker="o", ms=4, lw=0)]
    handles += [plt.Line2D([], [], color=colour(k), ls=line(k)) for k in present]
    names = [plain(report.results[k].label) if report.comparison else "theory, shifted"
             for k in present]
    if draw_panel is draw_values:
        shade = "0.4" if report.comparison else colour(present[0])
        handles.append(plt.Line2D([], [], color=shade, ls=":", lw=0.9))
        names.append("theory without shifts")
    legend_above(figure, handles, ["data", *names])
