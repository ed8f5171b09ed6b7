"""Monte Carlo replicas: the same bits however they are distributed, restarts, bad input."""

import json
import os
import random
import shutil
import signal
import subprocess
import time

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, LO, NLO, NOT_CONVERGED, USAGE, command_line, environment,
                      main, run)
from replica_case import ReplicaCase

POINTS = 1145


class Result(ReplicaCase):

    def test_contents(self):
        with h5py.File(self.whole / "result.h5") as file:
            replicas = file["replicas"]
            n_free = int(file["fit"].attrs["n_free"])
            self.assertEqual(list(replicas["number"][:]), list(range(1, self.count + 1)))
            self.assertEqual({s.decode() for s in replicas["status"][:]}, {"converged"})
            self.assertEqual(list(replicas["selected"][:]), [1] * self.count)
            theta = replicas["theta"][:]
            self.assertEqual(theta.shape, (self.count, n_free))
            self.assertEqual(len({row.tobytes() for row in theta}), self.count)
            chi2, chi2_data = replicas["chi2"][:], replicas["chi2_data"][:]
            minimum = float(file["fit"].attrs["chi2"])
        # Nothing is below the minimum; pseudo-data add about one per point to it.
        self.assertTrue((chi2_data > minimum).all())
        spread = numpy.sqrt(2.0 * POINTS + 4.0 * minimum)  # of a non-central χ²
        self.assertLess(numpy.abs(chi2 - minimum - POINTS).max(), 5.0 * spread)
        for number in range(1, self.count + 1):
            with h5py.File(self.whole / f"replicas/replica_{number:04d}.h5") as file:
                numpy.testing.assert_array_equal(file["theta"][:], theta[number - 1])
                self.assertEqual(file["fit"].attrs["chi2"], chi2[number - 1])
                self.assertEqual(file["fit"].attrs["chi2_data"], chi2_data[number - 1])

    def test_chi2_data_is_that_of_a_prediction(self):
        with h5py.File(self.whole / "result.h5") as file:
            names = [n.decode() for n in file["parameters/free_names"][:]]
            theta, chi2 = file["replicas/theta"][2], file["replicas/chi2_data"][2]
        at = [w for n, v in zip(names, theta) for w in ["--set", f"parameters.{n}={float(v)!r}"]]
        outcome = self.expect(run("predict", NLO, *self.cached, *at), CONVERGED)
        self.assertIn(f"{chi2:.2f}", outcome.out)

    def test_summary_shows_means_and_deviations(self):
        shown = self.expect(run("inspect", self.whole / "result.h5"), CONVERGED)
        for text in [self.outcome.out, shown.out]:
            for words in ["mean of replicas", "deviation", "Replicas: 6 asked for, 6 converged"]:
                self.assertIn(words, text)
        with h5py.File(self.whole / "result.h5") as file:
            theta = file["replicas/theta"][:]
        tree = json.loads(run("inspect", self.whole / "result.h5", "--json").out)["replicas"]
        self.assertEqual((tree["requested"], tree["used"]), (self.count, self.count))
        numpy.testing.assert_allclose([p["mean"] for p in tree["parameters"].values()],
                                      theta.mean(axis=0), rtol=1e-12)
        numpy.testing.assert_allclose([p["deviation"] for p in tree["parameters"].values()],
                                      theta.std(axis=0, ddof=1), rtol=1e-12)


class Groups(ReplicaCase):
    """The same bits whatever the groups."""

    def test_groupings(self):
        for ranks, per_fit in [(2, 1), (2, 2), (3, 2), (5, 1)]:
            with self.subTest(ranks=ranks, per_fit=per_fit):
                folder = self.folder / f"r{ranks}x{per_fit}"
                self.replicas(folder, "-q", "--ranks-per-fit", per_fit, ranks=ranks)
                self.same_files(folder)
                self.same_result(folder)

    def test_one_replica_alone(self):
        for ranks, per_fit in [(None, 1), (2, 2)]:
            folder = self.folder / f"alone{per_fit}"
            self.replicas(folder, "-q", "--only", 4, "--ranks-per-fit", per_fit, ranks=ranks)
            self.same_files(folder, [4])
            self.assertFalse((folder / "result.h5").exists())
        # The rest goes into the same folder.
        self.replicas(folder, "-q", "--only", "1-3")
        self.same_files(folder, range(1, 5))
        outcome = self.replicas(folder)
        self.assertIn("4 found, 2 to fit", outcome.err)
        self.same_files(folder)
        self.same_result(folder)

    def test_seed(self):
        folder = self.folder / "seed"
        self.replicas(folder, "-q", "--seed", 2, "--only", 1)
        with h5py.File(folder / "replicas/replica_0001.h5") as a, \
                h5py.File(self.whole / "replicas/replica_0001.h5") as b:
            self.assertTrue((a["theta"][:] != b["theta"][:]).all())


