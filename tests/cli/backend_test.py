"""The choice of the processor for batches, and predictions of members."""

import csv
import math
import os
import unittest

import h5py

from cli_case import CONVERGED, LO, NLO, USAGE, CliCase, main, run

FIXED = ["Cg", "Agp", "Bgp", "Buv", "Cuv", "Euv", "Bdv", "Cdv", "Adbar", "Cdbar", "Cubar", "Dubar"]

# On a machine with a GPU nothing is refused and nothing falls back.
HAS_GPU = os.path.exists("/dev/nvidia0")


class Backend(CliCase):

    @unittest.skipIf(HAS_GPU, "there is a GPU")
    def test_a_gpu_that_is_not_there(self):
        for command in [["predict", LO, "--backend", "cuda"],
                        ["fit", LO, "--set", "kernels.backend=cuda", "-o", self.folder / "fit"]]:
            self.expect(run(*command, *self.cached), USAGE, "no GPU can be used", "--backend cpu")
        outcome = self.expect(run("predict", LO, "--backend", "auto", *self.cached), CONVERGED)
        lines = [line for line in outcome.err.splitlines() if "backend auto" in line]
        self.assertEqual(len(lines), 1, str(outcome))
        self.assertEqual(outcome.out, run("predict", LO, *self.cached).out)

    def test_unknown_backend(self):
        self.expect(run("predict", LO, "--backend", "opencl", *self.cached), USAGE, "--backend")
        self.expect(run("predict", LO, "--set", "kernels.backend=opencl", *self.cached), USAGE,
                    "kernels.backend", "cuda")


class MemberPredictions(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Two pairs of eigenvectors: two free parameters.
        fixed = [word for name in FIXED for word in ("--set", f"parameters.{name}.fixed=true")]
        outcome = run("fit", NLO, "-q", "-o", cls.shared_folder / "fit", "--eigenvectors", *fixed,
                      *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)
        cls.result = cls.shared_folder / "fit/result.h5"

    def table(self, *arguments, **options):
        file = self.folder / "table.csv"
        self.expect(run("predict", self.result, "-o", file, "--force", *arguments, **options),
                    CONVERGED)
        with open(file, newline="") as lines:
            return list(csv.DictReader(lines))

    def test_predicts_the_result(self):
        rows = self.table()
        with h5py.File(self.result) as file:
            theory = file["predictions/theory"][()]
        self.assertEqual([float(row["theory"]) for row in rows], list(theory))
        self.assertNotIn("uncertainty", rows[0])

    def test_uncertainty_is_that_of_the_pairs(self):
        rows = self.table("--members")
        self.assertEqual(rows, self.table("--members", ranks=2))
        # One pair by hand: its members are starts of a card.
        with h5py.File(self.result) as file:
            plus, minus = file["eigenvectors/plus"][()], file["eigenvectors/minus"][()]
            names = [name.decode() for name, fixed in zip(
                file["parameters/name"][()], file["parameters/fixed"][()], strict=True) if not fixed]
        squares = [0.0] * len(rows)
        for pair in zip(plus, minus, strict=True):
            columns = []
            for theta in pair:
                file = self.folder / "member.csv"
                values = [word for name, value in zip(names, theta, strict=True)
                          for word in ("--set", f"parameters.{name}.start={float(value)!r}")]
                self.expect(run("predict", NLO, *values, "-o", file, "--force", *self.cached),
                            CONVERGED)
                with open(file, newline="") as lines:
                    columns.append([float(row["theory"]) for row in csv.DictReader(lines)])
            for i, (a, b) in enumerate(zip(*columns, strict=True)):
                squares[i] += (a - b)**2
        for row, square in zip(rows, squares, strict=True):
            self.assertAlmostEqual(float(row["uncertainty"]) / (0.5 * math.sqrt(square)), 1.0,
                                   delta=1e-9)

    def test_members_that_are_not_there(self):
        self.expect(run("predict", NLO, "--members", *self.cached), USAGE, "is a card")
        self.expect(run("predict", self.result, "--members", "--error-type", "replicas"), USAGE,
                    "no replicas", "--replicas N")


if __name__ == "__main__":
    main()
