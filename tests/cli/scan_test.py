"""Profiles of chi2: against fits with the parameter fixed, and against errors of the Hessian."""

import json

import h5py
import numpy

from cli_case import (CONVERGED, NLO, NOT_CONVERGED, USAGE, CliCase, attributes_of, main, numbers,
                      rows_of, run)

# Two fits of the same chi2 stop where it could fall by less than 1e-10 each.
SAME_CHI2 = 1e-6
# Interpolation of kernels in alpha_s: 5e-7 of each cross section.
SAME_CHI2_OF_NODES = 2e-3
# Of a crossing found by interpolation between points half an error apart, where chi2 is parabolic.
CROSSING_TOLERANCE = 0.10

# Fewer points: the fits are quick, and chi2 is closer to a parabola in what is scanned.
CUT = ["--set", "data.cuts.0.min=30"]
ALPHAS = ["--set", "theory.alphas_mz=as", "--set",
          "parameters.as={start: 0.118, step: 0.001, min: 0.112, max: 0.124}"]


class Profiles(CliCase):

    def scan(self, *arguments, ranks=None, code=CONVERGED):
        outcome = run("scan", NLO, "-q", *self.cached, *arguments, ranks=ranks)
        return self.expect(outcome, code).out

    def test_points_are_fits_with_the_parameter_fixed(self):
        values = [0.65, 0.8]
        out = self.scan("--parameter", "Buv", "--values", "0.8,0.65", "--json")
        points = json.loads(out)["profiles"]["Buv"]["points"]
        self.assertEqual([p["value"] for p in points], values)
        lowest = attributes_of(self.fit("free"), ["chi2"])["chi2"]
        for k, point in enumerate(points):
            path = self.fit(f"fixed{k}", "--set",
                            f"parameters.Buv={{start: {values[k]}, fixed: true}}")
            chi2 = attributes_of(path, ["chi2"])["chi2"]
            self.assertAlmostEqual(point["chi2"], chi2, delta=SAME_CHI2)
            self.assertAlmostEqual(point["delta_chi2"], chi2 - lowest, delta=2 * SAME_CHI2)

    def test_crossings_beside_the_errors(self):
        out = self.scan("--parameter", "Buv", "--json")
        profile = json.loads(out)["profiles"]["Buv"]
        self.assertEqual(len(profile["points"]), 9)
        self.assertLess(abs(-profile["below"] / profile["error"] - 1.0), 2 * CROSSING_TOLERANCE)
        self.assertLess(abs(profile["above"] / profile["error"] - 1.0), 2 * CROSSING_TOLERANCE)
        self.assertLess(abs(profile["points"][4]["delta_chi2"]), SAME_CHI2)

    def test_alphas_against_kernels_built_at_the_value(self):
        table = self.folder / "scan.csv"
        out = self.scan("--parameter", "as", "--range", 0.114, 0.122, "--points", 3, "-o", table,
                        *CUT, *ALPHAS, ranks=2)
        self.assertIn("Hessian error", out)
        rows = rows_of(table)
        numpy.testing.assert_allclose(numbers(rows, "value"), [0.114, 0.118, 0.122], rtol=1e-14)
        numpy.testing.assert_array_equal(numbers(rows, "value"), numbers(rows, "as"))
        with h5py.File(self.fit("names", *CUT)) as file:
            names = [n.decode() for n in file["parameters/free_names"][:]]
        for row in rows:
            start = [w for n in names for w in ["--set", f"parameters.{n}={row[n]}"]]
            outcome = run("predict", NLO, "-q", "--json", *CUT, *self.cached, *start, "--set",
                          f"theory.alphas_mz={row['value']}")
            self.assertAlmostEqual(json.loads(outcome.out)["chi2"], float(row["chi2"]),
                                   delta=SAME_CHI2_OF_NODES)

    def test_same_bits_for_any_number_of_ranks_and_groups(self):
        # Parameters that many points determine: nothing but the distribution differs.
        scans = []
        for k, (ranks, per_fit) in enumerate([(None, 1), (2, 1), (2, 2), (3, 2)]):
            table = self.folder / f"{k}.csv"
            self.scan("--parameter", "Bdbar", "--parameter", "Cuv", "--points", 4, "-o", table,
                      "--ranks-per-fit", per_fit, ranks=ranks)
            scans.append(table.read_bytes())
        self.assertEqual(len(scans[0].splitlines()), 9)
        for scan in scans[1:]:
            self.assertEqual(scan, scans[0])

    def test_starts_at_a_result(self):
        path = self.fit("r")
        with h5py.File(path) as file:
            chi2 = file["fit"].attrs["chi2"]
        out = self.scan("--parameter", "Cuv", "--values", "5", "--from", path, "--json")
        self.assertAlmostEqual(json.loads(out)["chi2"], chi2, delta=SAME_CHI2)


class BadScans(CliCase):

    def test_messages(self):
        for arguments, words in [
            (["--parameter", "Bgg"], ["no parameter of this name", "did you mean Bg?"]),
            (["--parameter", "fs"], ["it is fixed in the card", "parameters.fs.fixed=false"]),
            (["--parameter", "Bg", "--range", 1, 0], ["its lower end is not below"]),
            (["--parameter", "Bg", "--values", "0,nan"], ["--values", "not a finite number"]),
            (["--parameter", "Bg", "--range", 0, "inf"], ["--range", "not a finite number"]),
            (["--parameter", "Euv", "--values", "20", "--set", "parameters.Euv.max=12"],
             ["outside its bounds", "parameters.Euv.min or .max"]),
            (["--parameter", "Bg", "--parameter", "Cg", "--values", "1"],
             ["one parameter at a time"]),
            (["--parameter", "Bg", "--values", "1", "--range", 0, 1], ["excludes"]),
            ([], ["--parameter is required"]),
        ]:
            for ranks in [None, 2]:
                outcome = run("scan", NLO, "-q", *self.cached, *arguments, ranks=ranks)
                self.expect(outcome, USAGE, *words)

    def test_more_ranks_per_fit_than_ranks(self):
        outcome = run("scan", NLO, "-q", "--parameter", "Bg", "--ranks-per-fit", 3, *self.cached,
                      ranks=2)
        self.expect(outcome, USAGE, "groups of 3 ranks", "start more ranks")

    def test_central_fit_that_does_not_converge(self):
        outcome = run("scan", NLO, "-q", "--parameter", "Bg", "--set", "fit.max_iterations=1",
                      *self.cached)
        self.expect(outcome, NOT_CONVERGED, out=["central fit did not converge"])


if __name__ == "__main__":
    main()