class Restart(ReplicaCase):

    count = 24  # enough to be cut off in the middle

    def kill_in_the_middle(self, folder, ranks, delay):
        """SIGKILL some time after one more replica is there."""
        def there():
            return len(list(folder.glob("replicas/replica_*.h5")))
        before = there()
        words = command_line(["fit", NLO, "-q", "-o", folder, "--replicas", self.count, *self.cached],
                             ranks=ranks)
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment(), start_new_session=True)
        while there() == before and process.poll() is None:
            time.sleep(0.001)
        time.sleep(delay)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        time.sleep(0.5 if ranks else 0.0)  # ranks outlive mpirun for a moment
        self.assertGreater(there(), before)
        # A busy machine may have let it come to its end: as if killed just before that.
        (folder / "result.h5").unlink(missing_ok=True)

    def test_killed_and_restarted(self):
        """SIGKILL at random moments, then once to the end: nothing tells the difference."""
        folder = self.folder / "killed"
        rng = random.Random(5)
        for ranks in [None, 2, None]:
            self.kill_in_the_middle(folder, ranks, rng.uniform(0.0, 0.15))
        self.replicas(folder, "-q", ranks=2)
        self.same_files(folder)
        self.same_result(folder)
        self.assert_no_leftovers(folder)

    def test_missing_and_damaged_files_are_redone(self):
        folder = self.copy()
        files = [folder / f"replicas/replica_{n:04d}.h5" for n in range(1, self.count + 1)]
        files[0].unlink()
        files[1].write_bytes(files[1].read_bytes()[:700])
        files[2].write_bytes(b"")
        changed = bytearray(files[3].read_bytes())
        changed[-40] ^= 1
        files[3].write_bytes(changed)
        leftover = folder / "replicas/replica_0002.h5.tmp.elsewhere.1.0"
        leftover.touch()
        outcome = self.replicas(folder, ranks=2)
        for path in files[1:4]:
            self.assertIn(f"{path} cannot be used", outcome.err)
        self.assertIn(f"{self.count - 4} found, 4 to fit", outcome.err)
        self.assertNotIn("no checkpoint", outcome.err)  # nobody asked for one
        leftover.unlink()  # another machine may still be writing it
        self.same_files(folder)
        self.same_result(folder)

    def test_finished_result_is_kept(self):
        folder = self.copy()
        self.replicas(folder, "-q")
        outcome = self.replicas(folder, code=USAGE)
        self.assertIn("exists and is kept", outcome.err)
        outcome = self.replicas(folder, "--force")
        self.assertIn(f"{self.count} found, 0 to fit", outcome.err)
        self.same_result(folder)


