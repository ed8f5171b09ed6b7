"""Combinations of parameters that the data determine badly."""

import matplotlib.pyplot as plt
import numpy as np

from .. import page
from ..figures import colour, legend_above, line, marker, plain

SHOWN = 4  # directions per result in the table
LEAST_WEIGHT = 0.1  # smaller weights are left out of the table


def build(report):
    known = [(k, result, directions(result.hessian)) for k, result in enumerate(report.results)
             if result.hessian.size]
    if not known:
        return page.Section("flat", "Flat directions",
                            page.paragraph("Not available: no Hessian in the result."))
    body = page.paragraph(
        "Eigenvalues λ of the Hessian scaled to unit diagonal: 1 for independent parameters, 0 for "
        "a combination that the data do not determine. The error along a direction is 1/√λ times "
        "larger than with the other parameters known.")
    body += "".join(page.note(f"{result.label}: no Hessian in the result.")
                    for result in report.results if not result.hessian.size)
    body += table(known)
    body += report.store.add(draw(report, known), "flat_directions",
                             "Spectrum of the scaled Hessian, the flattest direction first.")
    return page.Section("flat", "Flat directions", body)


def directions(hessian):
    """Eigenvalues in ascending order, eigenvectors in columns (largest component positive)."""
    scale = np.sqrt(np.diag(hessian))
    scale = np.where(scale > 0, scale, 1)  # a parameter that changes nothing has eigenvalue 0
    values, vectors = np.linalg.eigh(hessian / np.outer(scale, scale))
    largest = vectors[np.argmax(np.abs(vectors), axis=0), np.arange(len(values))]
    return values, vectors * np.sign(largest)


def combination(weights, names):
    """+0.71 Buv −0.70 Cuv …, the largest first."""
    order = [i for i in np.argsort(-np.abs(weights), kind="stable")
             if abs(weights[i]) >= LEAST_WEIGHT]
    return "  ".join(f"{weights[i]:+.2f} {names[i]}" for i in order).replace("-", "−")


def table(known):
    rows = []
    for _, result, (values, vectors) in known:
        for i in range(min(SHOWN, len(values))):
            inflation = f"{1 / np.sqrt(values[i]):.1f}" if values[i] > 0 else "∞"
            rows.append([result.label, i + 1, f"{values[i]:.3g}", inflation,
                         combination(vectors[:, i], result.free_names)])
    return page.table(["fit", "no.", "λ", "error inflation",
                       f"direction (weights above {LEAST_WEIGHT:g})"], rows, texts=(0, 4))


def draw(report, known):
    figure, axes = plt.subplots(figsize=(7.5, 3.6), constrained_layout=True)
    for k, result, (values, _) in known:
        good = values > 0
        axes.semilogy(np.arange(1, len(values) + 1)[good], values[good], marker(k), ls=line(k),
                      color=colour(k), ms=5, lw=1, label=plain(result.label))
    axes.axhline(1, color="0.6", lw=0.8, zorder=0)
    axes.set(xlabel="direction", ylabel="eigenvalue λ")
    axes.xaxis.get_major_locator().set_params(integer=True)
    if report.comparison:
        legend_above(figure, *axes.get_legend_handles_labels())
    return figure
