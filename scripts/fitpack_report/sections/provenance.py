"""Where the results come from: program, command, data, card."""

import html

from .. import page

ROWS = (("file", None), ("command", "command_line"), ("program", "version"),
        ("revision", "git_hash"), ("compiler", "compiler"), ("libraries", "libraries"),
        ("host", "host"), ("MPI ranks", "ranks"), ("started (UTC)", "started"))


def build(report):
    body = ""
    for i, result in enumerate(report.results):
        body += f"<h3>{page.swatch(i)}{html.escape(result.label)}</h3>\n"
        body += origin(result) + files(result) + card(result)
    return page.Section("provenance", "Provenance", body)


def origin(result):
    rows = "".join(
        f'<tr><td class="text">{title}</td>'
        + page.cell(result.provenance[key] if key else result.path, "text long") + "</tr>\n"
        for title, key in ROWS)
    return f'<div class="wide"><table><tbody>\n{rows}</tbody></table></div>'


def files(result):
    rows = list(zip(result.files["file"], result.files["checksum"]))
    return page.folded(f"{len(rows)} data files with checksums (FNV-1a)",
                       page.table(["file", "checksum"], rows, texts=(0, 1)))


def card(result):
    return page.folded("Run card with all defaults", f"<pre>{html.escape(result.card)}</pre>")
