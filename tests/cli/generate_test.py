"""Synthetic data: fitpack generate."""

import json

import cli_case
from cli_case import CONVERGED, LO, USAGE, CliCase, rows_of, run

NAMES = ["SYNTHETIC_NC_EM.csv", "SYNTHETIC_NC_EM.yaml", "SYNTHETIC_NC_EP.csv",
         "SYNTHETIC_NC_EP.yaml", "card.yaml"]


class Generate(CliCase):
    """Tables and a card that fits them."""

    def generate(self, name, *arguments, ranks=None):
        folder = self.folder / name
        self.expect(run("generate", LO, "--points", "300", "--sources", "4", "-o", folder,
                        *arguments, ranks=ranks), CONVERGED)
        return folder

    def test_the_card_describes_the_data(self):
        folder = self.generate("one")
        self.assertEqual(sorted(p.name for p in folder.iterdir()), NAMES)
        rows = rows_of(folder / NAMES[0]) + rows_of(folder / NAMES[2])
        self.assertEqual(len(rows), 300)
        # The truth describes its own data: chi2 of 300 points scatters by 24.
        outcome = self.expect(run("predict", folder / "card.yaml", "--json"), CONVERGED)
        chi2 = json.loads(outcome.out)["chi2"]
        value = chi2["total"] if isinstance(chi2, dict) else chi2
        self.assertLess(abs(value - 300), 120)

    def test_same_files_on_any_number_of_ranks(self):
        one = self.generate("one")
        three = self.generate("three", ranks=3)
        for name in NAMES:
            self.assertEqual((one / name).read_bytes(), (three / name).read_bytes(), name)
        other = self.generate("other", "--seed", "2")
        self.assertNotEqual((one / NAMES[0]).read_bytes(), (other / NAMES[0]).read_bytes())

    def test_keeps_what_is_there(self):
        folder = self.generate("one")
        again = ["generate", LO, "--points", "300", "-o", folder]
        self.expect(run(*again), USAGE, "exists and is kept", "--force")
        self.expect(run(*again, "--force"), CONVERGED)

    def test_bad_arguments(self):
        folder = self.folder / "none"
        for words, message in [
                (["--points", "1"], "'1' is not a number of points"),
                (["--points", "1e8"], "is not a whole number"),
                (["--points", "100000000"], "is not a number of points"),
                (["--points", "10", "--sources", "-1"], "whole number"),
                (["--points", "10", "--set", "theory.higher_twist.h0=0.1"], "leading twist"),
                (["--points", "10", "--set", "theory.grid.q2_max=3"], "phase space")]:
            self.expect(run("generate", LO, *words, "-o", folder), USAGE, message)
        self.assertFalse((folder / "card.yaml").exists())


if __name__ == "__main__":
    cli_case.main()
