"""Monte Carlo replicas: their chi2, their parameters, their PDFs beside the Hessian band."""

import math

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..bands import asymmetry, tails, width
from ..figures import COLOURS, legend_above, number, plain
from ..pdf_sets import TABLE_X
from .pdfs import SYMBOLS, ratio_limits, set_x_axis, value_limits

TITLE = "Monte Carlo replicas"
AGREEMENT = 0.2  # spread and Hessian error agree if their ratio is within this of 1
BAND_Q2 = 10.0  # GeV^2: bands are shown here and at the initial scale
NAMES = {"xuv": "xu_v", "xdv": "xd_v", "xS": "xS", "xg": "xg", "xubar": "xū", "xdbar": "xd̄"}
HESSIAN, REPLICAS, LEFT_OUT = COLOURS[0], COLOURS[1], "0.6"
LIMIT = 4.0  # of the histograms of parameters, in Hessian errors
BIN_WIDTH = 0.5


def build(report):
    known = [(k, result) for k, result in enumerate(report.results) if result.replicas]
    if not known:
        return page.Section("replicas", TITLE, page.paragraph(
            "No replicas in the result: 'fitpack fit --replicas N' makes some."))
    body = table_of_fits(known)
    for k, result in known:
        body += of_result(report, k, result)
    return page.Section("replicas", TITLE, body)


def selected(result):
    return result.replicas["selected"].astype(bool)


def table_of_fits(known):
    rows = []
    for _, result in known:
        replicas, kept = result.replicas, selected(result)
        converged = int(np.sum(replicas["status"] == "converged"))
        mean = [f"{np.mean(replicas[key][kept]):.1f}" if kept.any() else "–"
                for key in ("chi2", "chi2_data", "iterations")]
        rows.append([result.label, replicas["requested"], len(kept), converged,
                     int(np.sum(kept)), window(replicas), *mean, f"{result.fit['chi2']:.1f}",
                     int(replicas["seed"]) % 2**64])
    return page.paragraph(
        "Fits to pseudo-data that fluctuate about the data. Selected: converged and inside the "
        "window, if there is one; means, spreads and bands are made of these. "
        "χ² is that of a replica to its own pseudo-data, χ² to data that of its parameters to the "
        "measured data; means over the selected replicas.") + page.table(
            ["fit", "asked for", "done", "converged", "selected", "window in χ²/ndf", "mean χ²",
             "mean χ² to data", "mean iterations", "χ² of the fit", "seed"], rows)


def window(replicas):
    if "chi2_window_low" not in replicas:
        return "none"
    return f"{replicas['chi2_window_low']:g} to {replicas['chi2_window_high']:g}"


def of_result(report, k, result):
    suffix = f"_{k + 1}" if report.comparison else ""
    body = page.heading(result.label) if report.comparison else ""
    body += report.store.add(
        draw_chi2(result), f"replica_chi2{suffix}",
        "χ² of the replicas; grey: not selected. Left: to their own pseudo-data; dashed: χ² of the "
        "fit + ndf, the mean where everything is Gaussian. Right: to the data, above the fit; "
        "line: χ² distribution for the number of free parameters, expected where the fit is "
        "Gaussian; replicas whose mean is shifted lie above it.")
    if np.sum(selected(result)) > 1:
        body += page.heading("Parameters of the replicas and Hessian errors")
        body += table_of_parameters(result)
        if result.has_covariance:
            body += report.store.add(
                draw_parameters(result), f"replica_parameters{suffix}",
                "(parameter of a replica − value of the fit) / Hessian error, selected replicas; "
                f"grey: unit Gaussian. Values beyond ±{LIMIT:g} are in the outermost bins.")
    return body + bands(report, k, result, suffix)


# chi2

def draw_chi2(result):
    replicas, kept = result.replicas, selected(result)
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.7), constrained_layout=True)
    histogram(left, replicas["chi2"], kept)
    left.axvline(result.fit["chi2"] + result.fit["ndf"], color="0.3", ls="--", lw=1.2)
    left.set(xlabel=r"$\chi^2$ to the pseudo-data", ylabel="replicas per bin")
    above = replicas["chi2_data"] - result.fit["chi2"]
    edges = histogram(right, above, kept, (min(0, above.min()), above.max()))
    right.set(xlabel=r"$\chi^2$ to the data $-$ $\chi^2$ of the fit", ylabel="replicas per bin")
    t = np.linspace(max(edges[0], 0), edges[-1], 400)[1:]
    right.plot(t, np.sum(kept) * (edges[1] - edges[0]) * chi2_density(t, result.fit["n_free"]),
               color="0.3", lw=1.2)
    return figure


def histogram(axes, values, kept, limits=None):
    """Selected replicas on top of those left out; the edges of the bins."""
    n_bins = max(10, min(40, int(np.sqrt(len(values)) * 2)))
    edges = np.histogram_bin_edges(values, bins=n_bins, range=limits)
    axes.hist([values[kept], values[~kept]], edges, stacked=True, color=[REPLICAS, LEFT_OUT],
              alpha=0.75)
    return edges


