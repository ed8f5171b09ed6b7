"""fit: stopping by signals, checkpoints, --resume."""

import os
import random
import signal
import subprocess
import time

from cli_case import (BAD_DATA, CONFIGS, CONVERGED, NLO, NOT_CONVERGED, USAGE, CliCase, attributes_of, bits_of,
                      command_line, environment, main, run)

STOPPED = 75
# Long enough to be interrupted: ten fits one after the other.
LONG = ["--starts", 10, "--scatter", 1]
# Fits that are interrupted at a random moment; the figure of the documentation is for 50.
KILLS = int(os.environ.get("FITPACK_TEST_KILLS", "6"))
PATIENCE = 100  # seconds


def started(*arguments, ranks=None, interrupts=signal.SIG_DFL):
    """A command that runs on while the test goes on; the first rank or mpirun."""
    return subprocess.Popen(command_line(arguments, ranks), stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(),
                            preexec_fn=lambda: signal.signal(signal.SIGINT, interrupts))


def wait_for(condition, process):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


def checkpoints_in(folder):
    return sorted(folder.glob("checkpoint-*"))


class _CheckpointCase(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.shared_folder / "whole/result.h5"
        begin = time.monotonic()
        outcome = run("fit", NLO, "-q", "-o", cls.whole.parent, *LONG, *cls.cached)
        cls.seconds = time.monotonic() - begin
        assert outcome.code == CONVERGED, str(outcome)

    def arguments(self, name, *more):
        return ["fit", NLO, "-o", self.folder / name, *LONG, *self.cached, *more]

    def interrupted(self, name, *more, ranks=None):
        """A fit that was stopped with two checkpoints on the disk."""
        process = started(*self.arguments(name, "--checkpoint-iterations", 1, *more), ranks=ranks)
        wait_for(lambda: len(checkpoints_in(self.folder / name)) >= 2, process)
        process.send_signal(signal.SIGUSR1)
        err = process.communicate(timeout=PATIENCE)[1].decode()
        self.assertEqual(process.returncode, STOPPED, err)
        self.assertIn("stopped by a signal", err)
        self.assertEqual([p.name for p in checkpoints_in(self.folder / name)],
                         ["checkpoint-0.h5", "checkpoint-1.h5"])
        return self.folder / name

    def resume(self, name, *words, ranks=None):
        outcome = run(*self.arguments(name, "--resume"), ranks=ranks)
        self.expect(outcome, CONVERGED, *words)
        return self.folder / name / "result.h5"

    def assert_same_fit(self, path):
        """The same minimum, by the same path, to the bit."""
        found, wanted = bits_of(path), bits_of(self.whole)
        # How many evaluations there were since it went on, and that it did.
        resumed = "warm start" in attributes_of(path, ["message"])["message"]
        for name in ["value_evaluations", "model_evaluations"] + (["message"] if resumed else []):
            found.pop(f"fit@{name}")
            wanted.pop(f"fit@{name}")
        self.assertEqual([n for n in wanted if wanted[n] != found[n]], [])
        self.assertEqual(list(path.parent.iterdir()), [path])


class Kills(_CheckpointCase):
    """A fit that is killed at any moment and resumed reaches the minimum of an undisturbed one."""

    def test_random_moments(self):
        generator = random.Random(20250131)
        outcomes = []
        for k in range(KILLS):
            number = [signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL][k % 3]
            moment = generator.uniform(0.0, self.seconds)
            with self.subTest(k=k, signal=number.name, moment=moment):
                process = started(*self.arguments(f"r{k}", "--checkpoint-iterations", 5))
                time.sleep(moment)
                process.send_signal(number)
                err = process.communicate(timeout=PATIENCE)[1].decode()
                # Before it has taken charge of signals they end the program the usual way.
                usual = {-number} if number == signal.SIGKILL else {STOPPED, -number}
                self.assertIn(process.returncode, usual | {CONVERGED}, err)
                self.assert_same_fit(self.resume(f"r{k}"))
                outcomes.append(process.returncode)
        print(f"\n  {len(outcomes)} of {KILLS} killed fits reach the minimum; exit codes "
              f"{sorted(outcomes)}")
        self.assertEqual(len(outcomes), KILLS)

    def test_again_and_again(self):
        """Every run of a fit but the last is stopped, whatever the number of ranks."""
        for k, ranks in enumerate([None, 2, 3, None]):
            log = self.folder / f"{k}.log"
            process = started("--log-file", log, *self.arguments("r", "--resume"), ranks=ranks)
            wait_for(lambda log=log: log.exists() and "iteration" in log.read_text(), process)
            time.sleep(0.1 * k)
            process.send_signal(signal.SIGUSR1)
            err = process.communicate(timeout=PATIENCE)[1].decode()
            self.assertIn(process.returncode, [STOPPED, CONVERGED], err)
        self.assert_same_fit(self.resume("r", ranks=2))

    def test_while_kernels_are_built_without_a_cache(self):
        """Takes seconds to build; the log is there once signals are taken charge of."""
        log = self.folder / "log"
        process = started("--log-file", log, "fit", CONFIGS / "hera_nnlo_zm_alphas.yaml", "-o",
                          self.folder / "r", "--set", "cache.enabled=false")
        wait_for(log.exists, process)
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=PATIENCE)[1].decode()
        self.assertEqual(process.returncode, STOPPED, err)
        self.assertIn("nothing is kept without the kernel cache", err)

    def test_while_kernels_are_built(self):
        arguments = ["fit", NLO, "-o", self.folder / "r", "--set",
                     f"cache.folder={self.folder}/cache"]
        process = started(*arguments)
        time.sleep(0.25)
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=PATIENCE)[1].decode()
        self.assertIn(process.returncode, [STOPPED, -signal.SIGTERM, CONVERGED], err)
        outcome = run(*arguments, "--resume")
        self.expect(outcome, CONVERGED)
        chi2 = [attributes_of(p, ["chi2"]) for p in [self.folder / "r/result.h5", self.fit("s")]]
        self.assertEqual(*chi2)


