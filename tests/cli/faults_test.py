"""What one rank alone meets: the job ends in seconds with one message and loses nothing."""

import os
import shutil
import signal
import subprocess
import time
import unittest

from cli_case import (BAD_DATA, CONVERGED, EXECUTABLE, INTERNAL, NLO, SOURCE, CliCase, Outcome,
                      bits_of, environment, main, run)

SANITIZED = "libasan" in subprocess.run(["ldd", str(EXECUTABLE)], capture_output=True, text=True,
                                        check=False).stdout
SECONDS = 60  # a job that takes longer hangs: it does its work in less than one


def run_ranks(*argument_lists):
    """One rank for every list of arguments, all in one job."""
    command = [str(SOURCE / "scripts/run-mpi"), "1", str(EXECUTABLE), *map(str, argument_lists[0])]
    for arguments in argument_lists[1:]:
        command += [":", "-n", "1", str(EXECUTABLE), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False,
                          env=environment())
    return Outcome(done.returncode, done.stdout, done.stderr, " ".join(command))


def ranks_of(launcher):
    """Process numbers of the ranks below mpirun."""
    listed = subprocess.run(["pgrep", "-P", str(launcher), "fitpack"], capture_output=True,
                            text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


class OneRank(CliCase):
    """Ranks of one job that find different files."""

    def fit_arguments(self, name, card, *more):
        return ["fit", card, "-q", "-o", self.folder / name, *more]

    def test_data_file_that_one_rank_cannot_read(self):
        good = self.small_card()
        for name, spoil in [("missing", lambda path: path.unlink()),
                            ("folder", lambda path: (path.unlink(), path.mkdir()))]:
            with self.subTest(name):
                data = self.folder / name
                shutil.copytree(self.folder / "data", data)
                spoil(data / "HERA_CC_EP_920.csv")
                other = ["--set", f"data.folder={data}"]
                outcome = run_ranks(self.fit_arguments("out", good),
                                    self.fit_arguments("out", good),
                                    self.fit_arguments("out", good, *other))
                self.expect(outcome, BAD_DATA, "rank 2 of 3", "HERA_CC_EP_920.csv")
                self.assertEqual(outcome.err.count("fitpack:"), 1, str(outcome))
                self.assertFalse((self.folder / "out").exists())

    def test_kernel_cache_that_one_rank_does_not_have(self):
        card = self.small_card()
        first, second = self.folder / "warm.csv", self.folder / "mixed.csv"
        self.expect(run("predict", card, "-o", first), CONVERGED)
        empty = ["--set", f"cache.folder={self.folder / 'empty'}"]
        mixed = ["predict", card, "-o", second]
        self.expect(run_ranks(mixed, [*mixed, *empty]), CONVERGED)
        self.assertEqual(first.read_bytes(), second.read_bytes())


class KilledRank(CliCase):

    def test_job_ends_and_the_result_of_before_stays(self):
        before = self.fit("out")
        bits = bits_of(before)
        job = [SOURCE / "scripts/run-mpi", 3, EXECUTABLE, "fit", NLO, "--force", "-o",
               self.folder / "out", *self.cached, "--starts", 1000]
        with subprocess.Popen([str(word) for word in job], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as launcher:
            self.addCleanup(launcher.kill)
            deadline = time.monotonic() + SECONDS
            while len(ranks_of(launcher.pid)) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(1.0)  # into the fits
            ranks = ranks_of(launcher.pid)
            self.assertEqual(len(ranks), 3)
            os.kill(ranks[-1], signal.SIGKILL)
            launcher.communicate(timeout=SECONDS)
        self.assertNotEqual(launcher.returncode, CONVERGED)
        self.assertEqual(ranks_of(launcher.pid), [])
        self.assertEqual(bits_of(before), bits)
        self.assert_no_leftovers()


class Limits(CliCase):
    """Of the shell or a batch system."""

    def limited(self, limit, *arguments):
        command = ["bash", "-c", f'ulimit {limit}; exec "$@"', "-", EXECUTABLE, *arguments]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              timeout=SECONDS, check=False, env=environment())
        return Outcome(done.returncode, done.stdout, done.stderr, f"ulimit {limit}")

    def test_size_of_files(self):
        outcome = self.limited("-f 20", "fit", self.small_card(), "-q", "-o", self.folder / "r",
                               *self.cached)
        self.expect(outcome, BAD_DATA, "result.h5: writing failed (File too large)")
        self.assertFalse((self.folder / "r").exists())

    @unittest.skipIf(SANITIZED, "the sanitizers take more")
    def test_address_space(self):
        # Less than the threads of OpenBLAS take: the program must not wait for them at its end.
        self.expect(self.limited("-v 160000", "--version"), CONVERGED, out=["fitpack "])
        outcome = self.limited("-v 250000", "predict", NLO, "--set", "theory.grid.x_min=1e-14",
                               "--set", f"cache.folder={self.folder}")
        self.expect(outcome, INTERNAL, "fitpack: not enough memory on rank 0", "fitpack check")


if __name__ == "__main__":
    main()
