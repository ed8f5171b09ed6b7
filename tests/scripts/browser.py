"""A page as Chromium sees it: pictures that do not show, messages of the console, a screenshot."""

import html
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

CHROMIUM = shutil.which("chromium")
# Root has no sandbox; nothing may be asked of the net.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--hide-scrollbars", "--enable-logging=stderr")
PAGE_SECONDS = 120

# Runs in the page and leaves what it found in an attribute of the root. A picture is whole if its last
# row is there: half of a PNG has a width too, and is transparent below.
PROBE = """<script>
function whole(picture) {
  if (!picture.complete || picture.naturalWidth === 0) return false;
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth;
  canvas.height = 1;
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 1 - picture.naturalHeight);
  const pixels = context.getImageData(0, 0, canvas.width, 1).data;
  return pixels.every((value, i) => i % 4 !== 3 || value === 255);
}
window.addEventListener("load", () => {
  const name = i => i.closest("figure") ? i.closest("figure").id : i.getAttribute("src").slice(0, 60);
  const pictures = [...document.images];
  const missing = pictures.filter(i => !whole(i)).map(name);
  const shown = pictures.filter(i => i.getBoundingClientRect().width > 100);
  const requests = performance.getEntriesByType("resource").map(e => e.name)
                   .filter(n => !n.startsWith("data:"));
  document.documentElement.dataset.probe = JSON.stringify({
    pictures: pictures.length, shown: shown.length, missing, requests,
    sections: [...document.querySelectorAll("section")].map(s => s.id),
    width: window.innerWidth, excess: document.documentElement.scrollWidth - window.innerWidth});
});
</script>
"""


@dataclass
class View:
    """What the browser made of a page."""

    pictures: int  # in the page
    shown: int  # of them with a size on the screen
    missing: list  # names of those that are not there or not whole
    requests: list  # addresses of hosts that the page asked
    sections: list
    width: int  # of the window in pixels
    excess: int  # pixels by which the page is wider than the window
    console: list  # messages


def chromium(address, width, *options):
    """Standard output and error of one run."""
    with tempfile.TemporaryDirectory(prefix="fitpack_chromium_") as profile:
        run = subprocess.run(
            [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", f"--window-size={width},1200",
             *options, address], capture_output=True, text=True, check=False, timeout=PAGE_SECONDS,
            stdin=subprocess.DEVNULL)
    if run.returncode != 0:
        raise AssertionError(f"chromium ended with {run.returncode}: {run.stderr[-2000:]}")
    return run.stdout, run.stderr


def console(log):
    """Messages that the page's own console would show."""
    return [line for line in log.splitlines() if "CONSOLE" in line]


def view(path, width=1280):
    """Opens a copy of the page with the probe in it; the copy lies in the page's folder."""
    path = pathlib.Path(path)
    text = path.read_text(encoding="utf-8")
    if text.count("</body>") != 1:
        raise AssertionError(f"{path} has no end of its body")
    copy = path.with_name("probed.html")
    copy.write_text(text.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    try:
        dom, log = chromium(copy.as_uri(), width, "--dump-dom")
    finally:
        copy.unlink()
    found = re.search(r'data-probe="([^"]*)"', dom)
    if not found:
        raise AssertionError(f"the probe left nothing: {log[-2000:]}")
    return View(console=console(log), **json.loads(html.unescape(found.group(1))))


def screenshot(path, picture, width=1280):
    """Writes a PNG of the top of the page; messages of the console."""
    return console(chromium(pathlib.Path(path).as_uri(), width, f"--screenshot={picture}")[1])
