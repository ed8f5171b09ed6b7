"""Cards with other forms and bases can do what those of HERAPDF can."""

import json

import numpy

from cli_case import (CONFIGS, CONVERGED, USAGE, CliCase, attributes_of, bits_of, main, numbers,
                      run, table_of)

JAM = CONFIGS / "jam_like_nlo.yaml"
# As docs/user-guide.md states it.
JAM_CHI2, PRINTED = 1384.52, 0.005
# The grid of a set, at the points of HERA: as for hera_nlo_zm in docs/user-guide.md.
CHI2_OF_A_SET = 1.0

# The valence quarks of the card as Chebyshev and Bernstein polynomials.
POLYNOMIALS = [
    "--set", "pdfs.xuv={form: chebyshev, A: {number_sum: 2}, B: Buv, C: Cuv, "
    "map: one_minus_sqrt_x, coefficients: [Duv, Euv]}",
    "--set", "parameters.Duv={start: -0.3, step: 0.1}",
    "--set", "parameters.Euv={start: 0.2, step: 0.1}",
    "--set", "pdfs.xdv={form: bernstein, A: {number_sum: 1}, B: Bdv, C: Cdv, map: sqrt_x, "
    "coefficients: [1, Ddv, Edv]}",
    "--set", "parameters.Ddv={start: 1, fixed: true}",
    "--set", "parameters.Edv={start: 1, step: 0.3}"]

# Strange quarks of another shape than antiquarks, equal in number.
STRANGENESS = [
    "--set", "pdfs.xs={form: jam, A: {number_sum: 0, minus: xsbar}, B: 0.8, C: 6}",
    "--set", "pdfs.xsbar={form: jam, A: 0.004, B: 0.6, C: 9}"]


class Forms(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outcome = run("fit", JAM, "-q", "-o", cls.shared_folder / "jam", *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)
        cls.result = cls.shared_folder / "jam/result.h5"

    def chi2(self, result):
        return attributes_of(result, ["chi2"])["chi2"]

    def test_fit_of_the_documentation(self):
        self.assertAlmostEqual(self.chi2(self.result), JAM_CHI2, delta=PRINTED)
        self.assertEqual(bits_of(self.result), bits_of(self.fit("two", card=JAM, ranks=2)))

    def test_set_for_lhapdf_is_the_fit(self):
        folder = self.folder / "set"
        self.expect(run("export-lhapdf", self.result, "-o", folder, "-q"), CONVERGED)
        outcome = run("predict", JAM, "--pdf", folder, "--json", "-q", *self.cached)
        found = json.loads(self.expect(outcome, CONVERGED).out)["chi2"]
        self.assertLess(abs(found - self.chi2(self.result)), CHI2_OF_A_SET)

    def test_scan_and_closure(self):
        outcome = run("scan", JAM, "--parameter", "Bdv", "--values", "0.9,1.0", "--json", "-q",
                      *self.cached)
        points = json.loads(self.expect(outcome, CONVERGED).out)["profiles"]["Bdv"]["points"]
        self.assertTrue(all(0.0 < p["delta_chi2"] < 2.0 for p in points))
        outcome = run("closure", JAM, "--level", 1, "--starts", 2, "--json", "-q", *self.cached)
        found = json.loads(outcome.out)
        self.assertLess(abs(found["chi2"] - found["expected_chi2"]), 4 * found["chi2_error"])

    def test_polynomials_in_a_fit(self):
        result = self.fit("polynomials", *POLYNOMIALS, card=JAM)
        # One more parameter each for u and d, within other limits.
        self.assertLess(self.chi2(result), self.chi2(self.result) + 20.0)

    def test_strange_quarks_and_antiquarks_can_differ(self):
        x = numpy.geomspace(1e-4, 0.9, 40)
        points = ["--x", ",".join(map(repr, x.tolist())), "--q", "1.4"]
        outcome = run("evolve", JAM, *STRANGENESS, *points)
        rows = table_of(self.expect(outcome, CONVERGED).out)
        difference = numbers(rows, "xs") - numbers(rows, "xsbar")
        self.assertLess(difference.min(), -1e-4)
        self.assertGreater(difference.max(), 1e-4)

    def test_pdfs_of_another_basis(self):
        self.expect(run("check", JAM, "--set", "pdfs.basis=evolution"), USAGE,
                    "the PDF xSigma is missing", "the basis evolution has no PDF xuv")
        self.expect(run("check", JAM, "--set", "pdfs.basis=jma"), USAGE, "did you mean jam?")
        self.expect(run("check", JAM, "--set", "pdfs.xuv.form=jamm"), USAGE, "did you mean jam?")


if __name__ == "__main__":
    main()
