"""Commands of a program that finds an (emulated) GPU."""

import os

import h5py
import numpy

from cli_case import CONFIGS, CONVERGED, CliCase, main, numbers, rows_of, run

ON_GPU = os.environ["FITPACK_ON_EMULATED_GPU"]
# Sums in another order; uncertainties are differences of predictions.
ROUNDING = 1e-10
# All parameters of the card but two.
FIXED = ["Cg", "Agp", "Bgp", "Buv", "Cuv", "Euv", "Bdv", "Cdv", "Adbar", "Cdbar", "Cubar", "Dubar"]
# Predictions that are more than one product, one of the parameters a normalisation.
MORE = ["--set", "theory.higher_twist.h0=0.3", "--set", "theory.higher_twist.h1=0.5", "--set",
        "objective.normalisations={HERA_CC_EM_920: {parameter: N}}", "--set",
        "parameters.N={start: 1.0, step: 0.01, prior: {mean: 1.0, sigma: 0.01}}"]
CLOSURE = CONFIGS / "events_closure.yaml"

# A small phase space keeps the kernels small.
SPACE = ["--set", "events.density.phase_space={x: [0.005, 0.6], Q2: [10.0, 300.0], y: [0.01, 0.8]}"]


class Commands(CliCase):

    def sample(self, name, *arguments, **options):
        folder = self.folder / name
        folder.mkdir()
        self.expect(
            run("sample", CLOSURE, *SPACE, *self.cached, "-q", "--events", 20000, "-o",
                folder / "events.h5", *arguments, **options), CONVERGED)
        return [(folder / f"events{end}").read_bytes() for end in (".h5", ".yaml")]

    def test_samples_are_the_same_files(self):
        expected = self.sample("cpu")
        for name, arguments, options in [("cuda", ["--backend", "cuda"], {}),
                                         ("auto", ["--set", "kernels.backend=auto"], {}),
                                         ("ranks", ["--backend", "cuda"], {"ranks": 2})]:
            with self.subTest(name):
                found = self.sample(name, *arguments, executable=ON_GPU, **options)
                self.assertEqual(found, expected)

    def members(self, result, name, *arguments, **options):
        """χ² of the members and its parts, and the uncertainties of the predictions."""
        chi2, predictions = self.folder / f"{name}.csv", self.folder / f"{name}-predictions.csv"
        outcome = self.expect(
            run("predict", result, "--members", "--members-output", chi2, "-o", predictions,
                *arguments, **options), CONVERGED)
        self.assertNotIn("the CPU does the work", outcome.err)
        rows = rows_of(chi2)
        self.assertGreater(len(rows), 0)
        return numpy.concatenate([numbers(rows, name) for name in rows[0] if name != "member"] +
                                 [numbers(rows_of(predictions), "uncertainty")])

    def test_chi2_of_members(self):
        # Few points and parameters.
        fixed = [word for name in FIXED for word in ("--set", f"parameters.{name}.fixed=true")]
        result = self.fit("fit", "--eigenvectors", *fixed, *MORE, "--set",
                          "theory.grid.x_min=0.02", "--set",
                          "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]", "--set",
                          "data.cuts=[{variable: x, min: 0.05}, {variable: Q2, min: 20}]")
        expected = self.members(result, "cpu")
        for ranks in [None, 2]:
            found = self.members(result, f"cuda{ranks}", "--backend", "cuda", executable=ON_GPU,
                                 ranks=ranks)
            numpy.testing.assert_allclose(found, expected, rtol=ROUNDING)

    def likelihood(self, ranks):
        """−ln L and the parameters of a fit with few parameters to few events."""
        fixed = [word for name in ["Bg", "Bdbar"] for word in ("--set", f"parameters.{name}.fixed=true")]
        folder = self.folder / f"fit{ranks}"
        self.expect(
            run("fit", CLOSURE, *SPACE, *self.cached, "-q", "-o", folder, "--backend", "cuda", *fixed,
                "--set", f"events.samples=[{self.folder / 'drawn/events.yaml'}]",
                executable=ON_GPU, ranks=ranks), CONVERGED)
        with h5py.File(folder / "result.h5") as file:
            return [file["events/minus_log_likelihood"][0], *file["parameters/value"][:]]

    def test_events_have_the_same_bits_on_two_ranks(self):
        # The second one has none.
        self.sample("drawn")
        self.assertEqual(self.likelihood(2), self.likelihood(None))


if __name__ == "__main__":
    main()
