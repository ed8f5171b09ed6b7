"""predict: chi2 and its parts, JSON, the CSV and the reference predictions."""

import json
import math

import numpy

from cli_case import (CONFIGS, CONVERGED, LO, NLO, REFERENCE, USAGE, CliCase, main, numbers,
                      rows_of, run)

# xFitter on its refined grid, at the start values of the card; its own error decides the tolerance.
CHI2 = 1742.95
CHI2_CORRELATED = 207.8936
CHI2_LOG_PENALTY = 14.7928
POINTS_CHI2 = {
    "HERA_NC_EP_920": 652.08, "HERA_NC_EP_820": 95.11, "HERA_NC_EP_575": 224.58,
    "HERA_NC_EP_460": 215.64, "HERA_NC_EM_920": 228.47, "HERA_CC_EP_920": 47.39,
    "HERA_CC_EM_920": 56.93
}
POINTS = {
    "HERA_NC_EP_920": 377, "HERA_NC_EP_820": 70, "HERA_NC_EP_575": 254, "HERA_NC_EP_460": 204,
    "HERA_NC_EM_920": 159, "HERA_CC_EP_920": 39, "HERA_CC_EM_920": 42
}
CHI2_TOLERANCE = 0.3

# The reference has five digits and an error of its own of 8e-5.
LARGEST_RMS = 1.5e-4
LARGEST_ERROR = 1e-3

# The same predictions with the kernels of APFEL++, whose tables are accurate to 4e-8.
INDEPENDENT_LARGEST_ERROR = {"lo": 4e-8, "nlo": 4e-8, "nnlo": 1e-7}
# Chi2 of these tables, by a program of its own. A common factor 1 + 1e-7 would move it by 5e-3 at LO and
# by 2e-4 at NNLO.
INDEPENDENT_CHI2 = {"lo": 29091.2565, "nlo": 1743.0222, "nnlo": 2108.0938}
INDEPENDENT_CHI2_TOLERANCE = 2e-3


def prediction(*arguments, ranks=None):
    return json.loads(run("predict", *arguments, "--json", "-q", ranks=ranks).out)


class ChiSquare(CliCase):

    def test_parts_at_the_start_values(self):
        found = prediction(NLO, *self.cached)
        self.assertEqual(found["n_points"], sum(POINTS.values()))
        self.assertAlmostEqual(found["chi2"], CHI2, delta=CHI2_TOLERANCE)
        self.assertAlmostEqual(found["chi2_correlated"], CHI2_CORRELATED, delta=CHI2_TOLERANCE)
        self.assertAlmostEqual(found["chi2_log_penalty"], CHI2_LOG_PENALTY, delta=CHI2_TOLERANCE)
        self.assertEqual(set(found["datasets"]), set(POINTS))
        for name, part in found["datasets"].items():
            with self.subTest(name):
                self.assertEqual(part["n"], POINTS[name])
                self.assertAlmostEqual(part["chi2"], POINTS_CHI2[name], delta=CHI2_TOLERANCE)
                self.assertTrue(math.isfinite(part["log_penalty"]))

    def test_same_on_any_number_of_ranks(self):
        serial = run("predict", NLO, "--json", "-q", *self.cached).out
        for ranks in [1, 2, 5]:
            parallel = run("predict", NLO, "--json", "-q", *self.cached, ranks=ranks).out
            self.assertEqual(parallel, serial)

    def test_text_shows_the_same_numbers(self):
        text = run("predict", NLO, *self.cached).out
        found = prediction(NLO, *self.cached)
        self.assertRegex(text, rf"total +{found['chi2']:.2f}")
        for name, part in found["datasets"].items():
            self.assertRegex(text, rf"{name} +{part['n']} +{part['chi2']:.2f}")

    def test_experimental_definition_has_no_log_penalty(self):
        found = prediction(NLO, *self.cached, "--set", "objective.definition=experimental")
        self.assertEqual(found["chi2_log_penalty"], 0)


