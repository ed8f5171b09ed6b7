"""Fixed targets: bits on any number of ranks, sets that exclude each other, sets without theory."""

import shutil

import numpy

from cli_case import (CONFIGS, CONVERGED, DATA, USAGE, CliCase, main, numbers, rows_of, run)

GLOBAL = CONFIGS / "global_dis_nlo.yaml"
# A few points of every kind: rows of ratios and of cross sections in one block, two blocks.
SMALL = ["--set", "data.sets=[NMC_DP_F2RATIO, BCDMS_D_SIGR, SLAC_P_F2, CHORUS_NU, NUTEV_DIMUON_NB]",
         "--set", "data.cuts=[{variable: Q2, min: 14, max: 22}, {variable: W2, min: 12.5}]",
         "--set", "theory.grid.x_min=0.01"]


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
        self.expect(run("predict", GLOBAL, *odd), 3, "unknown target 'tritium'")

    def test_dimuons_need_mixing(self):
        self.expect(run("predict", GLOBAL, *SMALL, *self.cached, "--set",
                        "data.sets=[NUTEV_DIMUON_NU]", "--set", "theory.electroweak.ckm=off"),
                    USAGE, "set theory.electroweak.ckm: on")


if __name__ == "__main__":
    main()
