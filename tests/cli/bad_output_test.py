"""Output that exists or cannot be written: nothing lost, nothing half written."""

import os
import signal
import subprocess

from cli_case import (BAD_DATA, CONFIGS, CONVERGED, EXECUTABLE, NLO, USAGE, CliCase, command_line,
                      environment, main, run)

TOY = CONFIGS / "leshouches_lo.yaml"


class Existing(CliCase):

    def test_result_is_kept_without_force(self):
        path = self.fit("r")
        before = path.read_bytes()
        for ranks in [None, 2]:
            outcome = run("fit", NLO, "-o", path.parent, *self.cached, ranks=ranks)
            self.expect(outcome, USAGE, str(path), "--force")
            self.assertEqual(path.read_bytes(), before)
        self.fit("r", "--force", "--set", "parameters.Bg=-0.05")
        self.assertNotEqual(path.read_bytes(), before)
        self.assert_no_leftovers()

    def test_old_result_survives_a_fit_that_fails(self):
        path = self.fit("r")
        before = path.read_bytes()
        outcome = run("fit", NLO, "-o", path.parent, "--force", "--set", "data.cuts.0.min=1",
                      *self.cached)
        self.assertEqual(outcome.code, USAGE, str(outcome))
        self.assertEqual(path.read_bytes(), before)
        self.assert_no_leftovers()

    def test_tables_are_kept_without_force(self):
        points = ["--x", "0.1", "--q", "10"]
        for name, command in [("p", ["predict", NLO, *self.cached]),
                              ("e", ["evolve", TOY, *points]),
                              ("s", ["structure-functions", TOY, *points])]:
            path = self.folder / f"{name}.csv"
            path.write_text("mine\n")
            self.expect(run(*command, "-o", path), USAGE, str(path), "--force")
            self.assertEqual(path.read_text(), "mine\n")
            self.expect(run(*command, "-o", path, "--force"), CONVERGED)
            self.assertIn("x,", path.read_text())

    def test_link_stays_a_link(self):
        target = self.folder / "target.csv"
        target.touch()
        link = self.folder / "link.csv"
        link.symlink_to(target)
        self.expect(run("predict", NLO, "-o", link, *self.cached), CONVERGED)
        self.assertTrue(link.is_symlink())
        self.assertIn("HERA_CC_EM_920", target.read_text())


class Unwritable(CliCase):

    def test_folder_of_a_result(self):
        file = self.folder / "file"
        file.write_text("mine")
        for ranks in [None, 2]:
            for folder in [file, file / "below", "/proc/nowhere"]:
                outcome = run("fit", NLO, "-o", folder, *self.cached, ranks=ranks)
                self.expect(outcome, BAD_DATA, str(folder), "-o")
                self.assertNotIn("iteration", outcome.err)  # before any long work
        self.assertEqual(file.read_text(), "mine")

    def test_result_that_is_a_folder(self):
        (self.folder / "r/result.h5").mkdir(parents=True)
        outcome = run("fit", NLO, "-o", self.folder / "r", "--force", *self.cached)
        self.expect(outcome, BAD_DATA, "result.h5", "folder")

    def test_folder_without_permission(self):
        """Root may write anywhere, so another user tries where the test runs as root."""
        locked = self.folder / "locked"
        locked.mkdir()
        another = []
        if os.geteuid() == 0:
            another = ["setpriv", "--reuid=65534", "--clear-groups"]
            self.shared_folder.chmod(0o755)
            self.folder.chmod(0o755)
            for path in [EXECUTABLE, TOY]:
                if subprocess.run([*another, "test", "-r", path], check=False).returncode != 0:
                    self.skipTest(f"another user cannot read {path}")
        else:
            locked.chmod(0o555)
        done = subprocess.run([*another, EXECUTABLE, "evolve", TOY, "--x", "0.1", "--q", "10", "-o",
                               locked / "e.csv"], capture_output=True, text=True, check=False,
                              timeout=60, env=environment())
        self.assertEqual(done.returncode, BAD_DATA, done.stderr)
        self.assertIn("may write", done.stderr)
        self.assertEqual(list(locked.iterdir()), [])

    def test_tables(self):
        for command in [["predict", NLO, *self.cached], ["evolve", TOY, "--x", "0.1", "--q", "9"]]:
            for path, word in [(self.folder, "folder"), (self.folder / "no/p.csv", "folder"),
                               (NLO / "p.csv", "folder"), ("/proc/p.csv", "/proc/p.csv")]:
                with self.subTest(command=command[0], path=path):
                    self.expect(run(*command, "-o", path), BAD_DATA, str(path), word)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_interrupted_run_leaves_nothing(self):
        """A fit that is ended by a signal leaves the old result and nothing else."""
        path = self.fit("r")
        before = path.read_bytes()
        process = subprocess.Popen(
            command_line(["fit", NLO, "-o", path.parent, "--force", "--starts", 1000,
                          *self.cached]), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment())
        while b"iteration" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.stderr.close()
        self.assertNotEqual(process.wait(timeout=60), 0)
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual(list(path.parent.iterdir()), [path])


class FullDisk(CliCase):

    def test_tables(self):
        for command in [["predict", NLO, *self.cached], ["evolve", TOY, "--x", "0.1", "--q", "9"],
                        ["structure-functions", TOY, "--x", "0.1", "--q", "9"]]:
            self.expect(run(*command, "-o", "/dev/full"), BAD_DATA, "/dev/full",
                        "No space left", "free some space")

    def small_disk(self, kilobytes):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs",
                                  str(disk)], stderr=subprocess.DEVNULL, check=False)
        if mounted.returncode != 0:
            self.skipTest("mounting a small disk is not permitted here")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=False)
        return disk

    def test_result(self):
        """The fit is shown though it cannot be written; an old result stays."""
        disk = self.small_disk(64)
        old = disk / "r/result.h5"
        old.parent.mkdir()
        old.write_bytes(b"mine")
        outcome = run("fit", NLO, "-q", "-o", old.parent, "--force", *self.cached)
        self.expect(outcome, BAD_DATA, "result.h5", "free some space",
                    out=["Fit converged", "Bdbar"])
        self.assertEqual(old.read_bytes(), b"mine")
        self.assert_no_leftovers(disk)

    def test_kernel_cache(self):
        disk = self.small_disk(64)
        outcome = run("predict", NLO, "--json", "--set", f"cache.folder={disk}")
        self.expect(outcome, CONVERGED, "cache")
        self.assertEqual(outcome.out, run("predict", NLO, "--json", *self.cached).out)
        self.assert_no_leftovers(disk)


if __name__ == "__main__":
    main()
