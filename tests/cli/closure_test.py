"""Closure tests: data made from the card's own PDFs are fitted, and the truth must come back."""

import json

import numpy

from cli_case import BAD_DATA, CONVERGED, NLO, NOT_CONVERGED, USAGE, CONFIGS, CliCase, main, run

LARGEST_LEVEL0_CHI2 = 1e-6
LARGEST_LEVEL0_DEVIATION = 1e-4


class Closure(CliCase):

    def closure(self, *arguments, ranks=None, code=CONVERGED):
        """Without a code, whatever the verdict."""
        outcome = run("closure", NLO, "-q", "--json", *self.cached, *arguments, ranks=ranks)
        if code is None:
            self.assertIn(outcome.code, [CONVERGED, NOT_CONVERGED], str(outcome))
            code = outcome.code
        return json.loads(self.expect(outcome, code).out)

    def test_level_0_returns_the_truth(self):
        found = self.closure("--level", 0)
        self.assertEqual(found["verdict"], "passed")
        self.assertLess(found["chi2"], LARGEST_LEVEL0_CHI2)
        self.assertLess(found["max_pdf_deviation"], LARGEST_LEVEL0_DEVIATION)
        # It began far away: in 14 dimensions, 3 standard deviations each.
        self.assertGreater(found["start_chi2"], 50.0)
        self.assertGreater(found["iterations"], 3)
        self.assertEqual((found["fits_asked"], found["fits_usable"], found["starts"]), (1, 1, 10))

    def test_truth_from_a_set(self):
        """The card's own PDFs, written and read back: the same truth but for the interpolation."""
        at_start = self.fit("start", "--set", "fit.max_iterations=1", code=NOT_CONVERGED)
        folder = self.folder / "truth"
        self.expect(run("export-lhapdf", at_start, "-o", folder, "-q"), CONVERGED)
        found = self.closure("--level", 0, "--pdf", folder)
        self.assertEqual(found["verdict"], "passed")
        self.assertLess(found["chi2"], 0.1)
        self.assertGreater(found["chi2"], 0.0)
        self.assertLess(found["max_pdf_deviation"], 0.1)
        # Fluctuations are those of the same draws around nearly the same truth.
        noisy = self.closure("--level", 1, "--pdf", folder, "--starts", 3)
        self.assertLess(abs(noisy["chi2"] - noisy["expected_chi2"]), 4 * noisy["chi2_error"])
        missing = run("closure", NLO, "--level", 0, "--pdf", self.folder / "nowhere", *self.cached)
        self.expect(missing, BAD_DATA, "nowhere")

    def test_level_0_fails_where_fits_end_early(self):
        found = self.closure("--level", 0, "--set", "fit.max_iterations=5", code=NOT_CONVERGED)
        self.assertEqual(found["verdict"], "failed")
        self.assertIn("a fit did not converge", found["remarks"])

    def test_level_1(self):
        found = self.closure("--level", 1, "--seeds", 4)
        self.assertEqual(found["verdict"], "passed")
        self.assertEqual(found["expected_chi2"], 1145 - 14)
        self.assertLess(abs(found["chi2"] - found["expected_chi2"]), 4 * found["chi2_error"])
        # The noise that a fit absorbs: n parameters out of N points.
        self.assertLess(abs(found["bias"] * 1145 / 14 - 1.0), 1.0)
        other = self.closure("--level", 1, "--seeds", 1, "--seed", 2)
        self.assertNotEqual(other["fits"][0]["chi2"], found["fits"][0]["chi2"])

    def test_level_2_with_the_same_bits_in_any_groups(self):
        options = ["--level", 2, "--seeds", 1, "--replicas", 2, "--starts", 1]
        found = [self.closure(*options, "--ranks-per-fit", per_fit, ranks=ranks, code=None)
                 for ranks, per_fit in [(None, 1), (2, 1), (2, 2)]]
        self.assertEqual(found[0], found[1])
        self.assertEqual(found[0], found[2])
        replicas = [f for f in found[0]["fits"] if f["replica"] > 0]
        self.assertEqual(len(replicas), 2)
        usable = [f["chi2"] for f in replicas if f["status"] == "converged"]
        self.assertAlmostEqual(found[0]["chi2"], numpy.mean(usable), delta=1e-9)
        # Twice the noise of level 1.
        ratio = found[0]["chi2"] / found[0]["outcome_chi2"]
        self.assertLess(abs(ratio / 2.0 - 1.0), 0.2)
        self.assertGreater(found[0]["variance"], 0.0)


class BadClosure(CliCase):

    def test_messages(self):
        for arguments, words in [
            ([NLO], ["--level is required"]),
            ([NLO, "--level", 3], ["--level"]),
            ([NLO, "--level", 2, "--replicas", 1], ["--replicas"]),
            ([NLO, "--level", 0, "--scatter", "-1"], ["'-1'", "not a number of errors"]),
            ([CONFIGS / "leshouches_nlo.yaml", "--level", 0], ["names no data sets"]),
            ([NLO, "--level", 0, "--set", "parameters.Buv=-0.1"], ["sum rule", "diverges"]),
        ]:
            for ranks in [None, 2]:
                outcome = run("closure", "-q", *arguments, *self.cached, ranks=ranks)
                self.expect(outcome, USAGE, *words)

    def test_data_without_errors(self):
        card = self.small_card()
        for path in (self.folder / "data").glob("*.yaml"):
            text = path.read_text()
            self.assertIn("stat:", text)
        table = self.folder / "data/HERA_CC_EM_920.csv"
        lines = table.read_text().splitlines()
        header = next(k for k, line in enumerate(lines) if not line.startswith("#"))
        names = lines[header].split(",")
        fields = lines[header + 1].split(",")
        for k, name in enumerate(names):
            if name not in ["Q2", "x", "y", "value", "sigma"]:
                fields[k] = "0"
        lines[header + 1] = ",".join(fields)
        table.write_text("\n".join(lines) + "\n")
        outcome = run("closure", card, "-q", "--level", 1, *self.cached)
        self.expect(outcome, BAD_DATA, "HERA_CC_EM_920")


if __name__ == "__main__":
    main()
