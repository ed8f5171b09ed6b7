"""Synthetic data: fitpack generate."""

import json

import cli_case
from cli_case import CONVERGED, LO, USAGE, CliCase, numbers, rows_of, run

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


class ManyPoints(CliCase):
    """Rows from a grid and kernels in single precision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.shared_folder / "data" / "card.yaml"
        outcome = run("generate", LO, "--points", "700", "--sources", "3", "-o", cls.card.parent)
        assert outcome.code == CONVERGED, str(outcome)

    def predictions(self, name, *settings, ranks=None):
        path = self.folder / (name + ".csv")
        words = [word for setting in settings for word in ("--set", setting)]
        self.expect(run("predict", self.card, "-o", path, *words, ranks=ranks), CONVERGED)
        return path

    def test_predictions_differ_by_the_promised_errors_only(self):
        exact = numbers(rows_of(self.predictions("tables", "kernels.rows=tables")), "theory")
        for name, settings in [("grid", ["kernels.rows=grid"]),
                               ("single", ["kernels.precision=single"]),
                               ("both", ["kernels.rows=grid", "kernels.precision=single"])]:
            found = numbers(rows_of(self.predictions(name, *settings)), "theory")
            self.assertLess(abs(found / exact - 1).max(), 1e-6, name)
            self.assertGreater(abs(found / exact - 1).max(), 0, name)

    def test_same_bits_on_any_number_of_ranks(self):
        settings = ["kernels.rows=grid", "kernels.precision=single"]
        one = self.predictions("one", *settings).read_bytes()
        for ranks in (2, 3, 8):
            path = self.predictions(f"on{ranks}", *settings, ranks=ranks)
            self.assertEqual(path.read_bytes(), one, f"{ranks} ranks")

    def test_bad_words(self):
        for setting, message in [("kernels.rows=gird", "did you mean grid"),
                                 ("kernels.precision=half", "single"),
                                 ("kernels.row=grid", "did you mean")]:
            self.expect(run("predict", self.card, "--set", setting), USAGE, message)


if __name__ == "__main__":
    cli_case.main()
