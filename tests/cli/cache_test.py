"""The kernel cache: shared, never trusted, never needed."""

import subprocess

from cli_case import (COMMAND_SECONDS, CONVERGED, NLO, CliCase, bits_of, command_line, environment,
                      main, run)


class Cache(CliCase):

    def predict(self, *arguments, ranks=None, folder=None):
        outcome = run("predict", NLO, "--json", "--set", f"cache.folder={folder or self.cache}",
                      *arguments, ranks=ranks)
        return self.expect(outcome, CONVERGED)

    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        self.first = self.predict()
        self.files = sorted(self.cache.iterdir())
        self.assertEqual(len(self.files), 7)

    def test_second_run_reads_what_the_first_built(self):
        times = [f.stat().st_mtime_ns for f in self.files]
        second = self.predict()
        self.assertEqual(second.out, self.first.out)
        self.assertNotIn("warn", second.err.lower())
        self.assertEqual([f.stat().st_mtime_ns for f in self.files], times)
        outcome = run("fit", NLO, "-o", self.folder / "r", "--set", f"cache.folder={self.cache}",
                      "--set", "fit.max_iterations=1")
        self.assertIn("0 rows built, 1145 from the cache", outcome.err)

    def test_other_settings_have_other_kernels(self):
        self.predict("--set", "theory.alphas_mz=0.119")
        self.assertEqual(len(list(self.cache.iterdir())), 14)
        # What a kernel does not depend on does not rebuild it.
        self.predict("--set", "parameters.Bg=-0.05", "--set", "fit.max_iterations=3")
        self.assertEqual(len(list(self.cache.iterdir())), 14)

    def test_damaged_files_are_built_again_with_a_warning(self):
        good = {f: f.read_bytes() for f in self.files}
        damage = [lambda b: b[:len(b) // 2], lambda b: b[:-1], lambda b: b"", lambda b: b"x" * 999,
                  lambda b: b[:len(b) // 2] + bytes([b[len(b) // 2] ^ 1]) + b[len(b) // 2 + 1:],
                  lambda b: next(iter(good.values())), lambda b: b[:-1]]
        for i, (file, spoil) in enumerate(zip(self.files, damage)):
            if i != 5 or self.files[0] != file:
                file.write_bytes(spoil(good[file]))
        for ranks in [None, 3]:
            outcome = self.predict(ranks=ranks)
            self.assertEqual(outcome.out, self.first.out)
            self.assertIn("cannot be used", outcome.err)
            self.assertIn("built again", outcome.err)
            self.assertEqual({f: f.read_bytes() for f in self.files}, good)
            self.assertNotIn("cannot be used", self.predict().err)
            for file in self.files:
                file.write_bytes(good[file][:1000])
        self.assert_no_leftovers(self.cache)

    def test_folder_that_cannot_be_written(self):
        file = self.folder / "file"
        file.write_text("mine")
        for folder in [file / "cache", "/proc/cache"]:
            for ranks in [None, 2]:
                outcome = self.predict(folder=folder, ranks=ranks)
                self.assertEqual(outcome.out, self.first.out)
                self.assertEqual(outcome.err.count("cannot be made"), 1, outcome.err)
                self.assertIn("cache.folder", outcome.err)
        self.assertEqual(file.read_text(), "mine")

    def test_files_that_are_folders(self):
        for file in self.files:
            file.unlink()
            file.mkdir()
        outcome = self.predict()
        self.assertEqual(outcome.out, self.first.out)
        self.assertIn("cannot be used", outcome.err)

    def test_without_cache(self):
        folder = self.folder / "unused"
        outcome = self.predict("--set", "cache.enabled=false", folder=folder)
        self.assertEqual(outcome.out, self.first.out)
        self.assertFalse(folder.exists())

    def test_runs_at_the_same_time(self):
        """Runs that build, store and read the same files do not disturb each other."""
        folder = self.folder / "shared"
        runs = [subprocess.Popen(
            command_line(["fit", NLO, "-q", "-o", self.folder / f"r{i}", "--set",
                          f"cache.folder={folder}"], ranks), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=environment()) for i, ranks in enumerate([None, 2, None])]
        for process in runs:
            _, errors = process.communicate(timeout=COMMAND_SECONDS)
            self.assertEqual(process.returncode, CONVERGED, errors)
            self.assertEqual(errors, b"")
        bits = [bits_of(self.folder / f"r{i}/result.h5") for i in range(len(runs))]
        self.assertEqual(bits[0], bits[1])
        self.assertEqual(bits[0], bits[2])
        self.assert_no_leftovers(folder)


if __name__ == "__main__":
    main()
