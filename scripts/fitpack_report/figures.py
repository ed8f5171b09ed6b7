"""Figures: one style for all, written as PDF and embedded in the page as PNG."""

import base64
import html
import io
import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the back end comes first)

from .errors import DataError  # noqa: E402

# Okabe & Ito: told apart by people with any kind of colour vision.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P")
DATA_COLOUR = "#222222"
PNG_DPI = 140
SCREEN_DPI = 92  # pixels of the page per inch of a figure: letters of the same size in all
LEAST_WIDTH = 760  # pixels; on a narrow screen a figure scrolls rather than become unreadable
PADDING = 0.05  # inches around a figure

STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "axes.linewidth": 0.8,
    "lines.linewidth": 1.5,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "pdf.fonttype": 42,
    "figure.dpi": 100,
}


def use_style():
    plt.rcParams.update(STYLE)


def colour(i):
    return COLOURS[i % len(COLOURS)]


def line(i):
    return LINES[i % len(LINES)]


def marker(i):
    return MARKERS[i % len(MARKERS)]


def plain(text):
    """Text from a file or card: `$` starts no formula in it."""
    return str(text).replace("$", r"\$")


def number(value):
    """A number as mathtext: 6.5, 10^{4}."""
    text = f"{value:.4g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa}\times {power}"


def result_handles(results, **style):
    """Legend entries: a line per result."""
    handles = [plt.Line2D([], [], color=colour(i), ls=line(i), **style)
               for i in range(len(results))]
    return handles, [plain(result.label) for result in results]


def legend_above(figure, handles, labels):
    """One legend for all panels, above them; figures are saved with all that sticks out."""
    widest = max(map(len, labels))
    fit = max(1, int(figure.get_figwidth() * 11 / (widest + 9)))
    figure.legend(handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1.0),
                  ncol=min(len(labels), fit))


class FigureStore:
    """Writes figures into a folder and gives the HTML that shows them."""

    def __init__(self, folder):
        self.folder = folder

    def add(self, figure, name, caption):
        """HTML of the figure; `caption` is text, not HTML. Closes the figure."""
        figure.draw_without_rendering()  # settles the layout
        frame = figure.get_tightbbox(figure.canvas.get_renderer()).padded(PADDING)
        write_whole(os.path.join(self.folder, name + ".pdf"),
                    # No date: equal results give equal files.
                    rendered(figure, frame, format="pdf", metadata={"CreationDate": None}))
        png = base64.b64encode(rendered(figure, frame, format="png", dpi=PNG_DPI)).decode()
        plt.close(figure)
        caption = html.escape(caption)
        width, height = (round(SCREEN_DPI * side) for side in (frame.width, frame.height))
        return (f'<figure id="figure-{name}"><div class="wide"><img alt="{caption}" '
                f'width="{width}" height="{height}" style="min-width:{min(width, LEAST_WIDTH)}px" '
                f'src="data:image/png;base64,{png}"></div>\n<figcaption>{caption} '
                f'<a href="{name}.pdf">PDF</a></figcaption></figure>')


def rendered(figure, frame, **options):
    """The figure as a file's content; `frame` (inches) is found once, as that takes long."""
    buffer = io.BytesIO()
    figure.savefig(buffer, bbox_inches=frame, **options)
    return buffer.getvalue()


def write_whole(path, content):
    """A file is there as a whole or not at all."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError as error:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise DataError(f"{path}: cannot be written ({error.strerror})") from error
