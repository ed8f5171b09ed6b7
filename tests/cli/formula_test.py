"""PDFs as formulas in the run card: fit, resolved card, what is made from the result, bad input."""

import h5py

from cli_case import (CONFIGS, CONVERGED, NOT_CONVERGED, USAGE, CliCase, attributes_of,
                      bits_of, main, run)

FORMULAS = CONFIGS / "formula_example.yaml"
# The minimum of the built-in form, see fit_test.
NLO_CHI2 = 1390.81
SAME_MINIMUM = 0.01


class Fit(CliCase):

    def test_fit_and_what_is_made_from_it(self):
        path = self.fit("formulas", "--replicas", 1, card=FORMULAS)
        self.assertAlmostEqual(attributes_of(path, ["chi2"])["chi2"], NLO_CHI2, delta=SAME_MINIMUM)
        with h5py.File(path) as file:
            self.assertEqual([s.decode() for s in file["replicas/status"][:]], ["converged"])
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

    def test_every_process_computes_the_same_bits(self):
        """The symbolic algebra orders terms by addresses, which differ from process to process."""
        # exp and a reference: no closed moments.
        formulas = ["--set", "pdfs.xubar.formula=Adbar*x^Bdbar*(1-x)^Cubar*exp(Dubar*x)",
                    "--set", "pdfs.xs.formula=fs/(1-fs)*xdbar*(1-x)", "--set", "fit.max_iterations=3",
                    "--set", "data.sets=[HERA_CC_EP_920, HERA_NC_EP_820, HERA_CC_EM_920]"]
        results = [self.fit(f"r{ranks}", *formulas, ranks=ranks, card=FORMULAS, code=NOT_CONVERGED)
                   for ranks in (None, 1, 3)]
        for other in results[1:]:
            self.assertEqual(bits_of(other), bits_of(results[0]))


class BadFormula(CliCase):

    def refuse(self, xdv, *words):
        card = self.small_card([("{form: power, A: {number_sum: 1}, B: Bdv, C: Cdv}", xdv)])
        line = card.read_text().split("  xdv:")[0].count("\n") + 1
        with self.subTest(xdv=xdv):
            outcome = self.expect(run("check", card), USAGE, f"card.yaml:{line}: ", "pdfs.xdv",
                                  *words)
            self.assertEqual(outcome.out, "")

    def test_messages(self):
        self.refuse('{formula: "A*x^Bdv*(1-x)^^Cdv", A: {number_sum: 1}}', "formula, column 15",
                    "'A*x^Bdv*(1-x)^ >>> ^Cdv'")
        self.refuse('{formula: "A*x^Bdw*(1-x)^Cdv", A: {number_sum: 1}}', "column 5",
                    "no PDF Bdw", "did you mean Bdv?")
        self.refuse('{formula: "x^Bdv*(1-x)^Cdv*log(x-0.1)"}', "xdv", "nan at x =")
        self.refuse('{form: formula, A: {number_sum: 1}}', "pdfs.xdv.formula is missing")
        self.refuse('{formula: "A*x^(Bdv-2)*(1-x)^Cdv", A: {number_sum: 1}}', "diverges", "b > 0")


if __name__ == "__main__":
    main()
