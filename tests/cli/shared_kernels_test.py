"""Kernels that the ranks of a node store once. What they take together is measured in tests/mpi."""

import unittest

import h5py
from cli_case import CONVERGED, LO, USAGE, CliCase, run

SHARED = "stored once per node, for up to 3 ranks"


class SharedKernels(CliCase):

    def theta_of_replicas(self, name):
        found = {}
        for path in sorted((self.folder / name / "replicas").glob("*.h5")):
            with h5py.File(path) as f:
                f.visititems(lambda key, item: found.update({(path.name, key): item[()].tobytes()})
                             if isinstance(item, h5py.Dataset) and "theta" in key else None)
        return found

    def test_replicas_have_the_same_bits_with_one_copy_and_with_many(self):
        for name, sharing in [("shared", "auto"), ("copies", "off")]:
            outcome = run("fit", LO, "-o", self.folder / name, *self.cached, "--replicas", "3",
                          "--set", f"kernels.shared={sharing}", ranks=3)
            self.expect(outcome, CONVERGED)
            self.assertEqual(SHARED in outcome.err, sharing == "auto", str(outcome))
        shared, copies = self.theta_of_replicas("shared"), self.theta_of_replicas("copies")
        self.assertEqual(len(shared), 3)
        self.assertEqual(shared, copies)

    def test_bad_value(self):
        self.expect(run("fit", LO, "--set", "kernels.shared=on"), USAGE, "kernels.shared",
                    "there is no on")


if __name__ == "__main__":
    unittest.main(verbosity=2)
