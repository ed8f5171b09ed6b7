"""History of the minimisation."""

import matplotlib.pyplot as plt

from .. import page
from ..figures import colour, legend_above, line, result_handles


def build(report):
    body = page.table(
        ["fit", "status", "iterations", "starts", "seconds", "why it stopped"],
        [[r.label, r.fit["status"].replace("_", " "), r.fit["iterations"], len(r.starts["chi2"]),
          f"{r.fit['seconds']:.3f}", r.fit["message"]] for r in report.results],
        texts=(0, 1, 5))
    body += report.store.add(
        draw(report), "convergence",
        "Left: χ² above its minimum after each iteration; open circles: steps that were refused. "
        "Right: decrease of χ² that a full Gauss-Newton step promises (twice that of F = χ²/2).")
    if any(len(result.starts["chi2"]) > 1 for result in report.results):
        body += starts(report)
    return page.Section("convergence", "Convergence", body)


def draw(report):
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4), constrained_layout=True)
    for k, result in enumerate(report.results):
        history = result.history
        if not len(history["chi2"]):
            continue
        iteration, accepted = history["iteration"], history["accepted"].astype(bool)
        style = {"color": colour(k), "ls": line(k), "lw": 1.2}
        for axes, values in ((left, history["chi2"] - history["chi2"].min()),
                             (right, 2 * history["predicted_decrease"])):
            positive = values > 0  # the minimum itself has no place on a logarithmic axis
            axes.plot(iteration[positive], values[positive], marker=".", ms=5, **style)
            refused = positive & ~accepted & (iteration > 0)
            axes.plot(iteration[refused], values[refused], "o", mfc="white", ms=5, mew=1,
                      color=colour(k))
    left.set(yscale="log", xlabel="iteration", ylabel=r"$\chi^2 - \chi^2_{\min}$")
    right.set(yscale="log", xlabel="iteration", ylabel=r"predicted decrease of $\chi^2$")
    if report.comparison:
        legend_above(figure, *result_handles(report.results))
    return figure


def starts(report):
    """Outcome of every start, the kept one marked."""
    rows = []
    for result in report.results:
        columns = result.starts
        for i, chi2 in enumerate(columns["chi2"]):
            kept = "kept" if i == result.best_start else ""
            rows.append([result.label, i, f"{chi2:.4f}", columns["iterations"][i],
                         columns["status"][i].replace("_", " "), kept, columns["message"][i]])
    return page.heading("Starts") + page.table(
        ["fit", "start", "χ²", "iterations", "status", "", "message"], rows, texts=(0, 4, 5, 6))
