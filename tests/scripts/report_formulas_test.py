"""Tests of the formulas of the report: bands, correlations, flat directions, bins, texts."""

import pathlib
import types
import unittest

import numpy as np

from report_case import ReportCase

from fitpack_report import bands, command, evolution, figures, page, pdf_sets, results
from fitpack_report.errors import DataError
from fitpack_report.sections import (data_theory, flat_directions, light_sea, parameters, pdfs,
                                     pulls, replicas)

# Sums and eigenvalues of small matrices of numbers near 1.
ROUNDING = 1e-12

rng = np.random.default_rng(1)
N = 4
ROOT = rng.normal(size=(N, N))
COVARIANCE = ROOT @ ROOT.T


def linear_members(slopes, centre):
    """A quantity [1 scale, n_x] that is linear in theta, at the shifts of the eigenvectors."""
    shifts = evolution.eigenvector_shifts(COVARIANCE)
    values = [centre] + [centre + sign * slopes @ s for s in shifts for sign in (1, -1)]
    return [{"xg": value[np.newaxis]} for value in values]


class Formulas(ReportCase):
    def test_eigenvectors_rebuild_the_covariance(self):
        shifts = evolution.eigenvector_shifts(COVARIANCE)
        np.testing.assert_allclose(shifts.T @ shifts, COVARIANCE, rtol=0, atol=100 * ROUNDING)

    def test_eigenvectors_of_a_singular_covariance(self):
        shifts = evolution.eigenvector_shifts(np.diag([1.0, -1e-18]))
        np.testing.assert_allclose(shifts.T @ shifts, np.diag([1.0, 0.0]), atol=ROUNDING)

    def test_band_of_a_linear_quantity_is_error_propagation(self):
        slopes, centre = rng.normal(size=(5, N)), rng.normal(size=5)
        band = bands.asymmetric_band("covariance", linear_members(slopes, centre))
        sigma = np.sqrt(np.einsum("xi,ij,xj->x", slopes, COVARIANCE, slopes))
        np.testing.assert_allclose(band.upper["xg"][0], centre + sigma, rtol=0, atol=1e-11)
        np.testing.assert_allclose(band.lower["xg"][0], centre - sigma, rtol=0, atol=1e-11)
        np.testing.assert_allclose(bands.width(band, "xg")[0], sigma, rtol=0, atol=1e-11)
        np.testing.assert_allclose(bands.asymmetry(band, "xg")[0], 0, rtol=0, atol=1e-10)
        self.assertEqual(band.notes, [])

    def test_band_takes_the_larger_excursion_to_each_side(self):
        members = [{"xg": np.array([[value]])} for value in (1.0, 3.0, 2.0, 4.0, 0.0)]
        band = bands.asymmetric_band("eigenvectors", members, ["a"])
        # Pairs (+2, +1) and (+3, -1): up in squares 4 + 9, down 0 + 1.
        self.assertAlmostEqual(band.upper["xg"][0, 0], 1 + np.sqrt(13), delta=ROUNDING)
        self.assertAlmostEqual(band.lower["xg"][0, 0], 0, delta=ROUNDING)
        self.assertEqual(band.notes, ["at a bound and not varied in the band: a"])
        band.tolerance = 4.0
        self.assertAlmostEqual(bands.width(band, "xg")[0, 0], (np.sqrt(13) + 1) / 4,
                               delta=ROUNDING)

    def test_spread_of_replicas(self):
        values = rng.normal(size=400)
        band = bands.spread([{"xg": np.array([[value]])} for value in values])
        self.assertAlmostEqual(band.central["xg"][0, 0], np.mean(values), delta=ROUNDING)
        self.assertAlmostEqual(bands.width(band, "xg")[0, 0], np.std(values, ddof=1),
                               delta=ROUNDING)
        inside = (values >= band.inner[0]["xg"][0, 0]) & (values <= band.inner[1]["xg"][0, 0])
        self.assertEqual(np.mean(inside), 0.68)
        half = 0.5 * (band.inner[1]["xg"][0, 0] - band.inner[0]["xg"][0, 0])
        self.assertAlmostEqual(bands.tails(band, "xg")[0, 0],
                               bands.GAUSSIAN_HALF * np.std(values, ddof=1) / half - 1, delta=1e-9)
        self.assertLess(abs(bands.tails(band, "xg")[0, 0]), 0.1)  # of 400 Gaussian numbers
        far = bands.spread([{"xg": np.array([[value]])} for value in [*values, 100.0]])
        self.assertGreater(bands.tails(far, "xg")[0, 0], 1)
        with self.assertRaises(evolution.EvolutionFailed):
            bands.spread([{"xg": np.zeros((1, 1))}])

    def test_chi2_density(self):
        t = np.linspace(1e-6, 200, 200001)
        density = replicas.chi2_density(t, 14)
        # Normalised, mean k: trapezoids of a smooth density.
        self.assertAlmostEqual(np.trapz(density, t), 1, delta=1e-6)
        self.assertAlmostEqual(np.trapz(t * density, t), 14, delta=1e-5)

    def test_marks_of_widths(self):
        self.assertEqual(replicas.ratio_cell(1.1), page.Marked("1.10 ✓", "agrees"))
        self.assertEqual(replicas.ratio_cell(1.3), page.Marked("1.30 ✗", "differs"))
        self.assertEqual(replicas.ratio_cell(0.7, True), page.Marked("0.70 ✗†", "differs skewed"))
        self.assertEqual(replicas.ratio_cell(np.nan), "–")
        rows = [("xg", [(1.1, False), (1.3, True), (np.nan, False)]), ("xS", [(0.5, False)])]
        self.assertEqual(replicas.verdict(rows), "1 of 3 widths agree within 20 %; where both "
                         "are Gaussian 1 of 2.")

    def test_band_without_some_members_says_so(self):
        members = linear_members(np.ones((1, N)), np.zeros(1))
        members[2] = evolution.EvolutionFailed("the reason")
        band = bands.asymmetric_band("covariance", members)
        self.assertIn("1 of 8", band.notes[0])
        self.assertIn("the reason", band.notes[0])

    def test_valence_and_sea_from_flavours(self):
        table = ("x,q,xg,xu,xubar,xd,xdbar,xs,xsbar,xc,xcbar,xb,xbbar,xt,xtbar\n"
                 "0.1,10,7,5,1,3,2,4,4,8,8,16,16,32,32\n")
        values, = evolution.parse(table, 1, 1)
        self.assertEqual({k: v[0, 0] for k, v in values.items()},
                         {"xuv": 4, "xdv": 1, "xS": 2 * (1 + 2 + 4 + 8 + 16 + 32), "xg": 7,
                          "xubar": 1, "xdbar": 2,
                          "x(dbar-ubar)": 1, "dbar/ubar": 2})
        with self.assertRaises(evolution.EvolutionFailed):
            evolution.parse(table, 2, 1)

    def test_light_sea(self):
        """dbar over ubar with asymmetric errors; shown where a fit has Drell-Yan data."""
        flavours = {name: np.array([[1.0]]) for name in
                    ("xg", "xu", "xubar", "xd", "xdbar", "xsbar", "xcbar", "xbbar", "xtbar")}
        members = []
        for dbar, ubar in ((1.5, 1.0), (1.8, 1.0), (1.1, 1.0)):
            flavours["xdbar"], flavours["xubar"] = np.array([[dbar]]), np.array([[ubar]])
            members.append(evolution.quantities(flavours))
        band = bands.asymmetric_band("eigenvectors", members)
        self.assertEqual(light_sea.cells(band, 0, 0),
                         ["1.5000 +0.3000 −0.4000", "0.5000 +0.3000 −0.4000"])
        flavours["xubar"] = np.array([[0.0]])
        self.assertTrue(np.isnan(evolution.quantities(flavours)["dbar/ubar"][0, 0]))
        fits = [types.SimpleNamespace(datasets={"name": [name]}, theory={"q0_2": 1.9})
                for name in ("DYE866_RATIO", "HERA_NC_EP_920")]
        self.assertIn(pdf_sets.SEA_Q2, pdf_sets.usable_scales(fits, 1.9)[0])
        self.assertNotIn(pdf_sets.SEA_Q2, pdf_sets.usable_scales(fits[1:], 1.9)[0])

    def test_members_scales_and_x_from_a_table(self):
        head = "member,x,q,xg,xu,xubar,xd,xdbar,xs,xsbar,xc,xcbar,xb,xbbar,xt,xtbar\n"
        rows = [f"{m},{x},{q},{100 * m + 10 * q + x}" + ",0" * 12
                for m in range(2) for q in range(3) for x in range(4)]
        members = evolution.parse(head + "\n".join(rows) + "\n", 3, 4)
        self.assertEqual(len(members), 2)
        for m, member in enumerate(members):
            expected = 100 * m + 10 * np.arange(3)[:, np.newaxis] + np.arange(4)
            np.testing.assert_array_equal(member["xg"], expected)

    def test_correlation(self):
        matrix = parameters.correlation(COVARIANCE)
        np.testing.assert_allclose(np.diag(matrix), 1, atol=ROUNDING)
        self.assertLessEqual(np.abs(matrix).max(), 1 + ROUNDING)

    def test_flat_direction_of_two_equal_parameters(self):
        # Only a + 10 b counts: scaled, the Hessian is all ones with eigenvalues 0 and 2.
        values, vectors = flat_directions.directions(np.array([[1.0, 10.0], [10.0, 100.0]]))
        np.testing.assert_allclose(values, [0, 2], atol=ROUNDING)
        np.testing.assert_allclose(np.abs(vectors[:, 0]), np.sqrt(0.5), atol=ROUNDING)
        self.assertLess(vectors[0, 0] * vectors[1, 0], 0)

    def test_every_point_is_in_one_bin(self):
        for q2 in (np.repeat([3.5, 10.0, 4.5], 5), np.geomspace(1, 1e4, 500)):
            bins = data_theory.q2_bins(q2)
            self.assertLessEqual(len(bins), data_theory.MAX_BINS)
            rows = np.sort(np.concatenate([rows for _, rows in bins]))
            np.testing.assert_array_equal(rows, np.arange(len(q2)))
            self.assertEqual([c for c, _ in bins], sorted(c for c, _ in bins))

    def test_many_points_are_thinned_evenly(self):
        for n, expected in ((0, 0), (1, 1), (5000, 5000), (5001, 2501), (1_000_000, 5000)):
            rows = np.arange(n)
            result = types.SimpleNamespace(rows_of=lambda name, rows=rows: rows)
            drawn = results.Result.drawn_rows_of(result, "set")
            self.assertEqual(len(drawn), expected)
            self.assertLessEqual(len(np.unique(np.diff(drawn))), 1)

    def test_pull_has_the_sign_of_data_minus_theory(self):
        result = types.SimpleNamespace(predictions={"residual": np.array([2.0])})
        self.assertEqual(pulls.pulls_of(result)[0], -2.0)

    def test_value_and_error_are_rounded_alike(self):
        self.assertEqual(page.value_with_error(0.061934, 0.004712), ("0.0619", "0.0047"))
        self.assertEqual(page.value_with_error(10.84, 1.06), ("10.8", "1.1"))
        self.assertEqual(page.value_with_error(25.0, 0.0), ("25", ""))

    def test_without_a_program_the_section_says_so(self):
        section = pdfs.build(command.Report([], None, None))
        self.assertIn("was not found", section.body)

    def test_folder_that_cannot_be(self):
        path = pathlib.Path(self.folder) / "file"
        path.write_text("in the way", encoding="utf-8")
        for folder in (path, path / "below"):
            with self.assertRaises(DataError):
                command.make_folder(str(folder))

    def test_file_that_cannot_be_written(self):
        with self.assertRaises(DataError):
            figures.write_whole(str(pathlib.Path(self.folder) / "absent" / "a.pdf"), b"")


if __name__ == "__main__":
    unittest.main()
