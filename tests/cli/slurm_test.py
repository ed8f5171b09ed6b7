"""The batch scripts under a real Slurm: time limit, checkpoint, queued again, resumed, done."""

import os
import shutil
import time
import unittest

import h5py

from cli_case import CONVERGED, EXECUTABLE, NLO, SOURCE, CliCase, main, run
from slurm_cluster import SlurmCluster, missing_program

MISSING = missing_program()
SCRIPTS = SOURCE / "scripts/slurm"
# A job of one minute gets its signal when Slurm next looks at time limits. This is how long before
# that jobs begin, and how long one fit alone takes: two that share the cores are under way then.
SECONDS_BEFORE_LOOK = 4
SECONDS_OF_FIT = 24 if os.cpu_count() >= 4 else 12
# Where jobs began too late on a busy machine: a fit that does not end before the look after that.
SECONDS_OF_LONG_FIT = 40
# A job that begins again while its last run is being cleaned up is refused by the node.
SECONDS_TO_CLEAN_UP = 4
PATIENCE = 240


@unittest.skipIf(MISSING, f"{MISSING} is not installed (Debian: slurm-wlm, munge)")
class Slurm(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cluster = SlurmCluster()
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()
        # Jobs run in a folder that all may reach.
        os.chmod(cls.shared_folder, 0o755)

    def arguments(self, starts):
        return ["--starts", starts, "--scatter", 1, *self.cached]

    def starts_that_take(self, seconds):
        few = 10
        shutil.rmtree(self.folder / "few", ignore_errors=True)
        run("fit", NLO, "-q", "-o", self.folder / "few", *self.cached)
        shutil.rmtree(self.folder / "few")
        begin = time.monotonic()
        self.expect(run("fit", NLO, "-q", "-o", self.folder / "few", *self.arguments(few)),
                    CONVERGED)
        return max(few, int(few * seconds / (time.monotonic() - begin)))

    def ended(self, *numbers):
        """Waits for the end of jobs. Those that are queued again start soon and have time enough
        then. Returns what Slurm says of each of them."""
        end = time.monotonic() + PATIENCE
        queued = {}
        while True:
            self.assertLess(time.monotonic(), end, f"{self.output()}\n{self.cluster.logs()}")
            jobs = [job for number in numbers for job in self.cluster.job(number)]
            for job in jobs:
                if job["JobState"] == "PENDING" and int(job["Restarts"]) > 0:
                    since = queued.setdefault((job["JobId"], job["Restarts"]), time.monotonic())
                    if time.monotonic() - since > SECONDS_TO_CLEAN_UP:
                        self.cluster.start_now(job["JobId"])
            if len(jobs) >= len(numbers) and all(
                    j["JobState"] not in ["PENDING", "RUNNING", "COMPLETING"] for j in jobs):
                return jobs
            time.sleep(0.2)

    def output(self):
        return "\n".join(p.read_text(errors="replace") for p in self.folder.glob("slurm-*.out"))

    def submit(self, script, *arguments, options=(), **variables):
        # Launched by Slurm, a rank needs none of the settings for lone processes; ranks share cores.
        variables = {"FITPACK": EXECUTABLE, "OMPI_MCA_mpi_yield_when_idle": 1,
                     "OMPI_MCA_rmaps_base_oversubscribe": 1, "OMPI_ALLOW_RUN_AS_ROOT": 1,
                     "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": 1,
                     "OMPI_MCA_btl_vader_single_copy_mechanism": "none", **variables}
        return self.cluster.submit("--ntasks=2", "--mem-per-cpu=0", *options, SCRIPTS / script,
                                   *arguments, cwd=self.folder, **variables)

    def test_time_limit_requeue_resume_end(self):
        """With srun, and beside it with mpirun."""
        for seconds in [SECONDS_OF_FIT, SECONDS_OF_LONG_FIT]:
            starts = self.starts_that_take(seconds)
            jobs = self.fits_with_a_limit(starts)
            if all(int(job["Restarts"]) > 0 for job in jobs.values()):
                break
        for launcher, job in jobs.items():
            with self.subTest(launcher=launcher):
                self.check_end(job, launcher, starts)

    def fits_with_a_limit(self, starts):
        """The ends of two jobs whose signal is due while they run."""
        launchers = {"srun": "--signal=USR1@50", "mpirun": "--signal=B:USR1@50"}
        for launcher in launchers:
            shutil.rmtree(self.folder / launcher, ignore_errors=True)
        self.cluster.wait_for_look(SECONDS_BEFORE_LOOK)
        numbers = [self.submit("fit.sbatch", NLO, self.folder / launcher, *self.arguments(starts),
                               options=["--time=1", signal, f"--output=slurm-{launcher}.out"],
                               FITPACK_LAUNCHER=launcher)
                   for launcher, signal in launchers.items()]
        return dict(zip(launchers, self.ended(*numbers)))

    def check_end(self, job, launcher, starts):
        output = (self.folder / f"slurm-{launcher}.out").read_text()
        self.assertEqual((job["JobState"], job["ExitCode"]), ("COMPLETED", "0:0"), output)
        self.assertGreaterEqual(int(job["Restarts"]), 1, output)
        for word in ["stopped by a signal", "queues again", "warm start from a checkpoint"]:
            self.assertIn(word, output)
        path = self.folder / launcher / "result.h5"
        self.assertEqual(list(path.parent.iterdir()), [path])
        with h5py.File(path) as file, h5py.File(self.folder / "few/result.h5") as few:
            self.assertEqual(file["provenance"].attrs["ranks"], 2)
            self.assertEqual(len(file["starts/chi2"]), starts)
            # The first starts are those of the short fit, to the bit.
            n = len(few["starts/chi2"])
            self.assertEqual(file["starts/chi2"][:n].tolist(), few["starts/chi2"][:].tolist())
        print(f"\n  {launcher}: {starts} starts, queued again {job['Restarts']} times")

    def test_replicas_as_an_array(self):
        """Two jobs fit half of the replicas each, a third one collects them."""
        arguments = [NLO, self.folder / "r", 5, *self.cached]
        array = self.submit("replicas.sbatch", *arguments, options=["--array=1-2", "--time=5"])
        collect = self.submit("replicas.sbatch", *arguments,
                              options=[f"--dependency=afterok:{array}", "--time=5"])
        for job in self.ended(array, collect):
            self.assertEqual((job["JobState"], job["ExitCode"]), ("COMPLETED", "0:0"),
                             self.output())
        output = self.output()
        for word in ["replicas: 0 found, 2 to fit", "replicas: 0 found, 3 to fit",
                     "replicas: 5 found, 0 to fit"]:
            self.assertIn(word, output)
        with h5py.File(self.folder / "r/result.h5") as file:
            self.assertEqual(file["replicas/number"][:].tolist(), [1, 2, 3, 4, 5])

    def test_mistakes_end_the_job(self):
        """A fit that fails is not queued again; its exit code is the job's."""
        for script, arguments, code, word in [
                ("fit.sbatch", [], 2, "usage: sbatch"),
                ("fit.sbatch", ["missing.yaml", "r"], 2, "missing.yaml"),
                ("replicas.sbatch", ["missing.yaml", "r", "many"], 2, "usage: sbatch")]:
            for path in self.folder.glob("slurm-*.out"):
                path.unlink()
            number = self.submit(script, *arguments, options=["--time=1"])
            job = self.ended(number)[0]
            self.assertEqual((job["JobState"], job["ExitCode"]), ("FAILED", f"{code}:0"),
                             self.output())
            self.assertEqual(job["Restarts"], "0")
            self.assertIn(word, self.output())


if __name__ == "__main__":
    main()
