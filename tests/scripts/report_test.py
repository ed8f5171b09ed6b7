"""Tests of scripts/report on results of the program: the page, its pictures, comparisons."""

import base64
import unittest

import h5py

from report_case import (EXECUTABLE, FREE, MEMBERS, N_REPLICAS, SECTIONS, Page, ReportCase, edited,
                         report, small_fit)

PNG, PDF = b"\x89PNG\r\n", b"%PDF"
LABEL = "α_s = 0.120 <b>"  # what is special in HTML is shown as typed


class ReportOfTwoFits(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.results = [small_fit(cls.folder / "first", more=MEMBERS),
                       small_fit(cls.folder / "second", "theory.alphas_mz=0.120")]
        cls.output = cls.folder / "new" / "report"
        cls.done = report(*cls.results, "-o", cls.output, "--fitpack", EXECUTABLE, "--label",
                          "first fit", "--label", LABEL)
        cls.text = (cls.output / "report.html").read_text(encoding="utf-8")
        cls.page = Page(cls.text)

    def test_succeeds_and_names_the_page(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertEqual(self.done.stdout.strip(), str(self.output / "report.html"))

    def test_has_all_sections_and_is_well_formed(self):
        self.assertEqual(self.page.sections, SECTIONS)
        self.assertEqual(self.page.open, [])

    def test_needs_no_other_file_or_host(self):
        self.assertNotIn("script", self.page.tags)
        self.assertNotIn("@import", self.text)
        self.assertNotIn("url(", self.text)
        for source in self.page.sources:
            self.assertTrue(source.startswith("data:"), source[:80])

    def test_pictures_are_whole(self):
        pictures = [s for s in self.page.sources if s.startswith("data:image")]
        self.assertEqual(len(pictures), len(self.page.figures))
        for picture in pictures:
            content = base64.b64decode(picture.split("base64,")[1], validate=True)
            self.assertTrue(content.startswith(PNG))
            self.assertIn(b"IEND", content[-12:])

    def test_every_figure_is_a_pdf_too(self):
        files = {path.stem for path in self.output.glob("*.pdf")}
        self.assertEqual(files, set(self.page.figures))
        for name in files:
            self.assertTrue((self.output / f"{name}.pdf").read_bytes().startswith(PDF), name)
        self.assertEqual({p.suffix for p in self.output.iterdir()}, {".pdf", ".html"})

    def test_links_lead_somewhere(self):
        for link in self.page.links:
            if link.startswith("#"):
                self.assertIn(link[1:], self.page.ids)
            else:
                self.assertTrue((self.output / link).is_file(), link)

    def test_figures_of_all_kinds(self):
        expected = {"chi2", "pdfs_q0", "pdfs_q2_10", "pdfs_q2_100", "pdfs_q2_10000",
                    "data_HERA_NC_EP_820", "ratio_HERA_NC_EP_820", "data_HERA_CC_EP_920",
                    "ratio_HERA_CC_EP_920", "pulls_distribution", "pulls_kinematics", "pulls_map",
                    "shifts", "shifts_distribution", "parameter_comparison", "correlation_1",
                    "correlation_2", "flat_directions", "convergence", "timing", "eigenvectors",
                    "replica_chi2_1", "replica_parameters_1", "replica_bands_q0_1",
                    "replica_bands_q2_10_1"}
        # The time of every rank is not in every result.
        self.assertEqual(set(self.page.figures) - {"timing_ranks"}, expected)
        with h5py.File(self.results[0]) as file:
            self.assertEqual("timing_ranks" in self.page.figures, "profile" in file)

    def test_bands_come_from_the_members(self):
        self.assertIn("first fit: eigenvector set, Δχ² = 1 along each", self.text)
        self.assertIn(f"spread of {N_REPLICAS} replicas", self.text)
        with h5py.File(self.results[0]) as file:
            for scale in file["eigenvectors/plus_scale"][:]:
                self.assertIn(f"{scale:.3f}", self.page.cells)

    def test_nothing_is_missing_in_the_bands(self):
        self.assertNotIn('class="note"', self.text)

    def test_shows_the_numbers_of_both_results(self):
        for path in self.results:
            with h5py.File(path) as file:
                self.assertIn(f"{file['fit'].attrs['chi2']:.2f}", self.page.cells)
                for chi2 in file["fit/datasets/chi2"][:]:
                    self.assertIn(f"{chi2:.2f}", self.page.cells)
                self.assertIn(file["provenance"].attrs["command_line"], self.page.cells)
        for name in FREE:
            self.assertIn(name, self.page.cells)

    def test_labels_are_text(self):
        self.assertIn(LABEL, self.page.cells)
        self.assertNotIn("b", self.page.tags)


class ReportOfAPoorFit(ReportCase):
    def test_without_covariance_and_without_the_program(self):
        path, output = small_fit(self.folder, "data.sets=[HERA_NC_EP_820]"), self.folder / "out"
        with edited(path) as file:
            for name in ("covariance", "hessian"):
                del file["parameters"][name]
                file["parameters"].create_dataset(name, shape=(0, 0), dtype="f8")
            file["fit"].attrs["status"] = "not_converged"
        # A program that fails stands for one that is missing: a build may be found otherwise.
        done = report(path, "-o", output, "--fitpack", "false")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = (output / "report.html").read_text(encoding="utf-8")
        page = Page(text)
        self.assertEqual(page.sections, SECTIONS)
        self.assertIn("not converged", page.cells)
        self.assertIn("no covariance in the result", text)
        self.assertIn("no Hessian in the result", text)
        self.assertIn("&#x27;fitpack evolve&#x27; failed", text)
        self.assertNotIn("pdfs_q0", page.figures)
        self.assertIn("No eigenvector set in the result", text)
        self.assertIn("No replicas in the result", text)


if __name__ == "__main__":
    unittest.main()
