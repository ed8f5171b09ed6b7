"""The choice of the processor for batches, and predictions of members."""

import csv
import json
import math
import os
import unittest

import h5py

from cli_case import CONFIGS, CONVERGED, LO, NLO, USAGE, CliCase, main, run

FIXED = ["Cg", "Agp", "Bgp", "Buv", "Cuv", "Euv", "Bdv", "Cdv", "Adbar", "Cdbar", "Cubar", "Dubar"]

CLOSURE = CONFIGS / "events_closure.yaml"

# On a machine with a GPU nothing is refused and nothing falls back.
HAS_GPU = os.path.exists("/dev/nvidia0")


class Backend(CliCase):

    @unittest.skipIf(HAS_GPU, "there is a GPU")
    def test_a_gpu_that_is_not_there(self):
        for command in [["predict", LO, "--backend", "cuda"],
                        ["fit", LO, "--set", "kernels.backend=cuda", "-o", self.folder / "fit"],
                        ["sample", CLOSURE, "--backend", "cuda", "--events", 10, "-o",
                         self.folder / "events.h5"]]:
            self.expect(run(*command, *self.cached), USAGE, "no GPU can be used", "--backend cpu")
        outcome = self.expect(run("predict", LO, "--backend", "auto", *self.cached), CONVERGED)
        lines = [line for line in outcome.err.splitlines() if "backend auto" in line]
        self.assertEqual(len(lines), 1, str(outcome))
        self.assertEqual(outcome.out, run("predict", LO, *self.cached).out)

    def test_unknown_backend(self):
        for word in ["opencl", "1"]:
            self.expect(run("predict", LO, "--backend", word), USAGE,
                        f"--backend: there is no '{word}'; choose one of cpu, cuda, auto")
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
        members = self.member_chi2()
        self.assertEqual(members, self.member_chi2(ranks=3))
        # One pair by hand: its members are starts of a card.
        with h5py.File(self.result) as file:
            plus, minus = file["eigenvectors/plus"][()], file["eigenvectors/minus"][()]
            names = [name.decode() for name, fixed in zip(
                file["parameters/name"][()], file["parameters/fixed"][()], strict=True) if not fixed]
        squares = [0.0] * len(rows)
        each = iter(members)
        for pair in zip(plus, minus, strict=True):
            columns = []
            for theta in pair:
                file = self.folder / "member.csv"
                values = [word for name, value in zip(names, theta, strict=True)
                          for word in ("--set", f"parameters.{name}.start={float(value)!r}")]
                outcome = self.expect(run("predict", NLO, *values, "-o", file, "--force", "--json",
                                          *self.cached), CONVERGED)
                self.assert_chi2(next(each), json.loads(outcome.out))
                with open(file, newline="") as lines:
                    columns.append([float(row["theory"]) for row in csv.DictReader(lines)])
            for i, (a, b) in enumerate(zip(*columns, strict=True)):
                squares[i] += (a - b)**2
        for row, square in zip(rows, squares, strict=True):
            self.assertAlmostEqual(float(row["uncertainty"]) / (0.5 * math.sqrt(square)), 1.0,
                                   delta=1e-9)

    def member_chi2(self, **options):
        """One row per member."""
        file = self.folder / "members.csv"
        outcome = self.expect(run("predict", self.result, "--members", "--members-output", file,
                                  "--force", "--json", **options), CONVERGED)
        with open(file, newline="") as lines:
            rows = list(csv.DictReader(lines))
        summary = json.loads(outcome.out)["members"]
        self.assertEqual(summary["labels"], [row["member"] for row in rows])
        self.assert_same_numbers_in_hdf5(rows)
        totals = [float(row["total"]) for row in rows]
        self.assertEqual(summary["chi2_total"]["each"], totals)
        self.assertEqual(summary["chi2_total"]["min"], min(totals))
        self.assertEqual(summary["chi2_total"]["max"], max(totals))
        self.assertAlmostEqual(summary["chi2_total"]["mean"], sum(totals) / len(totals), delta=1e-8)
        return rows

    def assert_same_numbers_in_hdf5(self, rows):
        path = self.folder / "members.h5"
        self.expect(run("predict", self.result, "--members", "--members-output", path, "--force"),
                    CONVERGED)
        with h5py.File(path) as file:
            self.assertEqual([name.decode() for name in file["member"]],
                             [row["member"] for row in rows])
            for column in ["total", "correlated", "log_penalty", "prior", "penalty", "events"]:
                self.assertEqual(list(file[column]), [float(row[column]) for row in rows])
            for d, name in enumerate(file["datasets/name"]):
                self.assertEqual(list(file["datasets/chi2"][:, d]),
                                 [float(row[name.decode()]) for row in rows])

    def assert_chi2(self, member, wanted):
        """The same bits as the member alone."""
        self.assertEqual(float(member["total"]), wanted["chi2"])
        self.assertEqual(float(member["correlated"]), wanted["chi2_correlated"])
        self.assertEqual(float(member["log_penalty"]), wanted["chi2_log_penalty"])
        for name, numbers in wanted["datasets"].items():
            self.assertEqual(float(member[name]), numbers["chi2"])

    def test_chi2_of_the_members_as_a_table(self):
        outcome = self.expect(run("predict", self.result, "--members"), CONVERGED)
        table = outcome.out[outcome.out.index("χ² of 4 members"):].splitlines()
        total = [float(word) for word in table[-1].split()[1:]]
        self.assertEqual(len(total), 4)
        self.assertLessEqual(total[1], total[2])
        self.assertLessEqual(total[2], total[3])
        self.assertLess(total[0], total[1])  # the fit is the minimum
        self.expect(run("predict", self.result, "--members-output", "members.csv"), USAGE,
                    "--members")

    def test_members_that_are_not_there(self):
        self.expect(run("predict", NLO, "--members", *self.cached), USAGE, "is a card")
        self.expect(run("predict", self.result, "--members", "--error-type", "replicas"), USAGE,
                    "no replicas", "--replicas N")


if __name__ == "__main__":
    main()
