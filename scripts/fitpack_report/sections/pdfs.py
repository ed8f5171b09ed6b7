"""PDFs with error bands at the initial scale and above, and their ratios to the first result."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from .. import page
from ..evolution import EvolutionFailed, pdf_bands
from ..figures import colour, legend_above, line, number, result_handles

SCALES_Q2 = (10.0, 100.0, 1.0e4)  # GeV^2
SYMBOLS = {"xuv": "xu_v", "xdv": "xd_v", "xS": "xS", "xg": "xg"}
X_MIN, X_MAX = 1e-4, 0.9
N_LOGARITHMIC, N_LINEAR = 56, 16
X_SPLIT = 0.3  # logarithmic spacing below, linear above
RATIO_X_MAX = 0.7  # beyond, nothing is known and a ratio says little: limits of axes only
RATIO_LIMITS = (0.03, 0.6)  # least and largest half width of the ratio axis
BAND_ROOM = 0.3  # of the height of the curves: what the axis grants a wide band
TITLE = "Parton distributions"


def build(report):
    if report.program is None:
        return page.Section("pdfs", TITLE, page.note(
            "Not drawn: the PDFs are evolved by the program fitpack, which was not found. "
            "Name it with --fitpack PATH or the environment variable FITPACK."))
    q0_2 = max(float(result.theory.get("q0_2", 0)) for result in report.results)
    q2, notes = usable_scales(report.results, q0_2)
    x = momentum_fractions(report.results)
    bands = [None] * len(report.results)
    for k, result in enumerate(report.results):
        try:
            bands[k] = pdf_bands(report.program, result, x, [scale(value) for value in q2])
            notes += [f"{result.label}: {text}" for text in bands[k].notes]
        except EvolutionFailed as error:
            notes.append(f"{result.label}: no PDFs, 'fitpack evolve' failed:\n{error}")
    body = page.paragraph(
        "xS = 2 x Σ q̄ over all active flavours. Bands: one standard deviation (Δχ² = 1) from the "
        "eigenvectors of the covariance, up and down separately.")
    body += "".join(page.note(text) for text in notes)
    if any(bands):
        body += "".join(report.each(of_scale, [(bands, x, i, value, q0_2)
                                               for i, value in enumerate(q2)]))
    return page.Section("pdfs", TITLE, body)


def of_scale(report, arguments):
    """HTML of the figure of one scale."""
    bands, x, i, q2, q0_2 = arguments
    return report.store.add(draw(report, bands, x, i, q2), name(q2, q0_2),
                            caption(report, q2, q0_2))


def usable_scales(results, q0_2):
    """Q2 values that lie within the evolved range of all results, and what to say of others."""
    top = min(float(r.theory.get("grid", {}).get("q2_max", np.inf)) for r in results)
    wanted = [q0_2, *SCALES_Q2]
    good = [q2 for q2 in wanted if q0_2 <= q2 <= top]
    left_out = [f"{q2:g}" for q2 in wanted if q2 not in good]
    notes = [f"Not shown, outside the evolved range: Q² = {', '.join(left_out)} GeV²."]
    return list(dict.fromkeys(good)), notes if left_out else []


def scale(q2):
    """Q in GeV; not below Q itself by rounding, which would be outside the evolved range."""
    return float(np.sqrt(q2) * (1 + 1e-12))


def momentum_fractions(results):
    grids = [float(r.theory.get("grid", {}).get("x_min", 1e-5)) for r in results]
    least = min(max(X_MIN, *grids), X_SPLIT / 10)
    low = np.geomspace(least, X_SPLIT, N_LOGARITHMIC, endpoint=False)
    return [float(x) for x in (*low, *np.linspace(X_SPLIT, X_MAX, N_LINEAR))]


def name(q2, q0_2):
    return "pdfs_q0" if q2 == q0_2 else f"pdfs_q2_{q2:g}"


def caption(report, q2, q0_2):
    where = "the initial scale, " if q2 == q0_2 else ""
    ratio = "ratio to the first result" if report.comparison else "band relative to the fit"
    return f"PDFs at {where}Q² = {q2:g} GeV² (above) and the {ratio} (below)."


def draw(report, bands, x, i, q2):
    figure, axes = plt.subplots(2, len(SYMBOLS), sharex=True, figsize=(12.5, 5.6),
                                gridspec_kw={"height_ratios": [1.7, 1], "hspace": 0.06,
                                             "wspace": 0.32})
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
        lower.set_ylim(*ratio_limits(bands, centre, quantity, i, np.array(x)))
        lower.set(xscale="log", xlim=(x[0], 1), xlabel=r"$x$")
        lower.xaxis.set_minor_locator(NullLocator())  # each tick takes time to draw
    axes[0, 0].set_ylabel(r"$x f(x, Q^2)$")
    axes[1, 0].set_ylabel("ratio")
    axes[0, 0].text(0.06, 0.93, rf"$Q^2 = {number(q2)}$ GeV$^2$", va="top",
                    transform=axes[0, 0].transAxes)
    figure.subplots_adjust(top=0.93)
    handles, labels = result_handles(report.results)
    drawn = [k for k, band in enumerate(bands) if band]
    legend_above(figure, [handles[k] for k in drawn], [labels[k] for k in drawn])
    return figure


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
    # Quantile: where a PDF crosses zero, its ratio has no bound.
    finite = np.concatenate([a[np.isfinite(a)] for a in away])
    half = np.clip(1.15 * np.quantile(finite, 0.97) if finite.size else 0, *RATIO_LIMITS)
    return 1 - half, 1 + half
