"""export-lhapdf and predict --pdf: a fit becomes an LHAPDF set and is read back."""

import json
import os
import shutil

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, NLO, USAGE, CliCase, main, numbers, rows_of, run,
                      table_of)

# The set is interpolated: its values are good to 1e-3, most to 1e-5.
PREDICTIONS = 1e-3
CHI2 = 0.2
# The set at the initial scale, evolved by the program, loses only what interpolation in x does.
FROM_INITIAL_SCALE = 1e-5


class LhapdfCase(CliCase):
    """One fit with eigenvectors and its sets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, options in [("plain", []), ("errors", ["--eigenvectors"])]:
            outcome = run("fit", NLO, "-q", "-o", cls.shared_folder / name, *cls.cached, *options)
            assert outcome.code == CONVERGED, str(outcome)
        cls.plain = cls.shared_folder / "plain/result.h5"
        cls.result = cls.shared_folder / "errors/result.h5"
        cls.set = cls.shared_folder / "nlo"
        outcome = run("export-lhapdf", cls.plain, "-o", cls.set)
        assert outcome.code == CONVERGED, str(outcome)


class Export(LhapdfCase):

    def test_files_of_a_set(self):
        self.assertEqual(sorted(p.name for p in self.set.iterdir()), ["nlo.info", "nlo_0000.dat"])
        info = (self.set / "nlo.info").read_text()
        for line in ["Format: lhagrid1", "NumMembers: 1", "OrderQCD: 1", "NumFlavors: 5",
                     "AlphaS_Type: ipol", "MCharm: 1.43", "Particle: 2212"]:
            self.assertIn(line + "\n", info)
        blocks = (self.set / "nlo_0000.dat").read_text().split("---\n")
        self.assertEqual(blocks[0], "PdfType: central\nFormat: lhagrid1\nPdfDesc: central\n")
        self.assertEqual(len(blocks), 5)  # header, three subgrids, nothing
        for block in blocks[1:4]:
            lines = block.splitlines()
            x, q, flavours = (line.split() for line in lines[:3])
            self.assertEqual(len(flavours), 11)
            self.assertEqual(len(lines) - 3, len(x) * len(q))
        # Subgrids meet at the thresholds.
        self.assertEqual(blocks[1].splitlines()[1].split()[-1],
                         blocks[2].splitlines()[1].split()[0])

    def test_knots_hold_evolved_values(self):
        """Q runs fastest: rows of the file against `evolve` at the same knots."""
        lines = (self.set / "nlo_0000.dat").read_text().split("---\n")[3].splitlines()
        x, q = lines[0].split(), lines[1].split()
        columns = ["xbbar", "xcbar", "xsbar", "xubar", "xdbar", "xd", "xu", "xs", "xc", "xb", "xg"]
        self.assertEqual(lines[2], "-5 -4 -3 -2 -1 1 2 3 4 5 21")
        i, j = 120, 17
        out = self.expect(run("evolve", self.plain, "--x", x[i], "--q", q[j]), CONVERGED).out
        expected = [float(table_of(out)[0][name]) for name in columns]
        found = [float(v) for v in lines[3 + i * len(q) + j].split()]
        numpy.testing.assert_allclose(found, expected, rtol=1e-6)

    def test_eigenvectors_are_members(self):
        target = self.folder / "hessian"
        self.expect(run("export-lhapdf", self.result, "-o", target, "--x-points", 30,
                        "--q-points", 20, "--x-min", "1e-3", "--q-max", 100), CONVERGED)
        with h5py.File(self.result) as file:
            members = 1 + 2 * file["eigenvectors/plus"].shape[0]
        info = (target / "hessian.info").read_text()
        self.assertIn(f"NumMembers: {members}\n", info)
        self.assertIn("ErrorType: hessian\n", info)
        self.assertEqual(len(list(target.glob("hessian_*.dat"))), members)
        self.assertIn("PdfType: error\n", (target / "hessian_0002.dat").read_text())
        rows = table_of(run("evolve", self.result, "--members", "--x", "0.1", "--q", "10").out)
        self.assertEqual([row["member"] for row in rows], [str(k) for k in range(members)])
        gluon = numbers(rows, "xg")
        # The two members of a pair lie on the two sides of the fit, most of all along the stiffest.
        self.assertTrue(numpy.all(gluon[1:] != gluon[0]))
        self.assertLess(numpy.abs(gluon / gluon[0] - 1.0).max(), 0.5)
        central = self.folder / "central"
        self.expect(run("export-lhapdf", self.result, "-o", central, "--error-type", "central",
                        "--x-points", 30, "--q-points", 20), CONVERGED)
        self.assertEqual(len(list(central.glob("*.dat"))), 1)

    def test_nothing_is_overwritten_unless_forced(self):
        target = self.folder / "nlo"
        shutil.copytree(self.set, target)
        options = ["-o", target, "--x-points", 20, "--q-points", 20]
        before = (target / "nlo_0000.dat").read_bytes()
        self.expect(run("export-lhapdf", self.plain, *options), USAGE, "--force")
        self.assertEqual((target / "nlo_0000.dat").read_bytes(), before)
        self.expect(run("export-lhapdf", self.plain, *options, "--force"), CONVERGED)
        self.assertNotEqual((target / "nlo_0000.dat").read_bytes(), before)
        (target / "thesis.tex").write_text("precious")
        self.expect(run("export-lhapdf", self.plain, *options, "--force"), USAGE, "more than")
        self.assertEqual((target / "thesis.tex").read_text(), "precious")
        self.assert_no_leftovers()

    def test_bad_input(self):
        def refused(code, *words, source=self.plain, options=()):
            target = self.folder / "set"
            self.expect(run("export-lhapdf", source, "-o", target, *options), code, *words)
            self.assertFalse(target.exists())
        refused(USAGE, "holds no eigenvectors", options=["--error-type", "hessian"])
        refused(USAGE, "holds no replicas", options=["--error-type", "replicas"])
        refused(USAGE, "choose one of central, hessian", options=["--error-type", "best"])
        refused(USAGE, "raise --q-max", options=["--q-max", "1.2"])
        refused(USAGE, "a number of knots", options=["--x-points", "3"])
        refused(BAD_DATA, "no such file", source=self.folder / "none.h5")
        refused(BAD_DATA, "card.yaml", source=self.small_card())
        newer = self.folder / "newer.h5"
        with h5py.File(newer, "w") as file:
            file.attrs["format"], file.attrs["format_version"] = "fitpack result", 99
        refused(BAD_DATA, "version 99", source=newer)
        self.expect(run("export-lhapdf", self.plain, "-o", self.folder / "bad name"), USAGE,
                    "not a good name")
        self.expect(run("export-lhapdf", self.plain, "-o", self.folder / "no/set"), BAD_DATA,
                    "create the folder above it")


class PredictWithSet(LhapdfCase):

    def predictions(self, *options):
        path = self.folder / "predictions.csv"
        outcome = run("predict", NLO, "--pdf", self.set, "-o", path, "--force", "--json", *options,
                      *self.cached)
        self.expect(outcome, CONVERGED)
        return numbers(rows_of(path), "theory"), json.loads(outcome.out)

    def test_the_fit_comes_back(self):
        with h5py.File(self.plain) as file:
            fitted = file["predictions/theory"][()]
            chi2 = file["fit"].attrs["chi2"]
        for options, tolerance in [([], PREDICTIONS), (["--evolve-from-q0"], FROM_INITIAL_SCALE)]:
            theory, summary = self.predictions(*options)
            worst = numpy.abs(theory / fitted - 1.0).max()
            print(f"\n  {options}: predictions {worst:.1e}, chi2 {summary['chi2'] - chi2:+.3f}")
            self.assertLessEqual(worst, tolerance)
            self.assertAlmostEqual(summary["chi2"], chi2, delta=CHI2)

    def test_same_bits_on_two_ranks(self):
        points = ["predict", self.small_card(), "--pdf", self.set, "--json"]
        self.assertEqual(run(*points, ranks=2).out, self.expect(run(*points), CONVERGED).out)

    def test_the_coupling_and_order_of_the_set_are_used_and_told(self):
        card = self.small_card()
        plain = json.loads(run("predict", card, "--pdf", self.set, "--json").out)["chi2"]
        other = run("predict", card, "--pdf", self.set, "--json", "--set", "theory.alphas_mz=0.13",
                    "--set", "theory.mc=1.5")
        self.expect(other, CONVERGED, "alpha_s(M_Z) is 0.118 in the set and 0.13 in the card",
                    "the charm mass is 1.43")
        # All points lie far above the charm mass: nothing of the card's α_s or mass comes in.
        self.assertAlmostEqual(json.loads(other.out)["chi2"], plain, delta=1e-9)
        self.expect(run("predict", card, "--pdf", self.set, "--set", "theory.order=LO"), CONVERGED,
                    "evolved at order 1")

    def test_a_set_without_a_table_of_the_coupling(self):
        copy = self.copy_of_set()
        info = copy / "nlo.info"
        lines = [line for line in info.read_text().splitlines()
                 if not line.startswith(("AlphaS_Qs", "AlphaS_Vals"))]
        info.write_text("\n".join(lines).replace("ipol", "ode") + "\n")
        card = self.small_card()
        outcome = run("predict", card, "--pdf", copy, "--json")
        self.expect(outcome, CONVERGED, "runs from AlphaS_MZ")
        plain = json.loads(run("predict", card, "--pdf", self.set, "--json").out)["chi2"]
        self.assertAlmostEqual(json.loads(outcome.out)["chi2"], plain, delta=1e-3)

    def copy_of_set(self):
        copy = self.folder / "nlo"
        shutil.copytree(self.set, copy)
        return copy

    def test_bad_sets(self):
        card = self.small_card()

        def refused(code, *words, folder=self.set, options=()):
            self.expect(run("predict", card, "--pdf", folder, *options), code, *words)
        refused(BAD_DATA, "no such folder", folder=self.folder / "none")
        refused(BAD_DATA, "not an LHAPDF set", folder=self.folder)
        refused(USAGE, "has no member 1", options=["--member", "1"])
        refused(USAGE, "whole number", options=["--member", "-1"])
        self.expect(run("predict", card, "--member", "0"), USAGE, "--pdf")
        copy = self.copy_of_set()
        member = (copy / "nlo_0000.dat").read_text()
        for text, words in [(member[:len(member) // 2], "damaged"),
                            (member.replace("lhagrid1", "lhagrid9", 1), "lhagrid9"),
                            (member.replace(" 21\n", " 22\n"), "lacks the partons 21")]:
            (copy / "nlo_0000.dat").write_text(text)
            refused(BAD_DATA, "nlo_0000.dat", words, folder=copy)
        os.remove(copy / "nlo_0000.dat")
        refused(BAD_DATA, "nlo_0000.dat", "missing", folder=copy)
        (copy / "nlo.info").write_text("SetDesc: [\n")
        refused(BAD_DATA, "nlo.info", folder=copy)

    def test_points_outside_the_set(self):
        small = self.folder / "small"
        coarse = ["--x-points", 40, "--q-points", 30]
        self.expect(run("export-lhapdf", self.plain, "-o", small, "--q-max", 20, "--x-min",
                        "0.0095", *coarse), CONVERGED)
        card = self.small_card()
        # The charged-current data begin at x = 0.008 and reach Q = 170 GeV.
        self.expect(run("predict", card, "--pdf", small), USAGE, "data set HERA_CC_", "point ",
                    "x = 0.008", "0.0095")
        self.expect(run("predict", card, "--pdf", small, "--set",
                        "data.cuts=[{variable: x, min: 0.06}]"), USAGE, "scale", "1.37", "20")
        narrow = self.folder / "narrow"
        self.expect(run("export-lhapdf", self.plain, "-o", narrow, "--x-min", "0.05", *coarse),
                    CONVERGED)
        self.expect(run("predict", card, "--pdf", narrow), USAGE, "begins at x = 0.05")


if __name__ == "__main__":
    main()
