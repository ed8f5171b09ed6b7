"""evolve and structure-functions against published tables, through the command line."""

import numpy

from cli_case import (CONFIGS, CONVERGED, REFERENCE, CliCase, main, rows_of, run, table_of)

LES_HOUCHES_Q = 100.0  # GeV

# The tables print five digits: half a unit of the last is at most 5e-5. Two of them are coarser.
PRINTED_DIGITS = 5e-5
XUV_AT_07 = 8e-5
LARGEST_X = 0.9
AT_LARGEST_X = 5e-4

# The reference structure functions are accurate to 1e-7.
STRUCTURE_FUNCTIONS = 1e-5
LARGEST_STRUCTURE_FUNCTION_X = 0.7
# Charged sea and valence cancel near a zero of xF3: the error counts in units of F2 there.
CANCELLATION = 1e-3


def toy(order):
    return CONFIGS / f"leshouches_{order.lower()}.yaml"


def joined(values):
    return ",".join(values)


class Evolution(CliCase):

    def combinations(self, row):
        f = {name: float(value) for name, value in row.items()}
        return {
            "xuv": f["xu"] - f["xubar"], "xdv": f["xd"] - f["xdbar"],
            "xLm": f["xdbar"] - f["xubar"], "2xLp": 2 * (f["xubar"] + f["xdbar"]),
            "xsp": f["xs"] + f["xsbar"], "xcp": f["xc"] + f["xcbar"],
            "xbp": f["xb"] + f["xbbar"], "xg": f["xg"]
        }

    def test_les_houches_tables(self):
        for order in ["lo", "nlo"]:
            reference = rows_of(REFERENCE / f"leshouches_{order}_vfns.csv")
            path = self.folder / f"{order}.csv"
            outcome = run("evolve", toy(order), "--x", joined(r["x"] for r in reference), "--q",
                          LES_HOUCHES_Q, "-o", path)
            self.expect(outcome, CONVERGED)
            self.assertEqual(outcome.out, "")
            worst = (0.0, "")
            for found, expected in zip(rows_of(path), reference, strict=True):
                self.assertAlmostEqual(float(found["x"]), float(expected["x"]))
                for name, value in self.combinations(found).items():
                    error = abs(value / float(expected[name]) - 1.0)
                    with self.subTest(order=order, x=expected["x"], parton=name, value=value):
                        self.assertLessEqual(error, self.tolerance(order, expected, name))
                    if float(expected["x"]) < LARGEST_X:
                        worst = max(worst, (error, f"{name} at {expected['x']}"))
            print(f"\n  {order}: worst below x = 0.9 {worst[0]:.1e} ({worst[1]})")
        self.assert_no_leftovers()

    def tolerance(self, order, row, name):
        x = float(row["x"])
        if x >= LARGEST_X:
            return AT_LARGEST_X
        return XUV_AT_07 if (order, name, x) == ("nlo", "xuv", 0.7) else PRINTED_DIGITS

    def test_input_scale_gives_the_input(self):
        """At Q0 the PDFs are those of the card, and the strange sea is its combination."""
        x = numpy.array([1e-4, 0.01, 0.1, 0.5])
        out = run("evolve", toy("nlo"), "--x", joined(map(str, x)), "--q", "1.4142135623730951").out
        for row, point in zip(table_of(out), x):
            f = self.combinations(row)
            expected = {
                "xuv": 5.107200 * point**0.8 * (1 - point)**3,
                "xdv": 3.064320 * point**0.8 * (1 - point)**4,
                "xg": 1.7 * point**-0.1 * (1 - point)**5,
                "xcp": 0.0, "xbp": 0.0,
                "xsp": 0.2 * f["2xLp"]
            }
            for name, value in expected.items():
                # Interpolation between nodes is good to about 1e-7; valence is a difference of
                # numbers as large as the sea.
                delta = 1e-6 * (abs(value) + f["2xLp"])
                self.assertAlmostEqual(f[name], value, delta=delta, msg=name)

    def test_order_of_rows_and_repeated_options(self):
        points = ["--x", "0.3", "0.1", "--q", "10", "--q", "5,20"]
        rows = table_of(run("evolve", toy("lo"), *points).out)
        self.assertEqual([(r["x"], r["q"]) for r in rows],
                         [(x, q) for q in ["10", "5", "20"] for x in ["0.3", "0.1"]])

    def test_same_bytes_under_mpi(self):
        points = ["--x", "1e-4,0.1", "--q", "10"]
        self.assertEqual(run("evolve", toy("lo"), *points, ranks=2).out,
                         run("evolve", toy("lo"), *points).out)


class StructureFunctions(CliCase):

    def compare(self, order, table, current_of, *overrides):
        """Every row of a reference table; one run of the command for all of them."""
        reference = [r for r in rows_of(REFERENCE / table) if r["order"] == order
                     and float(r["x"]) <= LARGEST_STRUCTURE_FUNCTION_X]
        self.assertGreater(len(reference), 20)
        x = sorted({r["x"] for r in reference}, key=float)
        q = sorted({r["Q"] for r in reference}, key=float)
        outcome = run("structure-functions", toy(order), "--x", joined(x), "--q", joined(q),
                      *overrides)
        self.expect(outcome, CONVERGED)
        found = {(float(r["x"]), float(r["q"]), r["current"]): r for r in table_of(outcome.out)}
        worst = (0.0, "")
        for row in reference:
            here = found[float(row["x"]), float(row["Q"]), current_of(row)]
            f2 = abs(float(row["F2"]))
            for name in ["F2", "FL", "xF3"]:
                expected = float(row.get(name, 0.0))
                scale = max(abs(expected), CANCELLATION * f2)
                error = abs(float(here[name]) - expected) / scale
                with self.subTest(order=order, table=table, row=row, function=name):
                    self.assertLessEqual(error, STRUCTURE_FUNCTIONS, here)
                worst = max(worst, (error, f"{name}, x {row['x']}, Q {row['Q']}"))
        print(f"\n  {table} {order}: worst {worst[0]:.1e} ({worst[1]})")

    def test_photon(self):
        for order in ["LO", "NLO"]:
            self.compare(order, "sf_photon_zm.csv", lambda row: "photon")

    def test_neutral_current(self):
        for order in ["LO", "NLO"]:
            self.compare(order, "sf_nc_zm.csv", lambda row: "nc")

    def test_charged_current(self):
        for order in ["LO", "NLO"]:
            self.compare(order, "sf_cc_zm.csv", lambda row: "cc_" + row["lepton"],
                         "--set", "theory.electroweak.ckm=on")

    def test_columns(self):
        path = self.folder / "sf.csv"
        self.expect(run("structure-functions", toy("nlo"), "--x", "0.1", "--q", "10", "-o", path),
                    CONVERGED)
        rows = rows_of(path)
        self.assertEqual(list(rows[0]), ["x", "q", "current", "F2", "FL", "xF3"])
        self.assertEqual([r["current"] for r in rows], ["photon", "nc", "cc_e+", "cc_e-"])


if __name__ == "__main__":
    main()