class Resume(_CheckpointCase):

    def test_goes_on_and_says_so(self):
        self.interrupted("r")
        path = self.resume("r", "warm start from a checkpoint")
        self.assert_same_fit(path)
        self.assertIn("warm start", attributes_of(path, ["message"])["message"])
        self.expect(run("inspect", path), CONVERGED, out=["warm start"])
        # Once more: there is nothing left to do.
        before = path.read_bytes()
        self.expect(run(*self.arguments("r", "--resume")), CONVERGED, "nothing to resume",
                    out=["converged"])
        self.assertEqual(path.read_bytes(), before)

    def test_ctrl_c(self):
        for name, interrupts in [("terminal", signal.SIG_DFL), ("background", signal.SIG_IGN)]:
            process = started(*self.arguments(name, "--checkpoint-iterations", 1),
                              interrupts=interrupts)
            wait_for(lambda name=name: checkpoints_in(self.folder / name), process)
            process.send_signal(signal.SIGINT)
            if interrupts == signal.SIG_IGN:  # a job that a shell put there is left alone
                time.sleep(0.05)
                self.assertIsNone(process.poll())
                process.send_signal(signal.SIGUSR1)
            err = process.communicate(timeout=PATIENCE)[1].decode()
            self.assertEqual(process.returncode, STOPPED, err)
            self.assertEqual("Ctrl-C again ends at once" in err, name == "terminal", err)
            self.assertTrue(checkpoints_in(self.folder / name))

    def test_on_several_ranks(self):
        self.interrupted("r", ranks=2)
        self.assert_same_fit(self.resume("r", "warm start", ranks=3))

    def test_without_a_checkpoint_starts_anew(self):
        self.assert_same_fit(self.resume("r", "no checkpoint in"))

    def test_damaged_newest_falls_back(self):
        folder = self.interrupted("r")
        newest = max(checkpoints_in(folder), key=lambda p: p.stat().st_mtime_ns)
        content = bytearray(newest.read_bytes())
        content[len(content) // 2] ^= 0xFF
        newest.write_bytes(content)
        self.assert_same_fit(self.resume("r", newest.name, "going on from the checkpoint beside"))

    def test_both_damaged(self):
        folder = self.interrupted("r")
        for path in checkpoints_in(folder):
            path.write_bytes(path.read_bytes()[:1000])
        for ranks in [None, 2]:
            outcome = run(*self.arguments("r", "--resume"), ranks=ranks)
            self.expect(outcome, BAD_DATA, "no checkpoint", "--force")
        self.expect(run(*self.arguments("r", "--force")), CONVERGED)
        self.assert_same_fit(folder / "result.h5")

    def test_another_fit_is_refused(self):
        folder = self.interrupted("r")
        for words, change in [(["alphas_mz: 0.118", "0.12"], ["--set", "theory.alphas_mz=0.12"]),
                              (["--seed 1", "--seed 2"], ["--seed", 2])]:
            outcome = run(*self.arguments("r", "--resume", *change))
            self.expect(outcome, USAGE, "is of another fit", *words)
        self.assertEqual(len(checkpoints_in(folder)), 2)

    def test_is_not_lost_without_a_word(self):
        folder = self.interrupted("r")
        self.expect(run(*self.arguments("r")), USAGE, "checkpoint of an interrupted fit",
                    "--resume", "--force")
        self.assertEqual(len(checkpoints_in(folder)), 2)
        self.assertFalse((folder / "result.h5").exists())

    def test_replaces_the_result_the_interrupted_fit_was_to_replace(self):
        self.fit("r", "--set", "fit.max_iterations=1", code=NOT_CONVERGED)
        time.sleep(0.02)  # a checkpoint is newer than the result it is to replace
        self.interrupted("r", "--force")
        self.assert_same_fit(self.resume("r", "warm start"))


class Replicas(CliCase):

    def test_stopped_between_replicas(self):
        """Finished replicas are kept; the next run fits the others, to the same bits."""
        def arguments(name):
            return ["fit", NLO, "-o", self.folder / name, "--replicas", 8, *self.cached]
        for ranks in [None, 2]:
            name = f"r{ranks}"
            process = started(*arguments(name), ranks=ranks)
            files = self.folder / name / "replicas"
            wait_for(lambda files=files: len(list(files.glob("replica_*.h5"))) >= 2, process)
            process.send_signal(signal.SIGUSR1)
            err = process.communicate(timeout=PATIENCE)[1].decode()
            self.assertEqual(process.returncode, STOPPED, err)
            self.assertIn("stopped by a signal", err)
            done = len(list(files.glob("replica_*.h5")))
            self.assertFalse((self.folder / name / "result.h5").exists())
            self.expect(run(*arguments(name), ranks=ranks), CONVERGED,
                        f"replicas: {done} found, {8 - done} to fit")
            self.assertEqual(checkpoints_in(self.folder / name), [])
        self.expect(run(*arguments("whole")), CONVERGED)
        for name in ["rNone", "r2"]:
            self.assertEqual(bits_of(self.folder / name / "result.h5"),
                             bits_of(self.folder / "whole/result.h5"))
            for path in (self.folder / "whole/replicas").iterdir():
                self.assertEqual((self.folder / name / "replicas" / path.name).read_bytes(),
                                 path.read_bytes())


class Options(CliCase):

    def test_mistakes(self):
        for option, value in [("--checkpoint-minutes", "-1"), ("--checkpoint-minutes", "nan"),
                              ("--checkpoint-minutes", "soon"), ("--checkpoint-iterations", "-1"),
                              ("--checkpoint-iterations", "1.5"), ("--resume", "yes")]:
            outcome = run("fit", NLO, "-o", self.folder / "r", option, value)
            self.expect(outcome, USAGE, value)
            self.assertFalse((self.folder / "r").exists())

    def test_no_checkpoint_of_a_short_fit(self):
        path = self.fit("r")
        self.assertEqual(list(path.parent.iterdir()), [path])

    def test_checkpoints_change_nothing(self):
        paths = [self.fit("a"), self.fit("b", "--checkpoint-iterations", 1)]
        chi2 = [attributes_of(p, ["chi2", "iterations"]) for p in paths]
        self.assertEqual(chi2[0], chi2[1])

    def test_other_commands_end_at_once(self):
        process = started("evolve", NLO, "--x", ",".join(f"{1e-4 * 1.001 ** k:.17g}"
                                                         for k in range(3000)), "--q",
                          ",".join(str(2 + 0.1 * k) for k in range(300)), "-o",
                          self.folder / "t.csv")
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGTERM)


if __name__ == "__main__":
    main()
