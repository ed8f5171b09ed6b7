"""Neural networks, early stopping and penalties on the command line."""

import h5py
import numpy

from cli_case import CONVERGED, USAGE, bits_of, datasets_of, main, run
from network_case import NetworkCase

RANKS = [2, 3]


class Fit(NetworkCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outcome = run("fit", cls.card, "-q", "-o", cls.shared_folder / "whole", "--replicas", 2,
                          *cls.cached)
        assert cls.outcome.code == CONVERGED, str(cls.outcome)
        cls.whole = cls.shared_folder / "whole/result.h5"

    def test_result_keeps_the_best_validation_point(self):
        with h5py.File(self.whole) as file:
            history = file["validation/history"][:]
            attributes = dict(file["validation"].attrs)
            names = [n.decode() for n in file["parameters/free_names"][:]]
            self.assertEqual(file["parameters/covariance"].size, 0)
            penalties = [n.decode() for n in file["penalties/name"][:]]
        self.assertIn("nn.1.w[4,2]", names)
        self.assertIn("nn.2.b[5]", names)
        self.assertEqual(attributes["best_iteration"], numpy.nanargmin(history))
        self.assertAlmostEqual(attributes["validation_chi2"], numpy.nanmin(history), places=9)
        self.assertEqual(attributes["n_training"] + attributes["n_validation"], 81)
        self.assertIn("positivity of ubar", penalties)

    def test_summary(self):
        shown = self.expect(run("inspect", self.whole), CONVERGED)
        for text in [self.outcome.out, shown.out]:
            for words in ["Weights of networks, not shown: 37", "validation", "Kept: iteration",
                          "positivity of", "fit.covariance: none"]:
                self.assertIn(words, text)

    def test_same_bits_on_any_number_of_ranks(self):
        for ranks in RANKS:
            folder = self.folder / str(ranks)
            self.expect(run("fit", self.card, "-q", "-o", folder, "--replicas", 2, *self.cached,
                            ranks=ranks), CONVERGED)
            path = folder / "result.h5"
            self.assertEqual(bits_of(path), bits_of(self.whole))
            groups = ["replicas", "validation", "penalties"]
            self.assertEqual(datasets_of(path, groups), datasets_of(self.whole, groups))

    def test_replicas_have_weights_and_splits_of_their_own(self):
        with h5py.File(self.whole) as file:
            theta = file["replicas/theta"][:]
        self.assertEqual(theta.shape[0], 2)
        self.assertFalse((theta[0] == theta[1]).any())

    def test_seeds_decide(self):
        again = self.run_fit("again")
        other = self.run_fit("other", "--set", "fit.validation.seed=2")
        groups = ["parameters", "validation"]
        self.assertEqual(datasets_of(again, groups), datasets_of(self.whole, groups))
        self.assertNotEqual(datasets_of(other, groups), datasets_of(self.whole, groups))

    def test_card_of_the_result_gives_the_result(self):
        with h5py.File(self.whole) as file:
            card = file["card"][()].decode()
        self.assertNotIn("nn.1", card)
        path = self.folder / "again.yaml"
        path.write_text(card)
        again = self.fit("again", card=path)
        self.assertEqual(datasets_of(again, ["parameters"]), datasets_of(self.whole, ["parameters"]))

    def test_eigenvectors_need_errors(self):
        self.expect(run("fit", self.card, "-q", "-o", self.folder, "--eigenvectors", *self.cached),
                    USAGE, "fit.covariance is none")


class BadInput(NetworkCase):

    def refused(self, key, value, *words):
        self.expect(run("check", self.card, "--set", f"{key}={value}"), USAGE, *words)

    def test_layers(self):
        self.refused("pdfs.network.layers", "[2, 0, 5]", "layer 2 has width 0")
        self.refused("pdfs.network.layers", "[3, 4, 5]", "3 nodes, but there are 2 inputs")
        self.refused("pdfs.network.layers", "[2, 4, 6]", "6 nodes", "end with 5")
        self.refused("pdfs.network.layers", "[2, 1.5, 5]", "1.5 is no number of nodes")

    def test_words(self):
        self.refused("pdfs.network.activation", "tanj", "tanj", "tanh")
        self.refused("pdfs.network.inputs", "[x, lnx]", "there is no input lnx", "log_x")
        self.refused("pdfs.network.weight_sigma", "-1", "weight_sigma")

    def test_validation(self):
        self.refused("fit.validation.training_fraction", "1.2", "1.2 is above 1")
        self.refused("fit.validation.training_fraction", "0", "training_fraction")
        self.refused("fit.validation.patience", "0", "patience")
        self.refused("fit.minimiser", "lbfgs", "only levenberg_marquardt stops early")

    def test_penalties(self):
        self.refused("penalties.positivity.of", "[ubra]", "there is no quantity ubra", "ubar")
        self.refused("penalties.positivity.x", "[1.0e-7]", "outside the grid")
        self.refused("penalties.positivity.weight", "0", "is not above 0")


if __name__ == "__main__":
    main()
