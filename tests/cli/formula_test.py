"""PDFs as formulas in the run card: fit, resolved card, what is made from the result, bad input."""

import h5py
import numpy

from cli_case import CONFIGS, CONVERGED, NLO, USAGE, CliCase, attributes_of, main, run

FORMULAS = CONFIGS / "formula_example.yaml"
# Two fits that follow the same path to rounding.
SAME_MINIMUM = 1e-6


class Fit(CliCase):

    def test_fit_and_what_is_made_from_it(self):
        path = self.fit("formulas", card=FORMULAS)
        other = self.fit("built-in", card=NLO)
        chi2 = attributes_of(path, ["chi2"])["chi2"]
        self.assertAlmostEqual(chi2, attributes_of(other, ["chi2"])["chi2"], delta=SAME_MINIMUM)
        with h5py.File(path) as file, h5py.File(other) as built_in:
            numpy.testing.assert_allclose(file["parameters/value"][:],
                                          built_in["parameters/value"][:], rtol=1e-4)
            card = file["card"][()].decode()
        # The card in the result, with every default filled in, is a card again.
        resolved = self.folder / "resolved.yaml"
        resolved.write_text(card)
        again = self.expect(run("check", resolved), CONVERGED)
        for line in ['{form: formula, A: {number_sum: 1}, formula: "A*x^Bdv*(1-x)^Cdv"}',
                     '{form: formula, formula: "fs/(1-fs)*xdbar"}']:
            self.assertIn(line, card)
            self.assertIn(line, again.out)
        self.expect(run("export-lhapdf", path, "-o", self.folder / "set"), CONVERGED)
        self.expect(run("fit", FORMULAS, "-q", "-o", self.folder / "r", "--replicas", 2,
                        *self.cached), CONVERGED)


class BadFormula(CliCase):

    def refuse(self, xdv, *words):
        card = self.small_card([("{form: power, A: {number_sum: 1}, B: Bdv, C: Cdv}", xdv)])
        line = card.read_text().split("  xdv:")[0].count("\n") + 1
        with self.subTest(xdv=xdv):
            outcome = self.expect(run("check", card), USAGE, f"card.yaml:{line}: pdfs.xdv", *words)
            self.assertEqual(outcome.out, "")

    def test_messages(self):
        self.refuse('{formula: "A*x^Bdv*(1-x)^^Cdv", A: {number_sum: 1}}', "formula, column 15",
                    "'A*x^Bdv*(1-x)^ >>> ^Cdv'")
        self.refuse('{formula: "A*x^Bdw*(1-x)^Cdv", A: {number_sum: 1}}', "column 5",
                    "no PDF Bdw", "did you mean Bdv?")
        self.refuse('{formula: "x^Bdv*(1-x)^Cdv*log(x-0.1)"}', "xdv", "nan at x =")
        self.refuse('{form: formula, A: {number_sum: 1}}', "formula")
        self.refuse('{formula: "A*x^(Bdv-2)*(1-x)^Cdv", A: {number_sum: 1}}', "diverges", "b > 0")


if __name__ == "__main__":
    main()