class Tables(CliCase):

    def test_columns_and_reference(self):
        for card, order in [(LO, "lo"), (NLO, "nlo")]:
            with self.subTest(order):
                path = self.folder / f"{order}.csv"
                self.expect(run("predict", card, "-o", path, *self.cached), CONVERGED)
                rows, reference = rows_of(path), rows_of(REFERENCE / f"zm_{order}_prediction.csv")
                self.assertEqual(list(rows[0]), ["dataset", "x", "Q2", "y", "value", "theory",
                                                 "shifted_theory"])
                self.compare(rows, reference, order)
        self.assert_no_leftovers()

    def compare(self, rows, reference, order):
        self.assertEqual([r["dataset"] for r in rows], [r["dataset"] for r in reference])
        for column in ["x", "Q2", "y", "value"]:
            numpy.testing.assert_allclose(numbers(rows, column), numbers(reference, column),
                                          rtol=1e-4)
        expected = numbers(reference, "theory")
        error = numbers(rows, "theory") / expected - 1.0
        rms, worst = numpy.sqrt(numpy.mean(error**2)), numpy.abs(error).max()
        shifted = numbers(rows, "shifted_theory") / numbers(reference, "shifted_theory") - 1.0
        print(f"\n  {order}: rms {rms:.2e}, worst {worst:.2e} at {rows[numpy.abs(error).argmax()]};"
              f" shifted: rms {numpy.sqrt(numpy.mean(shifted**2)):.2e},"
              f" worst {numpy.abs(shifted).max():.2e}")
        self.assertLessEqual(rms, LARGEST_RMS)
        self.assertLessEqual(worst, LARGEST_ERROR)
        self.assertLessEqual(numpy.sqrt(numpy.mean(shifted**2)), LARGEST_RMS)

    def test_csv_on_standard_output(self):
        outcome = run("predict", NLO, "-o", "/dev/stdout", "-q", *self.cached)
        self.expect(outcome, CONVERGED, out=["dataset,x,Q2,y,value,theory,shifted_theory"])

    def test_same_bytes_on_any_number_of_ranks(self):
        paths = [self.folder / f"{ranks}.csv" for ranks in [1, 3]]
        for ranks, path in zip([1, 3], paths):
            run("predict", NLO, "-o", path, *self.cached, ranks=ranks)
        self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())


class IndependentCalculation(CliCase):
    """Cross sections and chi2 against APFEL++, which decides between this program and xFitter."""

    def test_every_order(self):
        expected = rows_of(REFERENCE / "zm_prediction_apfelxx.csv")
        for order, card in [("lo", LO), ("nlo", NLO), ("nnlo", CONFIGS / "hera_nnlo_zm.yaml")]:
            with self.subTest(order):
                path = self.folder / f"{order}.csv"
                outcome = run("predict", card, "--json", "-q", "-o", path, *self.cached)
                self.expect(outcome, CONVERGED)
                self.assertAlmostEqual(json.loads(outcome.out)["chi2"], INDEPENDENT_CHI2[order],
                                       delta=INDEPENDENT_CHI2_TOLERANCE)
                self.compare(rows_of(path), expected, order)

    def compare(self, rows, expected, order):
        self.assertEqual([r["dataset"] for r in rows], [r["dataset"] for r in expected])
        for column in ["x", "Q2", "y"]:
            numpy.testing.assert_allclose(numbers(rows, column), numbers(expected, column),
                                          rtol=1e-9)
        error = numpy.abs(numbers(rows, "theory") / numbers(expected, order) - 1.0)
        print(f"\n  {order}: rms {numpy.sqrt(numpy.mean(error**2)):.1e}, worst {error.max():.1e}")
        self.assertLessEqual(error.max(), INDEPENDENT_LARGEST_ERROR[order])


