"""dbar/ubar and x(dbar - ubar) at the scale of the Drell-Yan ratios of proton and deuteron."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, line, number, result_handles
from ..pdf_sets import SEA_Q2, SEA_X

SYMBOLS = {"dbar/ubar": r"$\bar{d}/\bar{u}$", "x(dbar-ubar)": r"$x(\bar{d}-\bar{u})$"}
X_LIMITS = (0.01, 0.4)  # where Drell-Yan data of fixed targets tell one from the other


def build(report):
    """HTML; nothing where no fit has Drell-Yan data or the scale is outside the tables."""
    sets = report.pdf_sets
    if SEA_Q2 not in sets.q2:
        return ""
    i = sets.q2.index(SEA_Q2)
    figure = report.store.add(draw(report, sets, i), "light_sea",
                              f"The light sea at Q² = {SEA_Q2:g} GeV², the scale of E866.")
    return page.heading("Light sea") + table(report, sets, i) + figure


def table(report, sets, i):
    heads = ["x"]
    groups = page.result_heads(report.results, 2)
    for _ in report.results:
        heads += ["d\u0304/u\u0304", "x(d\u0304 − u\u0304)"]
    rows = []
    for x in SEA_X:
        at = np.flatnonzero(sets.x == x)
        if at.size:
            rows.append([f"{x:g}"] + sum((cells(band, i, at[0]) for band in sets.bands), []))
    return page.table(heads, rows, groups)


def cells(band, i, at):
    if not band:
        return ["–"] * len(SYMBOLS)
    return [value_and_error(band, name, i, at) for name in SYMBOLS]


def value_and_error(band, name, i, at):
    value = band.central[name][i][at]
    if not band.lower:
        return f"{value:.4f}"
    up, down = band.upper[name][i][at] - value, value - band.lower[name][i][at]
    return f"{value:.4f} +{up:.4f} −{down:.4f}"


def draw(report, sets, i):
    figure, axes = plt.subplots(1, len(SYMBOLS), figsize=(10.5, 3.8))
    shown = (sets.x >= X_LIMITS[0]) & (sets.x <= X_LIMITS[1])
    for (name, symbol), panel in zip(SYMBOLS.items(), axes):
        for k, band in enumerate(sets.bands):
            if band:
                draw_band(panel, k, sets.x[shown], band, name, i, shown)
        panel.axhline(1 if "/" in name else 0, color="0.6", lw=0.6, zorder=0)
        panel.set(xlim=X_LIMITS, xlabel=r"$x$", ylabel=symbol)
    axes[0].set_title(rf"$Q^2 = {number(SEA_Q2)}$ GeV$^2$")
    if report.comparison:
        handles, labels = result_handles(report.results)
        drawn = [k for k, band in enumerate(sets.bands) if band]
        legend_above(figure, [handles[k] for k in drawn], [labels[k] for k in drawn])
    return figure


def draw_band(axes, k, x, band, name, i, shown):
    if band.lower:
        axes.fill_between(x, band.lower[name][i][shown], band.upper[name][i][shown],
                          color=colour(k), alpha=0.28, lw=0)
    axes.plot(x, band.central[name][i][shown], color=colour(k), ls=line(k))
