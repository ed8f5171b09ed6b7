"""fit: the minimum, any number of ranks, several starts, a start from a result, status."""

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, LO, NLO, NOT_CONVERGED, USAGE, CliCase, attributes_of,
                      bits_of, main, run)

# An independent calculation of the NLO minimum finds 1390.81.
NLO_CHI2 = 1390.81
LARGEST_NLO_CHI2 = 1390.90
POINTS = 1145
# Starts that end in the same minimum agree to this; another minimum lies farther away.
SAME_MINIMUM = 0.01


class Minimum(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.result = cls.shared_folder / "nlo/result.h5"
        outcome = run("fit", NLO, "-q", "-o", cls.result.parent, *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)

    def test_nlo(self):
        path = self.result
        fit = attributes_of(path, ["chi2", "n_points", "ndf", "status", "n_free"])
        self.assertEqual(fit["status"], "converged")
        self.assertEqual(fit["n_points"], POINTS)
        self.assertEqual(fit["ndf"], POINTS - fit["n_free"])
        self.assertLessEqual(fit["chi2"], LARGEST_NLO_CHI2)
        self.assertGreater(fit["chi2"], NLO_CHI2 - SAME_MINIMUM)
        self.assertEqual(list(path.parent.iterdir()), [path])

    def test_lo(self):
        path = self.fit("r", card=LO)
        fit = attributes_of(path, ["chi2", "n_points", "status"])
        self.assertEqual((fit["status"], fit["n_points"]), ("converged", POINTS))

    def test_parts_add_up(self):
        path = self.result
        parts = attributes_of(path, ["chi2_points", "chi2_correlated", "chi2_log_penalty",
                                     "chi2_prior"])
        chi2 = attributes_of(path, ["chi2"])["chi2"]
        self.assertAlmostEqual(sum(parts.values()), chi2, delta=1e-9 * chi2)
        with h5py.File(path) as file:
            sets, points = file["fit/datasets"], file["predictions"]
            self.assertAlmostEqual(sets["chi2"][:].sum(), parts["chi2_points"], delta=1e-9 * chi2)
            self.assertAlmostEqual((points["residual"][:]**2).sum(), parts["chi2_points"],
                                   delta=1e-9 * chi2)
            self.assertAlmostEqual((file["shifts/value"][:]**2).sum(), parts["chi2_correlated"],
                                   delta=1e-9 * chi2)
            self.assertEqual(sets["n_points"][:].sum(), POINTS)
            self.assertTrue(numpy.isfinite(file["parameters/covariance"][:]).all())
            self.assertIn("theory:", file["card"][()].decode())

    def test_prediction_at_the_minimum_is_the_minimum(self):
        path = self.result
        with h5py.File(path) as file:
            names = [n.decode() for n in file["parameters/name"][:]]
            values = dict(zip(names, file["parameters/value"][:]))
            fixed = dict(zip(names, file["parameters/fixed"][:]))
            theory = file["predictions/theory"][:]
        start = [w for n in names if not fixed[n]
                 for w in ["--set", f"parameters.{n}={values[n]!r}".replace("np.float64", "")]]
        again = self.fit("again", *start)
        fits = [attributes_of(p, ["chi2", "iterations"]) for p in [path, again]]
        self.assertAlmostEqual(fits[0]["chi2"], fits[1]["chi2"], delta=1e-6)
        self.assertLessEqual(fits[1]["iterations"], 3)
        with h5py.File(again) as file:
            numpy.testing.assert_allclose(file["predictions/theory"][:], theory, rtol=1e-6)


class Ranks(CliCase):
    """The same bits on any number of ranks, with kernels built or read."""

    def test_same_bits(self):
        serial = bits_of(self.fit("serial"))
        self.assertIn("predictions/theory", serial)
        self.assertIn("parameters/covariance", serial)
        self.assertIn("history/chi2", serial)
        # 12 ranks are more than the 9 blocks of 1145 rows.
        for ranks in [1, 2, 3, 5, 12]:
            with self.subTest(ranks=ranks):
                self.compare(serial, self.fit(f"ranks{ranks}", ranks=ranks), ranks)

    def test_same_bits_of_kernels_built_in_parallel(self):
        serial = bits_of(self.fit("serial", "--set", "cache.enabled=false"))
        parallel = self.fit("three", "--set", "cache.enabled=false", ranks=3)
        self.compare(serial, parallel, 3)

    def test_same_bits_of_several_starts(self):
        starts = ["--starts", 3, "--scatter", 0.5, "--seed", 7]
        serial = bits_of(self.fit("serial", *starts))
        self.compare(serial, self.fit("two", *starts, ranks=2), 2)

    def compare(self, expected, path, ranks):
        found = bits_of(path)
        self.assertEqual(sorted(found), sorted(expected))
        self.assertEqual([n for n in expected if expected[n] != found[n]], [])
        with h5py.File(path) as file:
            self.assertEqual(file["provenance"].attrs["ranks"], ranks)


class Starts(CliCase):

    def test_ten_scattered_starts(self):
        outcome = run("fit", NLO, "-q", "-o", self.folder / "r", "--starts", 10, "--scatter", 1,
                      *self.cached)
        self.expect(outcome, CONVERGED, out=["kept"])
        with h5py.File(self.folder / "r/result.h5") as file:
            starts = file["starts"]
            chi2, best = starts["chi2"][:], int(starts.attrs["best"])
            status = [s.decode() for s in starts["status"][:]]
            self.assertEqual(starts["start"].shape, (10, int(file["fit"].attrs["n_free"])))
            self.assertEqual(starts["end"].shape, starts["start"].shape)
            self.assertEqual(len({tuple(row) for row in starts["start"][:]}), 10)
            self.assertEqual(file["fit"].attrs["chi2"], chi2[best])
        converged = chi2[[s == "converged" for s in status]]
        self.assertEqual(chi2[best], converged.min())
        self.assertLessEqual(chi2[best], LARGEST_NLO_CHI2)
        print(f"\n  10 starts: {len(converged)} converged, chi2 - best:",
              numpy.array2string(converged - converged.min(), precision=6))
        # The summary on stdout has a line for every start, whatever minimum it found.
        for value in chi2:
            if numpy.isfinite(value):
                self.assertIn(f"{value:.4f}", outcome.out)
        # Most starts reach the minimum that is kept.
        self.assertGreaterEqual((converged - converged.min() < SAME_MINIMUM).sum(), 5)

    def test_seed_decides(self):
        def starts(name, seed):
            path = self.fit(name, "--starts", 2, "--seed", seed, "--set", "fit.max_iterations=1",
                            code=NOT_CONVERGED)
            with h5py.File(path) as file:
                return file["starts/start"][:]
        first, same, other = starts("a", 1), starts("b", 1), starts("c", 2)
        numpy.testing.assert_array_equal(first, same)
        self.assertTrue((first != other).all())

    def test_no_scatter_means_the_start_values(self):
        path = self.fit("r", "--starts", 2, "--scatter", 0)
        with h5py.File(path) as file:
            start = file["starts/start"][:]
            self.assertTrue((start[0] == start[1]).all())


class StartFrom(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.shared_folder / "first/result.h5"
        outcome = run("fit", NLO, "-q", "-o", cls.first.parent, *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)

    def test_result_as_a_start(self):
        first = self.first
        second = self.fit("second", "--start-from", first)
        fits = [attributes_of(p, ["chi2", "iterations"]) for p in [first, second]]
        self.assertLessEqual(fits[1]["iterations"], 3)
        self.assertAlmostEqual(fits[0]["chi2"], fits[1]["chi2"], delta=1e-6)
        with h5py.File(first) as a, h5py.File(second) as b:
            free = a["parameters/fixed"][:] == 0
            numpy.testing.assert_array_equal(b["starts/start"][0],
                                             a["parameters/value"][:][free])

    def test_stop_and_go_on(self):
        """Two halves end where one fit ends."""
        whole = self.first
        half = self.fit("half", "--set", "fit.max_iterations=20", code=NOT_CONVERGED)
        rest = self.fit("rest", "--start-from", half, ranks=2)
        chi2 = [attributes_of(p, ["chi2"])["chi2"] for p in [whole, rest]]
        self.assertAlmostEqual(chi2[0], chi2[1], delta=1e-6)

    def test_files_that_are_no_result(self):
        garbage = self.folder / "garbage.h5"
        garbage.write_bytes(b"not HDF5" * 1000)
        empty = self.folder / "empty.h5"
        empty.touch()
        for ranks in [None, 2]:
            paths = [self.folder / "missing.h5", garbage, empty, self.folder, NLO]
            for path in paths if ranks is None else paths[:2]:
                with self.subTest(path=path, ranks=ranks):
                    outcome = run("fit", NLO, "-q", "-o", self.folder / "r", "--start-from", path,
                                  *self.cached, ranks=ranks)
                    self.expect(outcome, BAD_DATA, str(path))
                    self.assertFalse((self.folder / "r").exists())

    def test_result_outside_the_bounds_of_the_card(self):
        outcome = run("fit", NLO, "-o", self.folder / "r", "--start-from", self.first, *self.cached,
                      "--set", "parameters.Cg.max=6")
        self.expect(outcome, USAGE, "Cg", "parameters.Cg.min or .max")


class Status(CliCase):

    def test_not_converged_has_a_result_and_its_own_exit_code(self):
        for ranks in [None, 2]:
            path = self.fit(f"r{ranks}", "--set", "fit.max_iterations=1", ranks=ranks,
                            code=NOT_CONVERGED)
            fit = attributes_of(path, ["status", "iterations", "message"])
            self.assertEqual((fit["status"], fit["iterations"]), ("not_converged", 1))
            self.assertIn("fit.max_iterations", fit["message"])
            self.expect(run("inspect", path), CONVERGED, out=["NOT CONVERGED"])

    def test_nothing_free(self):
        fixed = [w for n in ["Bg", "Cg", "Agp", "Bgp", "Buv", "Cuv", "Euv", "Bdv", "Cdv", "Adbar",
                             "Bdbar", "Cdbar", "Cubar", "Dubar"]
                 for w in ["--set", f"parameters.{n}.fixed=true"]]
        path = self.fit("r", *fixed)
        fit = attributes_of(path, ["n_free", "ndf", "chi2"])
        self.assertEqual((fit["n_free"], fit["ndf"]), (0, POINTS))
        self.expect(run("inspect", path), CONVERGED)

    def test_parameter_that_ends_at_its_bound(self):
        path = self.fit("r", "--set", "parameters.Euv.max=10")
        # The minimum of the others is that of a fit with the parameter fixed there.
        fixed = self.fit("f", "--set", "parameters.Euv={start: 10, fixed: true}")
        chi2 = [attributes_of(p, ["chi2"])["chi2"] for p in [path, fixed]]
        self.assertAlmostEqual(chi2[0], chi2[1], delta=1e-6)
        with h5py.File(path) as file:
            names = [n.decode() for n in file["parameters/name"][:]]
            at_bound = file["parameters/at_bound"][:]
            self.assertEqual([n for n, b in zip(names, at_bound) if b], ["Euv"])
            self.assertEqual(file["parameters/value"][names.index("Euv")], 10.0)
        self.expect(run("inspect", path), CONVERGED, out=["at its upper bound 10"])


class SumRules(CliCase):
    """A sum rule over x^(B-1) diverges for B <= -1 (momentum) or B <= 0 (number)."""

    def test_divergent_at_the_start(self):
        for key in ["parameters.Bg=-1.5", "parameters.Buv=-0.1"]:
            for ranks in [None, 2]:
                outcome = run("fit", NLO, "-o", self.folder / "r", "--set", key, *self.cached,
                              ranks=ranks)
                self.expect(outcome, USAGE, "sum rule", "diverges", "change the start values")
                self.assertFalse((self.folder / "r").exists())

    def test_divergent_on_the_way_is_a_rejected_step(self):
        """Near the edge the first steps lead beyond it: they are rejected and the fit goes on."""
        for ranks in [None, 2]:
            outcome = run("fit", NLO, "-o", self.folder / f"r{ranks}", "--set",
                          "parameters.Bdv=0.02", "--set", "parameters.Buv=0.02",
                          "--set", "fit.max_iterations=400", *self.cached, ranks=ranks)
            self.assertIn(outcome.code, [CONVERGED, NOT_CONVERGED], str(outcome))
            self.assertIn("rejected", outcome.err)
            path = self.folder / f"r{ranks}/result.h5"
            with h5py.File(path) as file:
                self.assertTrue(numpy.isfinite(file["history/chi2"][:]).all())
                self.assertLess(file["history/chi2"][-1], file["history/chi2"][0])


if __name__ == "__main__":
    main()
