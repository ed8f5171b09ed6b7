"""Head of the page: title, status, chi2/ndf, origin."""

import html
import os

from .. import page


def title(report):
    if report.comparison:
        return "Comparison of " + ", ".join(result.label for result in report.results)
    return report.results[0].title or os.path.basename(report.results[0].path)


def header(report):
    heading = "Comparison of fits" if report.comparison else title(report)
    rows = "".join(row(i, result) for i, result in enumerate(report.results))
    return (f"<h1>{html.escape(heading)}</h1>\n"
            '<div class="wide"><table>\n<thead><tr><th class="text">fit</th>'
            '<th class="text">status</th><th>χ²</th><th>ndf</th><th>χ²/ndf</th><th>points</th>'
            '<th>free</th><th>iterations</th><th>ranks</th><th class="text">program</th>'
            '<th class="text">started (UTC)</th></tr></thead>\n'
            f"<tbody>\n{rows}</tbody></table></div>\n")


def row(i, result):
    fit, origin = result.fit, result.provenance
    kind, status = ("good", "converged") if result.converged else ("bad", "not converged")
    ratio = f"{fit['chi2'] / fit['ndf']:.3f}" if fit["ndf"] > 0 else "–"
    cells = [f'<td class="text">{page.swatch(i)}{html.escape(result.label)}</td>',
             f'<td class="text"><span class="{kind}" title="{html.escape(fit["message"])}">'
             f"{status}</span></td>"]
    cells += [page.cell(value) for value in (f"{fit['chi2']:.2f}", fit["ndf"], ratio,
                                             fit["n_points"], fit["n_free"], fit["iterations"],
                                             origin["ranks"])]
    program = f"fitpack {origin['version']} {origin['git_hash']}"
    cells += [page.cell(program, "text"), page.cell(started(origin), "text")]
    return "<tr>" + "".join(cells) + "</tr>\n"


def started(origin):
    return origin["started"].replace("T", " ").rstrip("Z")
