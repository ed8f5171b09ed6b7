"""Errors of the parameters of the HERA NLO fit, eigenvector sets, and what limits them."""

import h5py
import numpy

from cli_case import (CONVERGED, NLO, REFERENCE, USAGE, CliCase, bits_of, main, numbers, rows_of,
                      run)

# HESSE differentiates chi2 twice on xFitter's grid, whose own error moves soft directions.
HESSE_TOLERANCE = 0.20
# Of an excursion that was rescaled.
RISE_TOLERANCE = 2e-3


def errors_of(path):
    with h5py.File(path) as file:
        names = [n.decode() for n in file["parameters/name"][:]]
        return dict(zip(names, file["parameters/error"][:]))


class HeraErrors(CliCase):

    def test_against_hesse(self):
        errors = errors_of(self.fit("full"))
        reference = rows_of(REFERENCE / "hera_nlo_hesse.csv")
        self.assertEqual(len(reference), 14)
        ratio = numpy.array([errors[row["parameter"]] for row in reference])
        ratio /= numbers(reference, "error")
        worst = numpy.abs(ratio - 1.0).argmax()
        print(f"\n  error / HESSE: {ratio.min():.3f} to {ratio.max():.3f}, worst",
              reference[worst]["parameter"])
        self.assertLess(abs(ratio[worst] - 1.0), HESSE_TOLERANCE)

    def test_gauss_newton_on_request(self):
        paths = [self.fit("full"), self.fit("gn", "--set", "fit.covariance=gauss_newton")]
        kinds, hessians = [], []
        for path in paths:
            with h5py.File(path) as file:
                kinds.append(file["parameters"].attrs["covariance_kind"])
                hessians.append(file["parameters/hessian"][:])
                covariance = file["parameters/covariance"][:]
                full = file["parameters/full_hessian"][:]
                if kinds[-1] == "full":
                    numpy.testing.assert_allclose(full @ covariance, numpy.eye(14), atol=1e-6)
                else:
                    self.assertEqual(full.shape, (0, 0))
        self.assertEqual(kinds, ["full", "gauss_newton"])
        numpy.testing.assert_array_equal(hessians[0], hessians[1])
        full, gauss_newton = errors_of(paths[0]), errors_of(paths[1])
        # The curvature that Gauss-Newton leaves out is what HESSE sees.
        self.assertGreater(full["Cdbar"], 1.5 * gauss_newton["Cdbar"])
        self.assertIn("Gauss-Newton", run("inspect", paths[1]).out)
        self.assertIn("the full Hessian", run("inspect", paths[0]).out)

    def test_same_bits_on_two_ranks(self):
        options = ["--eigenvectors", "--set", "data.cuts.0.min=100"]
        serial, parallel = self.fit("one", *options), self.fit("two", *options, ranks=2)
        self.assertEqual(bits_of(serial), bits_of(parallel))
        with h5py.File(serial) as one, h5py.File(parallel) as two:
            for name in one["eigenvectors"]:
                numpy.testing.assert_array_equal(one["eigenvectors"][name][:],
                                                 two["eigenvectors"][name][:])


class Eigenvectors(CliCase):

    def test_members_have_the_tolerance(self):
        path = self.fit("r", "--eigenvectors", "--tolerance", 4)
        self.expect(run("inspect", path), CONVERGED, out=["Eigenvector set with Δχ² = 4"])
        with h5py.File(path) as file:
            group = file["eigenvectors"]
            self.assertEqual(group.attrs["tolerance"], 4.0)
            self.assertEqual(group["plus"].shape, (14, 14))
            eigenvalues = group["eigenvalue"][:]
            self.assertTrue((numpy.diff(eigenvalues) < 0).all())
            # Of the Hessian scaled to errors 1: the inverse of a correlation matrix.
            self.assertAlmostEqual((1.0 / eigenvalues).sum(), 14.0, delta=1e-6)
            for side in ["plus", "minus"]:
                rise = group[f"{side}_delta_chi2"][:]
                ends = [e.decode() for e in group[f"{side}_end"][:]]
                self.assertEqual(ends, ["reached"] * 14)
                numpy.testing.assert_allclose(rise, 4.0, rtol=RISE_TOLERANCE)
            names = [n.decode() for n in file["parameters/free_names"][:]]
            member, rise = group["plus"][13], group["plus_delta_chi2"][13]
            lowest = file["fit"].attrs["chi2"]
        # What `predict` finds at the softest member.
        start = [w for n, v in zip(names, member) for w in ["--set", f"parameters.{n}={float(v)!r}"]]
        outcome = run("predict", NLO, "-q", "--json", *start, *self.cached)
        self.expect(outcome, CONVERGED)
        chi2 = float(outcome.out.split('"chi2": ')[1].split(",")[0])
        self.assertAlmostEqual(chi2 - lowest, rise, delta=1e-6)

    def test_without_the_option_there_are_none(self):
        with h5py.File(self.fit("r", "--set", "data.cuts.0.min=100")) as file:
            self.assertNotIn("eigenvectors", file)

    def test_tolerance_is_checked(self):
        for text in ["0", "-1", "nan", "many"]:
            outcome = run("fit", NLO, "--eigenvectors", "--tolerance", text)
            self.expect(outcome, USAGE, f"'{text}'", "is not a rise of chi2")
        self.expect(run("fit", NLO, "--tolerance", 2), USAGE, "--eigenvectors")


if __name__ == "__main__":
    main()
