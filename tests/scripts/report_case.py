"""What the tests of scripts/report share: a small fit, the script, the parts of a page."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser

import h5py

SOURCE = pathlib.Path(os.environ.get("FITPACK_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
EXECUTABLE = pathlib.Path(
    os.environ.get("FITPACK_EXECUTABLE", SOURCE / "build/release/bin/fitpack"))
sys.path.insert(0, str(SOURCE / "scripts"))

SECTIONS = ["chi2", "pdfs", "data", "pulls", "shifts", "parameters", "flat", "eigenvectors",
            "replicas", "convergence", "timing", "provenance"]

# A command that takes longer hangs.
COMMAND_SECONDS = 200

# Two small sets and four free parameters: a fit and a report of seconds.
SMALL_FIT = ["data.sets=[HERA_NC_EP_820,HERA_CC_EP_920]", "data.cuts.0.min=900",
             "cache.enabled=false"]
SMALL_FIT += [f"parameters.{name}.fixed=true" for name in (
    "Bg", "Cg", "Agp", "Bgp", "Euv", "Bdv", "Cdv", "Bdbar", "Cdbar", "Cubar", "Dubar")]
FREE = ["Buv", "Cuv", "Adbar"]
N_REPLICAS = 6
MEMBERS = ["--eigenvectors", "--replicas", str(N_REPLICAS)]


def call(*words, **variables):
    """Runs a command to its end; its outcome has returncode, stdout, stderr."""
    environment = {**os.environ, **variables}
    return subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=COMMAND_SECONDS, env=environment,
                          check=False)


def report(*words, **variables):
    return call(SOURCE / "scripts/report", *words, **variables)


def small_fit(folder, *settings, more=()):
    """Path of the result of a small fit; `more`: options of 'fitpack fit'."""
    options = [word for setting in [*SMALL_FIT, *settings] for word in ("--set", setting)]
    options += more
    done = call(EXECUTABLE, "fit", SOURCE / "configs/hera_lo_zm.yaml", "-o", folder, *options)
    if done.returncode != 0:
        raise AssertionError(f"the fit failed: {done.stderr}")
    return folder / "result.h5"


@contextlib.contextmanager
def edited(path):
    """A result open for changes: a copy without the seal takes its place, as the program refuses a
    sealed file that was changed."""
    copy = path.with_suffix(".new")
    with h5py.File(path) as old, h5py.File(copy, "w") as new:
        new.attrs.update(old.attrs)
        for name in old:
            old.copy(name, new)
        yield new
    copy.replace(path)


class ReportCase(unittest.TestCase):
    """A test class with a temporary folder."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fitpack_report_"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)


class Page(HTMLParser):
    """What a page contains: sections, pictures, links, cells of tables; and open tags at its end.
    """

    VOID = {"meta", "link", "img", "br"}

    def __init__(self, text):
        super().__init__()
        self.sections, self.figures, self.links, self.ids = [], [], [], set()
        self.sources, self.cells, self.open = [], [], []
        self.tags = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids.add(attributes.get("id"))
        if tag == "section":
            self.sections.append(attributes["id"])
        if tag == "figure":
            self.figures.append(attributes["id"].removeprefix("figure-"))
        if tag == "a":
            self.links.append(attributes["href"])
        elif "href" in attributes or "src" in attributes:
            self.sources.append(attributes.get("href", attributes.get("src")))
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "td" in self.open:
            self.cells[-1] += data
