"""Kernels that the ranks of a node store once."""

import unittest

import h5py
from cli_case import CONVERGED, LO, NLO, USAGE, CliCase, run
from node_memory import largest

# Parameters that stay: fits of few parameters to synthetic data converge in a few iterations.
FIXED = ["Bg", "Agp", "Bgp", "Buv", "Euv", "Bdv", "Cdv", "Adbar", "Bdbar", "Cdbar", "Cubar", "Dubar"]
SHARED = "stored once per node, for up to 3 ranks"


class SharedKernels(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points, cls.columns = 4000, 6 * 69
        cls.card = cls.shared_folder / "data/card.yaml"
        outcome = run("generate", LO, "--points", cls.points, "--sources", "3", "-o",
                      cls.card.parent)
        assert outcome.code == CONVERGED, str(outcome)

    def theta_of_replicas(self, name):
        found = {}
        for path in sorted((self.folder / name / "replicas").glob("*.h5")):
            with h5py.File(path) as f:
                f.visititems(lambda key, item: found.update({(path.name, key): item[()].tobytes()})
                             if isinstance(item, h5py.Dataset) and "theta" in key else None)
        return found

    def test_replicas_have_the_same_bits_with_one_copy_and_with_many(self):
        for name, sharing in [("shared", "auto"), ("copies", "off")]:
            outcome = run("fit", NLO, "-o", self.folder / name, *self.cached, "--replicas", "4",
                          "--set", f"kernels.shared={sharing}", ranks=3)
            self.expect(outcome, CONVERGED)
            self.assertEqual(SHARED in outcome.err, sharing == "auto", str(outcome))
        shared, copies = self.theta_of_replicas("shared"), self.theta_of_replicas("copies")
        self.assertEqual(len(shared), 4)
        self.assertEqual(shared, copies)

    def test_memory_of_the_ranks_together(self):
        """Four ranks: one copy instead of four, beside the one they have in parts."""
        peaks = {}
        few = [word for name in FIXED for word in ["--set", f"parameters.{name}.fixed=true"]]
        for sharing in ["auto", "off"]:
            _, peaks[sharing], code, err = largest(
                4, "fit", self.card, "-o", self.folder / sharing, "--replicas", "8", "--set",
                "kernels.rows=grid", "--set", f"kernels.shared={sharing}", *few)
            self.assertEqual(code, CONVERGED, err)
        copy = self.points * self.columns * 8e-6  # MB
        # Two of the three copies that are not there: other memory of the runs varies by less.
        self.assertGreater(peaks["off"] - peaks["auto"], 2 * copy, peaks)
        print(f"{peaks['auto']:.0f} MB instead of {peaks['off']:.0f} MB, a copy {copy:.0f} MB")

    def test_bad_value(self):
        self.expect(run("fit", LO, "--set", "kernels.shared=on"), USAGE, "kernels.shared",
                    "there is no on")


if __name__ == "__main__":
    unittest.main(verbosity=2)
