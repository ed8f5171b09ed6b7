"""The report in headless Chromium: every picture is there, the console is silent, no host is asked.
The same probe is tried on pages that are broken on purpose."""

import unittest

import matplotlib.image
import matplotlib.pyplot
import numpy

import browser
from report_case import EXECUTABLE, MEMBERS, SECTIONS, Page, ReportCase, report, small_fit

from fitpack_report import figures, page

DESKTOP, PHONE = 1280, 500  # pixels; Chromium makes no narrower window
# Text and figures cover far more than this part of the screen.
LEAST_INK = 0.01
LEAST_PICTURES = 20
needs_chromium = unittest.skipUnless(
    browser.CHROMIUM, "chromium is not installed; scripts/setup --tests installs it")


@needs_chromium
class ReportInChromium(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        results = [small_fit(cls.folder / "first", more=MEMBERS),
                   small_fit(cls.folder / "second", "theory.alphas_mz=0.120")]
        done = report(*results, "-o", cls.folder / "report", "--fitpack", EXECUTABLE, "--label",
                      "first", "--label", "second")
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.path = cls.folder / "report" / "report.html"
        cls.text = cls.path.read_text(encoding="utf-8")
        cls.view = browser.view(cls.path, DESKTOP)

    def test_no_picture_is_missing(self):
        self.assertEqual(self.view.missing, [])
        self.assertEqual(self.view.pictures, len(Page(self.text).figures))
        self.assertEqual(self.view.shown, self.view.pictures)
        self.assertGreaterEqual(self.view.pictures, LEAST_PICTURES)

    def test_no_error_and_no_request(self):
        self.assertEqual(self.view.console, [])
        self.assertEqual(self.view.requests, [])

    def test_sections_are_those_of_the_file(self):
        self.assertEqual(self.view.sections, SECTIONS)

    def test_fits_wide_and_narrow_windows(self):
        self.assertEqual((self.view.width, self.view.excess), (DESKTOP, 0))
        narrow = browser.view(self.path, PHONE)
        self.assertEqual((narrow.width, narrow.excess, narrow.missing), (PHONE, 0, []))

    def test_screenshot_shows_something(self):
        picture = self.folder / "screen.png"
        self.assertEqual(browser.screenshot(self.path, picture, DESKTOP), [])
        pixels = matplotlib.image.imread(picture)[..., :3]
        self.assertEqual(pixels.shape[1], DESKTOP)
        self.assertGreater(numpy.mean(pixels.min(axis=2) < 0.5), LEAST_INK)


@needs_chromium
class BrokenPagesInChromium(ReportCase):
    """What the tests above could miss is found where it is made on purpose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        figure, axes = matplotlib.pyplot.subplots()
        axes.plot([0, 1], [0, 1])
        body = figures.FigureStore(str(cls.folder)).add(figure, "line", "A line.")
        cls.text = page.render("title", "", [page.Section("key", "Section", body)])
        cls.start = cls.text.index("data:image/png;base64,")
        cls.content = cls.text.index(",", cls.start) + 1
        cls.end = cls.text.index('"', cls.start)

    def view(self, text):
        path = self.folder / "page.html"
        path.write_text(text, encoding="utf-8")
        return browser.view(path, DESKTOP)

    def with_source(self, source):
        return self.view(self.text[:self.start] + source + self.text[self.end:])

    def test_a_sound_page(self):
        view = self.view(self.text)
        self.assertEqual((view.pictures, view.shown), (1, 1))
        self.assertEqual((view.missing, view.requests, view.console, view.excess), ([], [], [], 0))

    def test_a_missing_picture(self):
        self.assertEqual(self.with_source("absent.png").missing, ["figure-line"])

    def test_a_damaged_picture(self):
        view = self.view(self.text[:self.content] + "AAAA" + self.text[self.content + 4:])
        self.assertEqual(view.missing, ["figure-line"])

    def test_half_a_picture(self):
        half = (self.end - self.content) // 8 * 4  # base64 comes in groups of four
        view = self.view(self.text[:self.content + half] + self.text[self.end:])
        self.assertEqual(view.missing, ["figure-line"])

    def test_a_picture_of_another_host(self):
        address = "http://127.0.0.1:9/picture.png"
        view = self.with_source(address)
        self.assertEqual((view.missing, view.requests), (["figure-line"], [address]))

    def test_an_error(self):
        view = self.view(self.text.replace("</main>", "</main><script>absent();</script>"))
        self.assertEqual(len(view.console), 1)
        self.assertIn("absent is not defined", view.console[0])

    def test_a_page_that_is_too_wide(self):
        wide = '</main><div style="width: 3000px">wide</div>'
        self.assertGreater(self.view(self.text.replace("</main>", wide)).excess, 1000)


if __name__ == "__main__":
    unittest.main()