class Overrides(CliCase):
    """--set changes any key of the card."""

    def chi2(self, *keys):
        settings = [word for key in keys for word in ["--set", key]]
        return prediction(NLO, *self.cached, *settings)["chi2"]

    def test_theory(self):
        plain = self.chi2()
        values = {key: self.chi2(key) for key in [
            "theory.order=LO", "theory.alphas_mz=0.120", "theory.mc=1.5", "theory.mb=4.75",
            "theory.nf_max=4", "theory.electroweak.ckm=on"]}
        for key, value in values.items():
            self.assertNotEqual(value, plain, key)
        self.assertEqual(len(set(values.values())), len(values))
        self.assertEqual(self.chi2("theory.scheme=ZM-VFNS", "theory.alphas_mz=0.118"), plain)

    def test_parameters(self):
        plain = self.chi2()
        changed = self.chi2("parameters.Bg=-0.11")
        self.assertNotEqual(changed, plain)
        for keys in [["parameters.Bg.start=-0.11"], ["parameters.Bg=-0.11", "parameters.Bg.min=-1"],
                     ["parameters.Bg={start: -0.11, step: 0.1}"],
                     ["parameters.Bg=3", "parameters.Bg=-0.11"]]:
            self.assertEqual(self.chi2(*keys), changed, keys)

    def test_a_start_value_keeps_the_rest_of_the_parameter(self):
        text = run("check", NLO, "--set", "parameters.Bg=-0.11").out
        self.assertRegex(text, r"Bg: \{start: -0.11, step: 0.1, fixed: false\}")
        text = run("check", NLO, "--set", "parameters.Bg.fixed=true").out
        self.assertRegex(text, r"Bg: \{start: -0.061953, step: 0.1, fixed: true\}")

    def test_data_and_cuts(self):
        found = prediction(NLO, *self.cached, "--set", "data.cuts.0.min=10",
                           "--set", "data.sets=[HERA_NC_EP_920, HERA_CC_EP_920]")
        self.assertEqual(list(found["datasets"]), ["HERA_NC_EP_920", "HERA_CC_EP_920"])
        self.assertLess(found["datasets"]["HERA_NC_EP_920"]["n"], POINTS["HERA_NC_EP_920"])

    def test_prior_adds_its_square(self):
        plain = self.chi2()
        prior = self.chi2("parameters.Bg.prior={mean: -0.061953, sigma: 0.1}")
        self.assertAlmostEqual(prior, plain, delta=1e-9 * plain)
        prior = self.chi2("parameters.Bg.prior={mean: 0.138047, sigma: 0.1}")
        self.assertAlmostEqual(prior, plain + 4.0, delta=1e-9 * plain)

    def test_nonsense(self):
        cases = [("theory.alphas=0.12", "theory.alphas"), ("theory.alphas_mz=abc", "abc"),
                 ("theory", "key.subkey=value"), ("=3", "key.subkey=value"), ("", "not an override"),
                 ("theory.=3", "key.subkey=value"), ("theory=3", "expected a map"),
                 ("theory.order=NNNLO", "theory.order"), ("theory.mc=-1", "not positive"),
                 ("theory.mc=[1", "not valid YAML"), ("parameters.Bgg=1", "Bgg"),
                 ("parameters.Bg=nan", "finite"), ("parameters.Bg=1e400", "expected a number"),
                 ("parameters.Bg.fixed=perhaps", "perhaps"), ("data.cuts.7.min=3", "'7'"),
                 ("data.sets=[]", "no set"), ("fit.max_iterations=1.5", "integer"),
                 ("fit.max_iterations=0", "between"), ("theory.alphas_mz=5", "below 1"),
                 ("theory.mc=*anchor", "--set"), ("théorie.ordre=LO", "théorie")]
        for text, word in cases:
            with self.subTest(text):
                outcome = run("check", NLO, "--set", text)
                self.expect(outcome, USAGE, word)
                self.assertEqual(outcome.out, "")
        self.expect(run("check", NLO, "--set", "theory.alphas_mx=0.12"), USAGE,
                    "did you mean alphas_mz?")


if __name__ == "__main__":
    main()
