"""Tests of the formulas of the report: bands, correlations, flat directions, bins, texts."""

import pathlib
import types
import unittest

import numpy as np

from report_case import ReportCase

from fitpack_report import command, evolution, figures, page
from fitpack_report.errors import DataError
from fitpack_report.sections import data_theory, flat_directions, parameters, pdfs, pulls

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


def free_result(**more):
    values = {"name": ["a"], "at_bound": [0]}
    return types.SimpleNamespace(parameters=values, **more)


class Formulas(ReportCase):
    def test_eigenvectors_rebuild_the_covariance(self):
        shifts = evolution.eigenvector_shifts(COVARIANCE)
        np.testing.assert_allclose(shifts.T @ shifts, COVARIANCE, rtol=0, atol=100 * ROUNDING)

    def test_eigenvectors_of_a_singular_covariance(self):
        shifts = evolution.eigenvector_shifts(np.diag([1.0, -1e-18]))
        np.testing.assert_allclose(shifts.T @ shifts, np.diag([1.0, 0.0]), atol=ROUNDING)

    def test_band_of_a_linear_quantity_is_error_propagation(self):
        slopes, centre = rng.normal(size=(5, N)), rng.normal(size=5)
        bands = evolution.bands_of(linear_members(slopes, centre), free_result())
        sigma = np.sqrt(np.einsum("xi,ij,xj->x", slopes, COVARIANCE, slopes))
        np.testing.assert_allclose(bands.upper["xg"][0], centre + sigma, rtol=0, atol=1e-11)
        np.testing.assert_allclose(bands.lower["xg"][0], centre - sigma, rtol=0, atol=1e-11)
        self.assertEqual(bands.notes, [])

    def test_band_without_some_members_says_so(self):
        members = linear_members(np.ones((1, N)), np.zeros(1))
        members[2] = evolution.EvolutionFailed("the reason")
        bands = evolution.bands_of(members, free_result())
        self.assertIn("1 of 8", bands.notes[0])
        self.assertIn("the reason", bands.notes[0])

    def test_valence_and_sea_from_flavours(self):
        table = ("x,q,xg,xu,xubar,xd,xdbar,xs,xsbar,xc,xcbar,xb,xbbar,xt,xtbar\n"
                 "0.1,10,7,5,1,3,2,4,4,8,8,16,16,32,32\n")
        values = evolution.parse(table, 1, 1)
        self.assertEqual({k: v[0, 0] for k, v in values.items()},
                         {"xuv": 4, "xdv": 1, "xS": 2 * (1 + 2 + 4 + 8 + 16 + 32), "xg": 7})
        with self.assertRaises(evolution.EvolutionFailed):
            evolution.parse(table, 2, 1)

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