def chi2_density(t, k):
    return np.exp((k / 2 - 1) * np.log(t) - t / 2 - k / 2 * np.log(2) - math.lgamma(k / 2))


# Parameters

def spreads(result):
    """Of each free parameter: fitted value, Hessian error (NaN if unknown), mean, spread."""
    theta = result.replicas["theta"][selected(result)]
    fitted = np.array([result.value_of(name) for name in result.free_names])
    if result.has_covariance:
        errors = np.sqrt(np.diag(result.covariance))
        errors = np.where(errors > 0, errors, np.nan)  # held at a bound
    else:
        errors = np.full(len(fitted), np.nan)
    return fitted, errors, theta.mean(axis=0), theta.std(axis=0, ddof=1)


def table_of_parameters(result):
    rows = []
    for name, value, error, mean, spread in zip(result.free_names, *spreads(result)):
        fit = page.value_with_error(value, error) if error > 0 else (f"{value:.5g}", "–")
        distance = f"{(mean - value) / error:+.2f}" if error > 0 else "–"
        rows.append([name, *fit, *page.value_with_error(mean, spread), distance,
                     ratio_cell(spread / error)])
    return page.table(["parameter", "fit", "Hessian error", "mean of replicas", "their spread",
                       "shift of the mean [errors]", "spread / error"], rows)


def ratio_cell(ratio, skewed=False):
    """Green where spread and error agree; a dagger where a band is not Gaussian."""
    if not np.isfinite(ratio):
        return "–"
    good = abs(ratio - 1) <= AGREEMENT
    mark = ("✓" if good else "✗") + ("†" if skewed else "")
    kind = ("agrees" if good else "differs") + (" skewed" if skewed else "")
    return page.Marked(f"{ratio:.2f} {mark}", kind)


def draw_parameters(result):
    fitted, errors, _, _ = spreads(result)
    theta = result.replicas["theta"][selected(result)]
    names = [i for i in range(len(fitted)) if errors[i] > 0]
    columns = min(5, max(1, len(names)))
    rows = -(-max(1, len(names)) // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharex=True, sharey=True,
                                figsize=(2.5 * columns, 1.75 * rows + 0.5),
                                constrained_layout=True)
    edges = np.arange(-LIMIT, LIMIT + BIN_WIDTH / 2, BIN_WIDTH)
    t = np.linspace(-LIMIT, LIMIT, 201)
    gaussian = len(theta) * BIN_WIDTH * np.exp(-t**2 / 2) / np.sqrt(2 * np.pi)
    for panel, i in zip(axes.flat, names):
        u = (theta[:, i] - fitted[i]) / errors[i]
        panel.fill_between(t, gaussian, color="0.87", lw=0)
        panel.hist(np.clip(u, -LIMIT, LIMIT), edges, histtype="step", color=REPLICAS, lw=1.4)
        panel.set_title(plain(result.free_names[i]), fontsize=9.5)
        panel.text(0.04, 0.94, f"$\\mu = {u.mean():.2f}$\n$\\sigma = {u.std(ddof=1):.2f}$",
                   fontsize=8, va="top", transform=panel.transAxes)
    for panel in axes.flat[len(names):]:
        panel.set_visible(False)
    figure.supxlabel("(replica − fit) / Hessian error", fontsize=10)
    figure.supylabel("replicas per bin", fontsize=10)
    return figure


# PDFs

def bands(report, k, result, suffix):
    """Both bands, and the ratio of their widths."""
    heading = page.heading("Replicas and Hessian: PDFs")
    if report.program is None:
        return heading + page.note("Not drawn: the program fitpack was not found.")
    sets = report.pdf_sets
    hessian, replicas = sets.hessian[k], sets.replicas[k]
    if replicas is None:
        return heading + page.note("No PDFs of the replicas, see the notes above the PDFs.")
    if hessian is None or hessian.lower is None:
        return heading + page.note("No Hessian band to compare with.")
    body = heading + page.paragraph(
        f"Widths at Δχ² = 1: spread of {replicas.members} replicas over half the width of the "
        f"Hessian band. ✓ within {100 * AGREEMENT:.0f} % of 1, ✗ not; † where one of them is not "
        "Gaussian: the Hessian band up and down differs from its mean, or the spread of the "
        f"replicas from half the interval that holds 68 % of them, by more than "
        f"{100 * AGREEMENT:.0f} %. "
        f"A spread of {replicas.members} replicas is itself known to "
        f"{100 / np.sqrt(2 * (replicas.members - 1)):.0f} %.")
    for i, q2 in shown_scales(sets):
        body += table_of_widths(sets, hessian, replicas, i, q2)
        body += report.store.add(
            draw_bands(sets, hessian, replicas, i, q2), figure_name(sets, q2) + suffix,
            f"Q² = {q2:.5g} GeV². Above: Hessian band and mean ± standard deviation of the "
            "replicas, dotted: interval with 68 % of the replicas. Below: the same over the fit.")
    return body


