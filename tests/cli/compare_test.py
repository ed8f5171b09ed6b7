"""Two results side by side."""

import json

import h5py
import numpy

from cli_case import BAD_DATA, CONVERGED, CliCase, attributes_of, main, run


class Compare(CliCase):

    def compare(self, a, b):
        outcome = run("compare", a, b, "--json")
        return json.loads(self.expect(outcome, CONVERGED).out)

    def test_a_result_with_itself(self):
        path = self.fit("r", "--set", "data.cuts.0.min=30")
        found = self.compare(path, path)
        self.assertEqual(found["verdict"], "the same fit")
        self.assertEqual(found["largest_parameter_pull"], 0)
        self.assertEqual(found["chi2"]["total"]["a"], attributes_of(path, ["chi2"])["chi2"])
        self.assertTrue(all(p["error_a"] > 0 for p in found["pdfs"] if p["function"] == "xg"))
        self.expect(run("compare", path, path), CONVERGED, out=["the same fit", "covariance"])

    def test_errors_of_eigenvectors_are_those_of_the_covariance(self):
        """Where chi2 is close to a parabola: a small tolerance."""
        linear = self.fit("linear")
        members = self.fit("members", "--eigenvectors", "--tolerance", "0.001")
        found = self.compare(linear, members)
        if found["errors_b"] == "covariance":
            self.fail("the members of the result were not used")
        ratio = numpy.array([p["error_b"] / p["error_a"] for p in found["pdfs"]
                             if p["error_a"] > 0])
        self.assertGreater(len(ratio), 100)
        self.assertLess(numpy.abs(ratio - 1.0).max(), 0.05)

    def test_a_shift_of_one_parameter(self):
        """PDFs follow from parameters: what is fixed elsewhere is found at its place."""
        a = self.fit("a", "--set", "data.cuts.0.min=30")
        b = self.fit("b", "--set", "data.cuts.0.min=30", "--set", "theory.alphas_mz=0.120")
        found = self.compare(a, b)
        with h5py.File(a) as one, h5py.File(b) as two:
            names = [n.decode() for n in one["parameters/name"][:]]
            k = names.index("Buv")
            change = two["parameters/value"][k] - one["parameters/value"][k]
            sigma = numpy.hypot(one["parameters/error"][k], two["parameters/error"][k]) / 2**0.5
        self.assertAlmostEqual(found["parameters"]["Buv"]["pull"], change / sigma, delta=1e-9)
        worst = max(abs(p["pull"]) for p in found["pdfs"])
        self.assertAlmostEqual(found["largest_pdf_pull"], worst, delta=1e-9)
        self.assertIn("standard deviations", run("compare", a, b).out)

    def test_results_that_cannot_be_compared(self):
        a = self.fit("a", "--set", "data.cuts.0.min=100")
        lower = self.fit("q0", "--set", "data.cuts.0.min=100", "--set", "theory.q0_2=1.8")
        self.expect(run("compare", a, lower), BAD_DATA, "different initial scales",
                    "1.9 and 1.8 GeV2")
        other = self.fit("p", "--set", "data.cuts.0.min=100", "--set", "theory.alphas_mz=as",
                         "--set", "parameters.as={start: 0.118, fixed: true}")
        for ranks in [None, 2]:
            outcome = run("compare", a, other, ranks=ranks)
            self.expect(outcome, BAD_DATA, "different parameters", "p/result.h5 has as")

    def test_files_that_are_no_results(self):
        path = self.fit("r", "--set", "data.cuts.0.min=100")
        self.expect(run("compare", path, self.folder / "none.h5"), BAD_DATA, "none.h5")
        other = self.folder / "version.h5"
        with h5py.File(other, "w") as file:
            file.attrs["format"] = "fitpack result"
            file.attrs["format_version"] = 99
        self.expect(run("compare", path, other), BAD_DATA, "version.h5")


if __name__ == "__main__":
    main()
