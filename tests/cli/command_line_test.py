"""Commands, help, version and mistakes on the command line."""

import os
import subprocess

from cli_case import (CONFIGS, CONVERGED, BAD_DATA, EXECUTABLE, NLO, USAGE, CliCase, environment,
                      main, run)

COMMANDS = ["init", "check", "fit", "predict", "evolve", "structure-functions", "inspect"]
TOY = CONFIGS / "leshouches_lo.yaml"


class HelpAndVersion(CliCase):

    def test_help_of_the_program_lists_every_command(self):
        self.expect(run("--help"), CONVERGED, out=COMMANDS + ["Exit codes"])

    def test_every_command_has_help(self):
        for command in COMMANDS:
            with self.subTest(command):
                outcome = self.expect(run(command, "--help"), CONVERGED)
                self.assertIn(f"fitpack {command}", outcome.out.replace(str(EXECUTABLE), "fitpack"))
                self.assertEqual(outcome.err, "")

    def test_version_names_program_and_libraries(self):
        self.expect(run("--version"), CONVERGED,
                    out=["fitpack ", "Ceres", "HDF5", "MPI"])

    def test_only_ranks_of_a_launcher_start_mpi(self):
        # Open MPI ends a process that asks for components that do not exist.
        broken = {"OMPI_MCA_btl": "none_of_this_name", "OMPI_MCA_pml": "none_of_this_name"}
        ranked = {**broken, "FITPACK_MPI": "1"}
        for option in ["--help", "--version"]:
            self.expect(run(option, extra_environment=ranked), CONVERGED)
        self.assertEqual(run("inspect", "x.h5", extra_environment=broken).code, BAD_DATA)
        self.assertNotEqual(run("inspect", "x.h5", extra_environment=ranked).code, BAD_DATA)


class Mistakes(CliCase):

    def check(self, arguments, *words):
        with self.subTest(arguments):
            outcome = self.expect(run(*arguments, cwd=self.folder), USAGE, "fitpack: ", *words)
            self.assertEqual(outcome.out, "")
        self.assertEqual(os.listdir(self.folder), [])

    def test_commands_and_options(self):
        self.check([], "--help")
        self.check(["fti"], "'fti'", "did you mean fit?")
        self.check(["fit"], "CARD")
        self.check(["inspect"], "RESULT")
        self.check(["fit", NLO, "--stats", "3"], "did you mean --starts?")
        self.check(["fit", NLO, NLO])
        self.check(["evolve", TOY, "--q", "10"], "--x")
        self.check(["evolve", TOY, "--x", "0.1"], "--q")

    def test_numbers(self):
        for x in ["0", "-0.1", "1.5", "nan", "inf", "abc", "1e-300", ""]:
            self.check(["evolve", TOY, "--x", x, "--q", "10"], "--x", "momentum fraction")
        for q in ["0", "-3", "nan", "inf", "abc", "1e300"]:
            self.check(["structure-functions", TOY, "--x", "0.1", "--q", q], "--q", "GeV")
        for starts in ["0", "-1", "many", "1.5"]:
            self.check(["fit", NLO, "-o", "r", "--starts", starts], "--starts")
        self.check(["fit", NLO, "-o", "r", "--scatter", "-1"], "--scatter")
        self.check(["fit", NLO, "-o", "r", "--scatter", "nan"], "--scatter")
        self.check(["fit", NLO, "-o", "r", "--seed", "-1"], "--seed")

    def test_scale_outside_the_evolution(self):
        for ranks in [None, 2]:
            outcome = run("evolve", TOY, "--x", "0.1", "--q", "1", ranks=ranks)
            self.expect(outcome, USAGE, "1 GeV", "theory.q0_2")
            self.assertEqual(outcome.out, "")


class Streams(CliCase):

    def test_product_on_stdout_and_log_on_stderr(self):
        outcome = run("predict", NLO, "-v", "--json", *self.cached)
        self.expect(outcome, CONVERGED)
        self.assertTrue(outcome.out.startswith("{") and outcome.out.endswith("}\n"), str(outcome))
        outcome = run("fit", NLO, "-o", self.folder / "r", *self.cached)
        self.expect(outcome, CONVERGED, "iteration", "1145 points", "kernels", out=["converged"])
        self.assertNotIn("iteration ", outcome.out)

    def test_quiet_and_log_file(self):
        log = self.folder / "log.txt"
        for place in ["before", "after"]:
            words = ["--log-file", log]
            fit = ["fit", NLO, "-o", self.folder / place, *self.cached]
            outcome = run(*words, *fit) if place == "before" else run(*fit, *words)
            self.expect(outcome, CONVERGED, "iteration")
            self.assertIn("iteration", log.read_text())
        outcome = run("fit", NLO, "-q", "-o", self.folder / "quiet", *self.cached)
        self.assertEqual(outcome.err, "", str(outcome))

    def test_log_file_that_cannot_be_opened(self):
        for ranks in [None, 2]:
            outcome = run("predict", NLO, "--log-file", NLO / "log", *self.cached, ranks=ranks)
            self.expect(outcome, BAD_DATA, str(NLO / "log"), "--log-file")

    def test_full_and_closed_stdout(self):
        table = [str(EXECUTABLE), "evolve", str(TOY), "--x", "0.1", "--q", "10"]
        with open("/dev/full", "w") as full:
            self.expect(run(*table[1:], stdout=full), BAD_DATA, "standard output")
        closed = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *table], env=environment(),
                                stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(closed.returncode, BAD_DATA, closed.stderr)

    def test_closed_streams_do_not_reach_the_result(self):
        fit = [str(EXECUTABLE), "fit", str(NLO), "-o", str(self.folder / "r"), *self.cached]
        subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *fit], env=environment(), timeout=60,
                       check=False)
        self.expect(run("inspect", self.folder / "r/result.h5"), CONVERGED)

    def test_reader_that_goes_away(self):
        """The result of a fit is safe though nobody reads the summary."""
        fit = [str(EXECUTABLE), "fit", str(NLO), "-o", str(self.folder / "r"), *self.cached]
        subprocess.run(["sh", "-c", '"$@" 2>&1 | true', "sh", *fit], env=environment(), timeout=60,
                       check=True)
        fit[4] = str(self.folder / "r2")
        subprocess.run(["sh", "-c", '"$@" 2>/dev/null | true', "sh", *fit], env=environment(),
                       timeout=60, check=True)
        self.expect(run("inspect", self.folder / "r2/result.h5"), CONVERGED)
        self.assert_no_leftovers()


if __name__ == "__main__":
    main()