def shown_scales(sets):
    return [(i, q2) for i, q2 in enumerate(sets.q2) if q2 in (sets.q0_2, BAND_Q2)]


def figure_name(sets, q2):
    return "replica_bands_q0" if q2 == sets.q0_2 else f"replica_bands_q2_{q2:g}"


def ratios(sets, hessian, replicas, i):
    """[(quantity, [(ratio, skewed) at each x of the table])]."""
    at = [int(np.argmin(np.abs(sets.x - x))) for x in table_x(sets)]
    result = []
    for name in NAMES:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = width(replicas, name)[i] / width(hessian, name)[i]
        skew = ((np.abs(asymmetry(hessian, name)[i]) > AGREEMENT)
                | (np.abs(tails(replicas, name)[i]) > AGREEMENT))
        result.append((name, [(values[j], bool(skew[j])) for j in at]))
    return result


def table_x(sets):
    return [x for x in TABLE_X if x >= sets.x[0]]


def table_of_widths(sets, hessian, replicas, i, q2):
    lines = ratios(sets, hessian, replicas, i)
    rows = [[NAMES[name], *(ratio_cell(*value) for value in values)] for name, values in lines]
    return (page.paragraph(f"Q² = {q2:.5g} GeV²: {verdict(lines)}")
            + page.table(["", *(f"x = {x:g}" for x in table_x(sets))], rows))


def verdict(lines):
    """How many of the ratios agree, of all and of those where the band is Gaussian."""
    values = [value for _, row in lines for value in row if np.isfinite(value[0])]
    gaussian = [ratio for ratio, skewed in values if not skewed]
    good = [sum(abs(ratio - 1) <= AGREEMENT for ratio in some)
            for some in ([ratio for ratio, _ in values], gaussian)]
    return (f"{good[0]} of {len(values)} widths agree within {100 * AGREEMENT:.0f} %; where both "
            f"are Gaussian {good[1]} of {len(gaussian)}.")


def draw_bands(sets, hessian, replicas, i, q2):
    figure, axes = plt.subplots(2, len(SYMBOLS), sharex=True, figsize=(12.5, 5.6),
                                gridspec_kw={"height_ratios": [1.4, 1], "hspace": 0.06,
                                             "wspace": 0.26})
    for (quantity, symbol), (upper, lower) in zip(SYMBOLS.items(), axes.T):
        fit = hessian.central[quantity][i]
        draw_pair(upper, sets.x, hessian, replicas, quantity, i, np.ones_like(fit))
        draw_pair(lower, sets.x, hessian, replicas, quantity, i, fit)
        upper.set_title(rf"${symbol}$")
        upper.set_ylim(*value_limits([hessian, replicas], quantity, i))
        lower.set_ylim(*ratio_limits([hessian, replicas], fit, quantity, i, sets.x))
        set_x_axis(lower, sets.x)
    axes[0, 0].set_ylabel(r"$x f(x, Q^2)$")
    axes[1, 0].set_ylabel("over the fit")
    axes[0, 0].text(0.06, 0.93, rf"$Q^2 = {number(q2)}$ GeV$^2$", va="top",
                    transform=axes[0, 0].transAxes)
    figure.subplots_adjust(top=0.93, left=0.05, right=0.995)
    legend_above(figure, [plt.Rectangle((0, 0), 1, 1, color=HESSIAN, alpha=0.3, lw=0),
                          plt.Rectangle((0, 0), 1, 1, fc="none", ec=REPLICAS, hatch="////"),
                          plt.Line2D([], [], color=REPLICAS, ls=":")],
                 ["Hessian", f"{replicas.members} replicas, mean ± standard deviation",
                  "68 % of the replicas"])
    return figure


def draw_pair(axes, x, hessian, replicas, quantity, i, divisor):
    with np.errstate(divide="ignore", invalid="ignore"):
        axes.fill_between(x, hessian.lower[quantity][i] / divisor,
                          hessian.upper[quantity][i] / divisor, color=HESSIAN, alpha=0.3, lw=0)
        axes.plot(x, hessian.central[quantity][i] / divisor, color=HESSIAN)
        axes.fill_between(x, replicas.lower[quantity][i] / divisor,
                          replicas.upper[quantity][i] / divisor, fc="none", ec=REPLICAS,
                          hatch="////", lw=0.8)
        axes.plot(x, replicas.central[quantity][i] / divisor, color=REPLICAS, ls="--")
        for edge in replicas.inner:
            axes.plot(x, edge[quantity][i] / divisor, color=REPLICAS, ls=":", lw=1)
    axes.axhline(0 if divisor.min() == divisor.max() == 1 else 1, color="0.6", lw=0.6, zorder=0)
