"""The eigenvector set: how far each excursion goes for the same rise of chi2."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, marker, plain

TITLE = "Eigenvectors"
PARABOLIC = 0.1  # scales closer to 1 than this are shown plainly
ENDS = {"reached": "", "at_bound": "at a bound", "no_pdfs": "no PDFs beyond", "too_far": "open"}


def build(report):
    known = [(k, result) for k, result in enumerate(report.results) if result.eigenvectors]
    if not known:
        return page.Section("eigenvectors", TITLE, page.paragraph(
            "No eigenvector set in the result: 'fitpack fit --eigenvectors' makes one."))
    body = page.paragraph(
        "Eigenvectors of the Hessian in parameters scaled by their errors, the best determined "
        "first. Each excursion θ ± s √(T²/λ) is as long as the true χ² needs to rise by T²: "
        "s = 1 where χ² is a parabola. Δχ²: what was reached. Coloured: s differs from 1 by more "
        f"than {100 * PARABOLIC:.0f} %.")
    for k, result in known:
        tolerance = f"T² = {result.eigenvectors['tolerance']:g}"
        body += page.heading(f"{result.label}, {tolerance}" if report.comparison else tolerance)
        body += table(result.eigenvectors)
    body += report.store.add(draw(known, report.comparison), "eigenvectors",
                             "Scale s of each excursion: filled plus, open minus.")
    return page.Section("eigenvectors", TITLE, body)


def cells_of(vectors, side, i):
    scale, end = vectors[f"{side}_scale"][i], vectors[f"{side}_end"][i]
    shown = f"{scale:.3f}"
    return [f"{vectors[f'{side}_delta_chi2'][i]:.4f}",
            shown if abs(scale - 1) <= PARABOLIC else page.Marked(shown, "differs"),
            ENDS.get(end, end)]


def table(vectors):
    rows = [[i + 1, f"{value:.4g}", *cells_of(vectors, "plus", i), *cells_of(vectors, "minus", i)]
            for i, value in enumerate(vectors["eigenvalue"])]
    groups = '<th colspan="2"></th><th class="group" colspan="3">plus</th>'
    return page.table(["no.", "λ", *["Δχ²", "s", "end"] * 2], rows,
                      groups + '<th class="group" colspan="3">minus</th>', texts=(4, 7))


def draw(known, comparison):
    figure, axes = plt.subplots(figsize=(9, 3.4), constrained_layout=True)
    axes.axhline(1, color="0.5", lw=0.8, zorder=0)
    offsets = np.linspace(-0.2, 0.2, len(known)) if len(known) > 1 else [0]
    for offset, (k, result) in zip(offsets, known):
        vectors = result.eigenvectors
        number = np.arange(1, len(vectors["eigenvalue"]) + 1) + offset
        style = {"ls": "", "ms": 6, "color": colour(k)}
        axes.plot(number, vectors["plus_scale"], marker(k), label=plain(result.label), **style)
        axes.plot(number, vectors["minus_scale"], marker(k), mfc="white", **style)
    axes.set(xlabel="eigenvector", ylabel="scale s", yscale="log")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.yaxis.set_minor_formatter(lambda value, _: f"{value:g}")
    axes.xaxis.get_major_locator().set_params(integer=True)
    if comparison:
        legend_above(figure, *axes.get_legend_handles_labels())
    return figure