class BadInput(ReplicaCase):

    card = LO  # kernels of other settings are built in no time

    def refused(self, folder, arguments, *words, ranks=(None,)):
        before = {p: p.read_bytes() for p in (folder / "replicas").iterdir()}
        for number in ranks:
            outcome = self.replicas(folder, *arguments, ranks=number, code=USAGE)
            for word in words:
                self.assertIn(word, outcome.err, str(outcome))
            self.assertFalse((folder / "result.h5").exists())
        self.assertEqual(before, {p: p.read_bytes() for p in (folder / "replicas").iterdir()})

    def test_files_of_another_run(self):
        folder = self.copy()
        self.refused(folder, ["--seed", 2], "6 of the replica files are not of this run",
                     "replica_0001.h5: it is from a run with seed 1, this has 2", "--force",
                     ranks=[None, 2])
        self.refused(folder, ["--set", "theory.alphas_mz=0.119"], "another card")
        start = ["--set", "parameters.Bg=-0.05"]
        # The same minimum, but not to the last bit.
        self.refused(folder, start, "another card")

    def test_files_of_another_format(self):
        folder = self.copy()
        for number, (name, value, words) in enumerate([
                ("format_version", 7, "version 7 of the format"),
                ("format", "something", "no replica of fitpack")], start=2):
            path = folder / f"replicas/replica_{number:04d}.h5"
            path.unlink()
            with h5py.File(path, "w") as file:
                file.attrs["format"] = "fitpack replica"
                file.attrs["format_version"] = 1
                file.attrs[name] = value
            self.refused(folder, [], words)
            path.unlink()
        self.replicas(folder, "-q")
        self.same_files(folder)

    def test_foreign_files_are_replaced_where_asked(self):
        folder = self.copy()
        self.replicas(folder, "-q", "--only", "1-2", "--seed", 3, "--force")
        self.refused(folder, [], "2 of the replica files", "seed 3")
        self.replicas(folder, "-q", "--force")
        self.same_files(folder)
        self.same_result(folder)

    def test_fewer_usable_than_asked(self):
        outcome = self.replicas(self.copy(), "-q", "--chi2-window", 0.1, 0.2, code=NOT_CONVERGED)
        self.assertIn("only 0 of 6 replicas are usable: 6 outside the window", outcome.out)
        with h5py.File(self.whole / "result.h5") as file:
            per_ndf = numpy.sort(file["replicas/chi2"][:] / file["fit"].attrs["ndf"])
        folder = self.folder / "window"
        shutil.copytree(self.whole, folder)
        low, high = (per_ndf[0] + per_ndf[1]) / 2, per_ndf[-1] + 1
        outcome = self.replicas(folder, "--force", "--chi2-window", low, high)
        self.assertIn("only 5 of 6 replicas are usable: 1 outside the window", outcome.out)
        self.assertIn("only 5 of 6 replicas are usable", outcome.err)
        with h5py.File(folder / "result.h5") as file:
            self.assertEqual(file["replicas/selected"][:].sum(), 5)
            self.assertEqual(file["replicas"].attrs["chi2_window_low"], low)
            self.assertEqual(file["replicas"].attrs["chi2_window_high"], high)

    def test_replicas_that_do_not_converge(self):
        """Too few iterations for the replicas, enough for a fit that starts at its minimum."""
        few = ["--start-from", self.whole / "result.h5", "--set", "fit.max_iterations=9"]
        folder = self.folder / "r"
        outcome = self.replicas(folder, *few, ranks=2, code=NOT_CONVERGED)
        self.assertIn("did not converge (", outcome.err)
        self.assertIn("did not converge (", outcome.out)
        with h5py.File(folder / "result.h5") as file:
            status = [s.decode() for s in file["replicas/status"][:]]
            self.assertEqual(file["fit"].attrs["status"], "converged")
        self.assertIn("not_converged", status)

    def test_fit_to_the_data_that_does_not_converge(self):
        folder = self.folder / "r"
        outcome = self.replicas(folder, "--set", "fit.max_iterations=2", ranks=2,
                                code=NOT_CONVERGED)
        self.assertIn("no replicas are fitted", outcome.err)
        self.assertTrue((folder / "result.h5").exists())

    def test_data_without_errors(self):
        card = self.small_card()
        path = self.folder / "data/HERA_CC_EP_920.csv"
        lines = path.read_text().splitlines()
        header = lines[0].split(",")
        fields = lines[1].split(",")
        for column in ["stat", "uncor"]:
            fields[header.index(column)] = "0"
        path.write_text("\n".join([lines[0], ",".join(fields), *lines[2:]]) + "\n")
        for ranks in [None, 2]:
            outcome = run("fit", card, "-o", self.folder / "r", "--replicas", 2, *self.cached,
                          ranks=ranks)
            self.expect(outcome, BAD_DATA, "HERA_CC_EP_920.csv", "no uncorrelated uncertainty")

    def test_options(self):
        folder = self.folder / "r"
        for arguments, words in [
                (["--only", "7"], "--only 7 names no replicas of 1 to 6"),
                (["--only", "0"], "--only 0"), (["--only", "3-2"], "--only 3-2"),
                (["--only", "x"], "--only x"),
                (["--chi2-window", 2, 1], "--chi2-window is empty"),
                (["--chi2-window", "nan", 1], "is not a chi2/ndf"),
                (["--ranks-per-fit", 2], "groups of 2 ranks are asked for in a run on 1")]:
            with self.subTest(arguments=arguments):
                outcome = self.replicas(folder, *arguments, code=USAGE)
                self.assertIn(words, outcome.err)
                self.assertFalse(folder.exists())
        for arguments in [["--only", 1], ["--ranks-per-fit", 1], ["--chi2-window", 1, 2],
                          ["--replicas", 0], ["--replicas", -3]]:
            self.expect(run("fit", NLO, "-o", folder, *arguments), USAGE)

    def test_disk_that_cannot_be_written(self):
        """A failure in one group ends all ranks with one message."""
        folder = self.folder / "r"
        (folder / "replicas/replica_0003.h5").mkdir(parents=True)
        for ranks in [None, 2, 3]:
            outcome = self.replicas(folder, "-q", ranks=ranks, code=BAD_DATA)
            self.assertEqual(outcome.err.count("fitpack: "), 1, str(outcome))
            self.assertIn("replica_0003.h5", outcome.err)
            self.assertFalse((folder / "result.h5").exists())


if __name__ == "__main__":
    main()
