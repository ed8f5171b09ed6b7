"""PDFs with error bands at the initial scale and above, and their ratios to the first result."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from .. import page
from ..figures import colour, legend_above, line, number, result_handles
from . import light_sea

SYMBOLS = {"xuv": "xu_v", "xdv": "xd_v", "xS": "xS", "xg": "xg"}
RATIO_X_MAX = 0.7  # beyond, nothing is known and a ratio says little: limits of axes only
RATIO_LIMITS = (0.03, 0.6)  # least and largest half width of the ratio axis
BAND_ROOM = 0.3  # of the height of the curves: what the axis grants a wide band
TITLE = "Parton distributions"
ORIGINS = {
    "eigenvectors": "eigenvector set, Δχ² = {tolerance:g} along each, asymmetric",
    "covariance": "eigenvectors of the covariance (Δχ² = 1 if χ² were parabolic), asymmetric",
    "replicas": "mean and standard deviation of {members} Monte Carlo replicas",
    "none": "no band",
}


def build(report):
    if report.program is None:
        return page.Section("pdfs", TITLE, page.note(
            "Not drawn: the PDFs are evolved by the program fitpack, which was not found. "
            "Name it with --fitpack PATH or the environment variable FITPACK."))
    sets = report.pdf_sets
    body = page.paragraph("xS = 2 x Σ q̄ over all active flavours. " + origins(report))
    body += "".join(page.note(text) for text in sets.notes)
    if any(sets.bands):
        body += "".join(report.each(of_scale, [(sets.bands, sets.x, i, value, sets.q0_2)
                                               for i, value in enumerate(sets.q2)]))
        body += light_sea.build(report)
    return page.Section("pdfs", TITLE, body)


def origins(report):
    """What the bands are, once if it is the same for all results."""
    labels = {}  # by text
    for result, band in zip(report.results, report.pdf_sets.bands):
        if band:
            text = ORIGINS[band.kind].format(tolerance=band.tolerance, members=band.members)
            labels.setdefault(text, []).append(result.label)
    if len(labels) == 1:
        return f"Bands: {next(iter(labels))}."
    return "Bands: " + "; ".join(f"{', '.join(of)}: {text}" for text, of in labels.items()) + "."


def of_scale(report, arguments):
    """HTML of the figure of one scale."""
    bands, x, i, q2, q0_2 = arguments
    return report.store.add(draw(report, bands, x, i, q2), name(q2, q0_2),
                            caption(report, q2, q0_2))


def name(q2, q0_2):
    return "pdfs_q0" if q2 == q0_2 else f"pdfs_q2_{q2:g}"


def caption(report, q2, q0_2):
    where = "the initial scale, " if q2 == q0_2 else ""
    ratio = "ratio to the first result" if report.comparison else "band relative to the fit"
    return f"PDFs at {where}Q² = {q2:.5g} GeV² (above) and the {ratio} (below)."


def draw(report, bands, x, i, q2):
    figure, axes = plt.subplots(2, len(SYMBOLS), sharex=True, figsize=(12.5, 5.6),
                                gridspec_kw={"height_ratios": [1.7, 1], "hspace": 0.06,
                                             "wspace": 0.26})
    reference = next(b for b in bands if b)
    for (quantity, symbol), (upper, lower) in zip(SYMBOLS.items(), axes.T):
        centre = reference.central[quantity][i]
        for k, band in enumerate(bands):
            if band:
                draw_band(upper, k, x, band, quantity, i, np.ones_like(centre))
                draw_band(lower, k, x, band, quantity, i, centre)
        upper.axhline(0, color="0.6", lw=0.6, zorder=0)
        lower.axhline(1, color="0.6", lw=0.6, zorder=0)
        upper.set_title(rf"${symbol}$")
        upper.set_ylim(*value_limits(bands, quantity, i))
        lower.set_ylim(*ratio_limits(bands, centre, quantity, i, x))
        set_x_axis(lower, x)
    axes[0, 0].set_ylabel(r"$x f(x, Q^2)$")
    axes[1, 0].set_ylabel("ratio")
    axes[0, 0].text(0.06, 0.93, rf"$Q^2 = {number(q2)}$ GeV$^2$", va="top",
                    transform=axes[0, 0].transAxes)
    figure.subplots_adjust(top=0.93, left=0.05, right=0.995)
    if report.comparison:
        handles, labels = result_handles(report.results)
        drawn = [k for k, band in enumerate(bands) if band]
        legend_above(figure, [handles[k] for k in drawn], [labels[k] for k in drawn])
    return figure


def set_x_axis(axes, x):
    axes.set(xscale="log", xlim=(x[0], 1), xlabel=r"$x$")
    axes.xaxis.set_minor_locator(NullLocator())  # each tick takes time to draw


def draw_band(axes, k, x, band, quantity, i, divisor):
    with np.errstate(divide="ignore", invalid="ignore"):
        if band.lower:
            axes.fill_between(x, band.lower[quantity][i] / divisor,
                              band.upper[quantity][i] / divisor, color=colour(k), alpha=0.28,
                              lw=0)
        axes.plot(x, band.central[quantity][i] / divisor, color=colour(k), ls=line(k))


def extremes(band, quantity, i):
    """Lowest and highest curve of a band."""
    return (band.lower or band.central)[quantity][i], (band.upper or band.central)[quantity][i]


def value_limits(bands, quantity, i):
    """Room for all curves, and for a band unless it dwarfs them."""
    centres = [b.central[quantity][i] for b in bands if b]
    edges = [curve for b in bands if b for curve in extremes(b, quantity, i)]
    low, high = np.min(centres), np.max(centres)
    room = BAND_ROOM * (high - min(low, 0))
    low, high = max(np.min(edges), low - room), min(np.max(edges), high + room)
    return (low * 1.1 if low < -0.02 * high else -0.02 * high), high * 1.1


def ratio_limits(bands, centre, quantity, i, x):
    with np.errstate(divide="ignore", invalid="ignore"):
        away = [np.abs(curve / centre - 1)[x <= RATIO_X_MAX] for b in bands if b
                for curve in extremes(b, quantity, i)]
    # Quantile: towards x = 1 nothing is known, and where a PDF crosses zero its ratio has no bound.
    finite = np.concatenate([a[np.isfinite(a)] for a in away])
    half = np.clip(1.15 * np.quantile(finite, 0.88) if finite.size else 0, *RATIO_LIMITS)
    return 1 - half, 1 + half
