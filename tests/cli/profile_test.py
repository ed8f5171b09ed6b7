"""fit: where the time went, in the result and on the terminal."""

import time

import h5py
import numpy

from cli_case import CONVERGED, NLO, CliCase, main, run

STAGES = ["input/output", "kernel build", "parametrisation", "products", "whitening: rows",
          "whitening: Gram matrix", "whitening: Cholesky", "whitening: projection", "QR",
          "communication", "Ceres"]
HOT = slice(2, None)  # from the parametrisation on
BLOCKS = 9  # of 128 of the 1145 points


def profile_of(path):
    with h5py.File(path) as file:
        table = {name: file[f"profile/{name}"][:] for name in
                 ["seconds", "calls", "messages", "bytes"]}
        table["stage"] = [s.decode() for s in file["profile/stage"][:]]
        table["fit"] = dict(file["fit"].attrs)
        table["timing"] = [file[f"timing/{name}"][:] for name in ["min", "mean", "max"]]
        return table


class Profile(CliCase):

    def test_serial(self):
        # Errors from the local model: no evaluations after the minimum but those of the report.
        path = self.fit("r", "--set", "fit.covariance=gauss_newton")
        profile = profile_of(path)
        self.assertEqual(profile["stage"], STAGES)
        for name in ["seconds", "calls", "messages", "bytes"]:
            self.assertEqual(profile[name].shape, (len(STAGES), 1))
        self.assertFalse(profile["messages"].any())
        self.assertFalse(profile["bytes"].any())
        seconds, calls = profile["seconds"][:, 0], dict(zip(STAGES, profile["calls"][:, 0]))
        self.assertTrue((seconds >= 0).all())
        fit = profile["fit"]
        evaluations = fit["value_evaluations"] + fit["model_evaluations"]
        self.assertEqual(calls["Ceres"], fit["iterations"])
        # Afterwards one report, which is an evaluation without a model.
        self.assertEqual(calls["communication"], evaluations + 1)
        self.assertEqual(calls["parametrisation"], evaluations + 1)
        # The leaves of every block, and a merge fewer than there are blocks.
        self.assertEqual(calls["QR"], fit["model_evaluations"] * (2 * BLOCKS - 1 + 1))
        # The stages are all there is: the report comes on top of the minimisation.
        self.assertGreaterEqual(seconds[HOT].sum(), 0.999 * fit["seconds"])

    def test_ranks(self):
        begin = time.monotonic()
        outcome = run("fit", NLO, "-q", "--profile", "-o", self.folder / "r", *self.cached, ranks=3)
        elapsed = time.monotonic() - begin
        self.expect(outcome, CONVERGED, out=["seconds on 3 ranks", "max/mean", *STAGES])
        profile = profile_of(self.folder / "r/result.h5")
        seconds = profile["seconds"]
        self.assertEqual(seconds.shape, (len(STAGES), 3))
        self.assertTrue((seconds.sum(axis=0) < elapsed).all())
        for found, wanted in zip(profile["timing"],
                                 [seconds.min(axis=1), seconds.mean(axis=1), seconds.max(axis=1)]):
            numpy.testing.assert_allclose(found, wanted, rtol=1e-12)
        # Rank 0 alone has these.
        for stage in ["whitening: Cholesky", "Ceres"]:
            row = seconds[STAGES.index(stage)]
            self.assertGreater(row[0], 0)
            self.assertFalse(row[1:].any())
        self.assertTrue((profile["messages"][STAGES.index("communication")] > 0).all())
        self.assertTrue((profile["bytes"][STAGES.index("communication")] > 0).all())
        text = self.expect(run("inspect", self.folder / "r/result.h5"), CONVERGED)
        self.assertIn("seconds on 3 ranks", text.out)

    def test_not_shown_unless_asked_for(self):
        outcome = run("fit", NLO, "-q", "-o", self.folder / "r", *self.cached)
        self.expect(outcome, CONVERGED)
        self.assertNotIn("max/mean", outcome.out)


if __name__ == "__main__":
    main()
