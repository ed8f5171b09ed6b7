"""The frame of the page, sections and tables. Everything is inside the one file."""

import html
from dataclasses import dataclass

from .figures import colour

CSS = """
:root { --ink: #1b1f24; --dim: #57606a; --rule: #d0d7de; --soft: #f6f8fa; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff;
       font: 15px/1.5 "DejaVu Sans", Verdana, system-ui, sans-serif; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 28px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 40px 0 10px; padding-bottom: 6px;
     border-bottom: 1px solid var(--rule); }
h3 { font-size: 16px; margin: 24px 0 8px; }
p, figcaption { color: var(--dim); margin: 6px 0 12px; } footer { padding-bottom: 16px; }
nav { position: sticky; top: 0; z-index: 1; background: #fff;
      border-bottom: 1px solid var(--rule); }
nav div { max-width: 1240px; margin: 0 auto; padding: 8px 24px; display: flex; flex-wrap: wrap;
          gap: 4px 18px; font-size: 14px; }
a { color: #0550ae; text-decoration: none; } a:hover { text-decoration: underline; }
section, h3 { scroll-margin-top: 48px; }
.contents a { display: inline-block; margin-right: 16px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 9px; text-align: right; border-bottom: 1px solid var(--rule);
         white-space: nowrap; }
th { background: var(--soft); font-weight: 600; vertical-align: bottom; }
th.group { text-align: center; border-left: 1px solid var(--rule); white-space: normal; }
td.text, th.text { text-align: left; } td.text { white-space: normal; min-width: 84px; }
td.long { white-space: normal; overflow-wrap: anywhere; max-width: 640px; }
tr.sum td { background: var(--soft); font-weight: 600; }
figure { margin: 14px 0 26px; } figure .wide { overflow-y: hidden; }
figure img { max-width: 100%; height: auto; display: block; }
figcaption { font-size: 13.5px; max-width: 980px; }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 2px;
          margin-right: 7px; vertical-align: -1px; }
.good { color: #1a7f37; font-weight: 600; } .bad { color: #b42318; font-weight: 600; }
td.agrees { background: #e3f2ea; } td.differs { background: #fbe3d6; font-weight: 600; }
td.skewed { color: var(--dim); }
.note { background: #fff8e1; border-left: 4px solid #e69f00; padding: 8px 14px; color: var(--ink);
        white-space: pre-line; }
details { margin: 8px 0; } summary { cursor: pointer; }
pre { overflow-x: auto; background: var(--soft); padding: 10px 14px; font-size: 13px; }
@media (max-width: 720px) {
  header, main, footer, nav div { padding-left: 14px; padding-right: 14px; }
  nav div { flex-wrap: nowrap; overflow-x: auto; white-space: nowrap; }
  h1 { font-size: 21px; } h2 { font-size: 18px; }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header, main, footer { max-width: none; padding: 0; }
  nav, .contents, figcaption a { display: none; }
  .wide { overflow: visible; } table { font-size: 8pt; } th, td { padding: 2px 5px; }
  figure img { min-width: 0 !important; }
  figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
"""


@dataclass
class Section:
    """A part of the page: `key` is its anchor, `body` HTML."""

    key: str
    title: str
    body: str


def render(title, header, sections):
    """The whole page as text."""
    links = "".join(f'<a href="#{s.key}">{html.escape(s.title)}</a>' for s in sections)
    bodies = "\n".join(f'<section id="{s.key}">\n<h2>{html.escape(s.title)}</h2>\n{s.body}\n'
                       "</section>" for s in sections)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<link rel="icon" href="data:,">\n'
            f"<title>{html.escape(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n"
            f"<header>{header}</header>\n<nav><div>{links}</div></nav>\n<main>\n{bodies}\n</main>\n"
            "<footer><p>Every figure is also a PDF beside this page.</p></footer>\n"
            "</body>\n</html>\n")


def paragraph(text):
    return f"<p>{html.escape(text)}</p>"


def note(text):
    return f'<p class="note">{html.escape(text)}</p>'


def heading(text, key=""):
    anchor = f' id="{html.escape(key)}"' if key else ""
    return f"<h3{anchor}>{html.escape(text)}</h3>"


def contents(entries):
    """Links to headings; entries: (key, text)."""
    links = "".join(f'<a href="#{html.escape(key)}">{html.escape(text)}</a>'
                    for key, text in entries)
    return f'<p class="contents">{links}</p>'


def folded(summary, body):
    """Shown on a click."""
    return f"<details><summary>{html.escape(summary)}</summary>\n{body}\n</details>"


def swatch(i):
    return f'<span class="swatch" style="background:{colour(i)}"></span>'


def result_heads(results, span):
    """Row of head cells above the first column and `span` columns for each result; none for one
    result, whose name the page bears."""
    if len(results) == 1:
        return ""
    return "<th></th>" + "".join(
        f'<th class="group" colspan="{span}">{swatch(i)}{html.escape(r.label)}</th>'
        for i, r in enumerate(results))


@dataclass
class Marked:
    """A cell that stands out: `kind` is a class of the style sheet."""

    text: str
    kind: str


def cell(value, kind=""):
    if isinstance(value, Marked):
        value, kind = value.text, f"{kind} {value.kind}".strip()
    attribute = f' class="{kind}"' if kind else ""
    return f"<td{attribute}>{html.escape(str(value))}</td>"


def table(heads, rows, groups="", sums=(), texts=(0,)):
    """HTML table. heads: texts; rows: lists of texts; groups: a row of cells above the heads;
    sums: positions of rows that stand out; texts: columns that are words, not numbers."""
    def kind(j):
        return "text" if j in texts else ""

    head = "".join(f'<th class="{kind(j)}">{html.escape(h)}</th>' for j, h in enumerate(heads))
    body = "".join(
        f'<tr{" class=sum" if i in sums else ""}>'
        + "".join(cell(value, kind(j)) for j, value in enumerate(row)) + "</tr>\n"
        for i, row in enumerate(rows))
    above = f"<tr>{groups}</tr>\n" if groups else ""
    return (f'<div class="wide"><table>\n<thead>{above}<tr>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody></table></div>")


def value_with_error(value, error):
    """Both rounded to two digits of the error."""
    if not error > 0 or error == float("inf"):
        return f"{value:.5g}", ""
    digits = 1 - int(f"{error:.1e}".split("e")[1])
    if digits > 8 or digits < 0:
        return f"{value:.4g}", f"{error:.2g}"
    return f"{value:.{digits}f}", f"{error:.{digits}f}"
