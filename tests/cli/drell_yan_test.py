"""Drell-Yan: bits on any number of ranks, from the cache or not; the light sea; no theory."""

import h5py
import numpy

from cli_case import (CONFIGS, CONVERGED, USAGE, CliCase, main, numbers, rows_of, run, table_of)

# Cubic interpolation in the tables of a set.
LHAPDF_INTERPOLATION = 5e-4
GLOBAL = CONFIGS / "global_dis_dy_nlo.yaml"
# Some points of every kind with rows of DIS between them; two blocks.
SMALL = ["--set", "data.sets=[DYE866_RATIO, BCDMS_P_SIGR, DYE605_PCU, DYE906_RATIO, DYE866_PP, "
         "DYE866_PD]",
         "--set", "data.cuts=[{variable: Q2, min: 40, max: 60}, {variable: tau, max: 0.08, sets: "
         "[DYE605_PCU, DYE866_PP, DYE866_PD]}, {variable: rap_over_max, max: 0.663, sets: "
         "[DYE605_PCU, DYE866_PP, DYE866_PD]}]",
         "--set", "theory.grid.x_min=0.01", "--set", "theory.grid.q2_max=1000"]


class DrellYan(CliCase):

    def predict(self, name, *arguments, ranks=None):
        path = self.folder / f"{name}.csv"
        outcome = run("predict", GLOBAL, "-o", path, *SMALL, "--set",
                      f"cache.folder={self.folder / 'cache'}", *arguments, ranks=ranks)
        self.expect(outcome, CONVERGED)
        return path.read_bytes(), outcome

    def test_same_bits_on_any_number_of_ranks_and_from_the_cache(self):
        first, _ = self.predict("first", "--set", "cache.enabled=false", ranks=2)
        for ranks in [3, None, 1]:  # builds the cache, then reads it
            table, _ = self.predict(f"{ranks}", ranks=ranks)
            self.assertEqual(table, first)
        self.assertEqual(len(list((self.folder / "cache").iterdir())), 6)
        rows = rows_of(self.folder / "first.csv")
        self.assertGreater(len(rows), 128)
        # Theory and measurement in one normalisation: units and targets of every set.
        for name in ["DYE605_PCU", "DYE866_PP", "DYE866_PD", "DYE866_RATIO", "DYE906_RATIO"]:
            of_set = [r for r in rows if r["dataset"] == name]
            values = [(numbers([r], "theory") / numbers([r], "value"))[0] for r in of_set]
            if values:
                self.assertAlmostEqual(numpy.median(values), 1.0, delta=0.35, msg=name)

    def test_the_card_converges_with_more_dbar_than_ubar(self):
        """E866: dbar exceeds ubar at x of 0.1 to 0.2, beyond doubt."""
        folder = self.folder / "fit"
        self.expect(run("fit", GLOBAL, "-q", "-o", folder, *self.cached), CONVERGED)
        outcome = run("evolve", folder / "result.h5", "--x", "0.1,0.2", "--q", "7.35")
        self.expect(outcome, CONVERGED)
        rows = table_of(outcome.out)
        ratio = numbers(rows, "xdbar") / numbers(rows, "xubar")
        self.assertTrue(numpy.all((ratio > 1.15) & (ratio < 1.7)), ratio)
        # The same from tables of the partons at the scale of the point.
        with h5py.File(folder / "result.h5") as file:
            of_set = numpy.char.startswith(file["predictions/dataset_name"][:].astype("U"), "DY")
            fitted = file["predictions/theory"][:][of_set]
        self.expect(run("export-lhapdf", folder / "result.h5", "-o", self.folder / "set"),
                    CONVERGED)
        table = self.folder / "lhapdf.csv"
        self.expect(run("predict", GLOBAL, "-q", "--pdf", self.folder / "set", "-o", table),
                    CONVERGED)
        theory = numbers([r for r in rows_of(table) if r["dataset"].startswith("DY")], "theory")
        numpy.testing.assert_allclose(theory, fitted, rtol=LHAPDF_INTERPOLATION)

    def test_theory_that_there_is_none_of(self):
        for ranks in [None, 2]:
            self.expect(run("predict", GLOBAL, *SMALL, "--set", "theory.order=NNLO", "--set",
                            "theory.scheme=ZM-VFNS", *self.cached, ranks=ranks), USAGE,
                        "DYE866_RATIO", "known to NLO only")
        self.expect(run("predict", GLOBAL, *SMALL, "--set", "theory.grid.x_min=0.06",
                        *self.cached), USAGE, "outside the grid")


if __name__ == "__main__":
    main()
