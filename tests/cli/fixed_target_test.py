"""Fixed targets: bits on any number of ranks, sets that exclude each other, sets without theory."""

import shutil

import h5py
import numpy

from cli_case import (BAD_DATA, CONFIGS, CONVERGED, DATA, USAGE, CliCase, attributes_of, main,
                      numbers, rows_of, run)

GLOBAL = CONFIGS / "global_dis_nlo.yaml"
# A few points of every kind: rows of ratios and of cross sections in one block, two blocks.
SMALL = ["--set", "data.sets=[NMC_DP_F2RATIO, BCDMS_D_SIGR, SLAC_P_F2, CHORUS_NU, NUTEV_DIMUON_NB]",
         "--set", "data.cuts=[{variable: Q2, min: 14, max: 22}, {variable: W2, min: 12.5}]",
         "--set", "theory.grid.x_min=0.01"]


# Cubic interpolation in the tables of a set.
LHAPDF_INTERPOLATION = 1e-3
# Of the card, from its starts near the minimum; other minima and more free parameters lie up to 50 lower.
LARGEST_MINIMUM = 3621.5
# Each set is described: no nuclear correction, no tension between experiments breaks this.
LARGEST_CHI2_PER_POINT = 1.6


class GlobalFit(CliCase):

    def test_converges_and_describes_every_set(self):
        path = self.fit("r", card=GLOBAL)
        fit = attributes_of(path, ["chi2", "status", "n_points"])
        self.assertEqual(fit["status"], "converged")
        self.assertEqual(fit["n_points"], 3026)
        self.assertLessEqual(fit["chi2"], LARGEST_MINIMUM)
        with h5py.File(path) as file:
            sets = file["fit/datasets"]
            for name, n, chi2 in zip(sets["name"][:], sets["n_points"][:], sets["chi2"][:]):
                self.assertLessEqual(chi2 / n, LARGEST_CHI2_PER_POINT, name)
            kernels = file["predictions/theory"][:]
        # Without kernels: partons of each nucleus at the scale of the point, from a table.
        self.expect(run("export-lhapdf", path, "-o", self.folder / "set"), CONVERGED)
        table = self.folder / "lhapdf.csv"
        self.expect(run("predict", GLOBAL, "-q", "--pdf", self.folder / "set", "-o", table),
                    CONVERGED)
        numpy.testing.assert_allclose(numbers(rows_of(table), "theory"), kernels,
                                      rtol=LHAPDF_INTERPOLATION)


class FixedTarget(CliCase):

    def test_same_bits_on_any_number_of_ranks(self):
        tables = []
        for ranks in [1, 2, 3]:
            path = self.folder / f"{ranks}.csv"
            self.expect(run("predict", GLOBAL, "-q", "-o", path, *SMALL, *self.cached, "--set",
                            f"cache.enabled={'false' if ranks == 2 else 'true'}", ranks=ranks),
                        CONVERGED)
            tables.append(path.read_bytes())
        self.assertEqual(tables[0], tables[1])
        self.assertEqual(tables[0], tables[2])
        rows = rows_of(path)
        self.assertGreater(len(rows), 128)
        ratio = numbers([r for r in rows if r["dataset"] == "NMC_DP_F2RATIO"], "theory")
        self.assertTrue(numpy.all((ratio > 0.5) & (ratio < 1.1)), ratio)
        # Theory and measurement in one normalisation: units, factors and targets of every set.
        for name in ["BCDMS_D_SIGR", "SLAC_P_F2", "CHORUS_NU", "NUTEV_DIMUON_NB"]:
            of_set = [r for r in rows if r["dataset"] == name]
            mean = numpy.mean(numbers(of_set, "theory") / numbers(of_set, "value"))
            self.assertAlmostEqual(mean, 1.0, delta=0.15, msg=name)

    def predict(self, name, *arguments):
        path = self.folder / f"{name}.csv"
        self.expect(run("predict", GLOBAL, "-q", "-o", path, *SMALL, *self.cached, *arguments),
                    CONVERGED)
        return numbers(rows_of(path), "theory")

    def test_grids_hold_for_protons_only(self):
        sets = ["--set", "data.sets=[BCDMS_P_SIGR, BCDMS_D_SIGR, NMC_DP_F2RATIO]"]
        rows = self.predict("rows", *sets, "--set", "kernels.rows=tables")
        numpy.testing.assert_allclose(self.predict("grid", *sets, "--set", "kernels.rows=grid"),
                                      rows, rtol=1e-6, err_msg="promised accuracy of grids")

    def test_sets_that_exclude_each_other(self):
        outcome = run("check", GLOBAL, "--set", "data.sets=[NMC_P_SIGR, NMC_D_SIGR, NMC_DP_F2RATIO]")
        self.expect(outcome, USAGE, "NMC_D_SIGR and NMC_DP_F2RATIO are the same measurement",
                    "use one of them")

    def test_sets_without_theory(self):
        """A process and a target that the program has no theory for."""
        for suffix in [".csv", ".yaml"]:
            shutil.copy(DATA / f"NMC_DP_F2RATIO{suffix}", self.folder / f"ODD{suffix}")
        sidecar = self.folder / "ODD.yaml"
        text = sidecar.read_text().replace("name: NMC_DP_F2RATIO", "name: ODD")
        sidecar.write_text(text.replace("process: nc_dis", "process: nc_dis_heavy_quark"))
        odd = ["--set", f"data.folder={self.folder}", "--set", "data.sets=[ODD]", *self.cached]
        self.expect(run("predict", GLOBAL, *odd), USAGE,
                    "ODD: no theory for F2d/F2p of process nc_dis_heavy_quark")
        sidecar.write_text(text.replace("deuteron over proton", "tritium"))
        self.expect(run("predict", GLOBAL, *odd), BAD_DATA, "unknown target 'tritium'")

    def test_dimuons_need_mixing(self):
        self.expect(run("predict", GLOBAL, *SMALL, *self.cached, "--set",
                        "data.sets=[NUTEV_DIMUON_NU]", "--set", "theory.electroweak.ckm=off"),
                    USAGE, "set theory.electroweak.ckm: on")


if __name__ == "__main__":
    main()
