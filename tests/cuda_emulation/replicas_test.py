"""Replicas fitted together on an (emulated) GPU, against those fitted one by one on the CPU."""

import os
import signal
import subprocess
import time

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, NLO, USAGE, CliCase, command_line, environment, main,
                      run)

ON_GPU = os.environ["FITPACK_ON_EMULATED_GPU"]
COUNT = 6
# All parameters of the card but two, and few points.
FIXED = ["Bg", "Cg", "Agp", "Bgp", "Euv", "Bdv", "Cdv", "Adbar", "Bdbar", "Cdbar", "Cubar", "Dubar"]
SMALL = [word for name in FIXED for word in ("--set", f"parameters.{name}.fixed=true")]
SMALL += ["--set", "theory.grid.x_min=0.02", "--set", "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]",
          "--set", "data.cuts=[{variable: x, min: 0.05}, {variable: Q2, min: 100}]",
          # Terms of chi2 beside the data.
          "--set", "parameters.Buv.prior={mean: 0.7, sigma: 0.1}",
          "--set", "penalties.integrability={of: [T3], x: [0.03], weight: 0.1}"]
STOPPED = 75
# Sums in another order. A minimum is known to about the root of that.
CHI2_ROUNDING = 1e-8
OF_AN_ERROR = 1e-4


class Replicas(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.shared_folder / "whole"
        outcome = run(*cls.command(cls.whole))
        assert outcome.code == CONVERGED, str(outcome)

    @classmethod
    def command(cls, folder, *arguments):
        return ["fit", NLO, "-o", folder, "--replicas", COUNT, *SMALL, *cls.cached, *arguments]

    def on_gpu(self, folder, *arguments, code=CONVERGED, ranks=None):
        return self.expect(run(*self.command(folder, "--backend", "cuda", *arguments),
                               executable=ON_GPU, ranks=ranks), code)

    def names(self, folder):
        return sorted(path.name for path in (folder / "replicas").iterdir())

    def assert_like_one_by_one(self, folder):
        with h5py.File(self.whole / "result.h5") as expected, h5py.File(
                folder / "result.h5") as found:
            a, b = expected["replicas"], found["replicas"]
            self.assertEqual(list(a["number"][:]), list(b["number"][:]))
            self.assertEqual({text for text in b["status"][:]}, {b"converged"})
            for name in ["chi2", "chi2_data"]:
                numpy.testing.assert_allclose(b[name][:], a[name][:], rtol=CHI2_ROUNDING)
            free = expected["parameters/fixed"][:] == 0
            errors = expected["parameters/error"][:][free]
            self.assertLess(numpy.abs((b["theta"][:] - a["theta"][:]) / errors).max(), OF_AN_ERROR)
        self.assertEqual(self.names(folder), self.names(self.whole))
        for name in self.names(folder):
            with h5py.File(folder / "replicas" / name) as file:
                parts = dict(file["fit"].attrs)
            self.assertGreater(parts["chi2_prior"], 0.0)
            data = sum(parts[f"chi2_{part}"] for part in ["points", "correlated", "log_penalty"])
            self.assertGreater(parts["chi2"] - data - parts["chi2_prior"], 1e-6)  # the penalty

    def test_as_one_by_one(self):
        """Fewer at a time than there are, in double precision whatever the card says; on groups of
        ranks; by ranks that share the sets."""
        for name, arguments, ranks in [("four", ["--together", 4, "--set", "kernels.batch_precision=bf16"], None),
                                       ("groups", ["--ranks-per-fit", 1], 2),
                                       ("shared", ["--ranks-per-fit", 2], 2)]:
            with self.subTest(name):
                folder = self.folder / name
                outcome = self.on_gpu(folder, *arguments, ranks=ranks)
                places = {"four": 4, "groups": 3, "shared": 6}[name]
                self.assertIn(f"{places} at a time, GPU 0", outcome.err)
                self.assert_like_one_by_one(folder)

    def test_on_the_processor(self):
        """The same bytes as one by one."""
        folder = self.folder / "cpu"
        self.expect(run(*self.command(folder, "-q", "--together", 3, "--ranks-per-fit", 2), ranks=2),
                    CONVERGED)
        self.assertEqual(self.names(folder), self.names(self.whole))
        for name in self.names(folder):
            self.assertEqual((folder / "replicas" / name).read_bytes(),
                             (self.whole / "replicas" / name).read_bytes(), name)

    def files(self, folder, pattern="replica_*.h5"):
        return {path.name: path.read_bytes() for path in (folder / "replicas").glob(pattern)}

    def end_in_the_middle(self, folder, number, code):
        """Sends a signal once one more replica is there."""
        before = len(self.files(folder))
        process = subprocess.Popen(
            command_line(self.command(folder, "-q", "--backend", "cuda", "--together", 2),
                         executable=ON_GPU), env=environment(), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(self.files(folder)) == before and process.poll() is None:
            time.sleep(0.001)
        if process.poll() is None:
            os.killpg(process.pid, number)
        ended = process.wait()
        if ended == CONVERGED:  # a busy machine: as if it had been cut off just before that
            (folder / "result.h5").unlink()
            (folder / f"replicas/replica_{COUNT:04d}.h5").unlink()
        else:
            self.assertEqual(ended, code)

    def test_stopped_killed_and_resumed(self):
        folder = self.folder / "cut"
        there = {}
        for number, code in [(signal.SIGUSR1, STOPPED), (signal.SIGKILL, -signal.SIGKILL)]:
            self.end_in_the_middle(folder, number, code)
            before, there = there, self.files(folder)
            self.assertGreater(len(there), 0)
            self.assertLess(len(there), COUNT)
            self.assertEqual(before, {name: there[name] for name in before})
            self.assertFalse((folder / "result.h5").exists())
        outcome = self.on_gpu(folder)
        self.assertIn(f"{len(there)} found, {COUNT - len(there)} to fit", outcome.err)
        self.assertEqual(there, {name: self.files(folder)[name] for name in there})
        self.assert_like_one_by_one(folder)

    def test_file_that_cannot_be_written(self):
        """One message, and no rank that waits; what was done before is kept."""
        folder = self.folder / "full"
        (folder / "replicas/replica_0005.h5").mkdir(parents=True)
        for ranks in [None, 3]:
            outcome = run(*self.command(folder, "-q", "--together", 2), ranks=ranks)
            self.expect(outcome, BAD_DATA, "replica_0005.h5")
            self.assertEqual(outcome.err.count("fitpack: "), 1, str(outcome))
            self.assertFalse((folder / "result.h5").exists())
        self.assertIn("replica_0001.h5", self.files(folder, "replica_0001.h5"))

    def test_what_cannot_be_fitted_together(self):
        for setting in ["fit.minimiser=lbfgs", "fit.validation.training_fraction=0.75"]:
            folder = self.folder / "refused"
            outcome = run(*self.command(folder, "--together", 2, "--set", setting))
            self.expect(outcome, USAGE, "--together 2", "leave --together out")
            self.assertFalse(folder.exists())


if __name__ == "__main__":
    main()
