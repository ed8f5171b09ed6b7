"""Definitions of chi2: t0 and its iteration, free normalisations, bad input."""

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, NLO, NOT_CONVERGED, USAGE, CliCase, attributes_of,
                      bits_of, datasets_of, main, run)

T0 = ["--set", "objective.definition=t0"]
# Predictions of two fits whose t0 has settled.
SETTLED = 1e-5


def theory_of(path):
    with h5py.File(path, "r") as file:
        return file["predictions/theory"][()]


def jam_card(sigma, more=""):
    """The charged-current sets with a free normalisation of one of them."""
    return [("objective: {definition: hera}",
             "objective:\n  definition: jam\n  normalisations:\n"
             f"    HERA_CC_EM_920: {{parameter: N_em{more}}}\n#"),
            ("  fs:    {start: 0.4, fixed: true}",
             "  fs:    {start: 0.4, fixed: true}\n"
             f"  N_em:  {{start: 1.0, step: 0.01, prior: {{mean: 1.0, sigma: {sigma}}}}}")]


class T0Iteration(CliCase):

    def test_settles_on_any_number_of_ranks(self):
        first = self.fit("a", *T0)
        objective = attributes_of(first, ["definition", "sources", "uncor", "t0_origin"],
                                  "objective")
        self.assertEqual(objective, {"definition": "t0", "sources": "t0", "uncor": "fixed",
                                     "t0_origin": "predictions at the start values"})
        with h5py.File(first, "r") as file:
            changes = file["objective/t0_fits/largest_change"][()]
            t0 = file["objective/t0"][()]
        self.assertGreaterEqual(len(changes), 3)
        self.assertTrue(numpy.all(numpy.diff(changes) < 0), changes)
        self.assertLessEqual(changes[-1], 1e-6)
        self.assertLessEqual(numpy.max(numpy.abs(theory_of(first) / t0 - 1)), changes[-1] * 1.01)
        self.expect(run("inspect", first), CONVERGED, out=["t0: predictions at the start values"])

        second = self.fit("b", *T0, ranks=3)
        self.assertEqual(bits_of(first), bits_of(second))
        self.assertEqual(datasets_of(first, ["objective"]), datasets_of(second, ["objective"]))

        # From its own result there is nothing left to iterate.
        again = self.fit("c", *T0, "--set", f"objective.t0={first}")
        self.assertIn("result ", attributes_of(again, ["t0_origin"], "objective")["t0_origin"])
        self.assertLess(numpy.max(numpy.abs(theory_of(again) / theory_of(first) - 1)), SETTLED)
        self.expect(run("compare", first, again), CONVERGED)

    def test_from_an_lhapdf_set(self):
        path = self.fit("a", *T0)
        folder = self.folder / "my_set"
        self.expect(run("export-lhapdf", path, "-q", "-o", folder, "--x-points", 60, "--q-points",
                        30), CONVERGED)
        fixed = self.fit("b", *T0, "--set", f"objective.t0={folder}", "--set",
                         "objective.iterations=1")
        with h5py.File(fixed, "r") as file:
            self.assertIn("LHAPDF set", file["objective"].attrs["t0_origin"])
            self.assertEqual(len(file["objective/t0_fits/chi2"]), 1)
            t0 = file["objective/t0"][()]
        # The set is tabulated, and evolves as its own knots have it.
        self.assertLess(numpy.max(numpy.abs(t0 / theory_of(path) - 1)), 5e-3)

    def test_too_few_fits(self):
        outcome = run("fit", NLO, "-o", self.folder / "r", *self.cached, *T0, "--set",
                      "objective.iterations=2")
        self.expect(outcome, NOT_CONVERGED, out=["t0 still changes"])

    def test_replicas_share_t0(self):
        paths = [self.fit(f"r{ranks}", "--replicas", 2, *T0, ranks=ranks) for ranks in [1, 2]]
        thetas = []
        for path in paths:
            with h5py.File(path, "r") as file:
                thetas.append(file["replicas/theta"][()])
                self.assertTrue(numpy.all(file["replicas/chi2"][()] > 0))
        self.assertTrue(numpy.array_equal(*thetas))

    def test_scan_and_closure(self):
        scan = run("scan", NLO, "-q", *self.cached, *T0, "--parameter", "Buv", "--points", 3)
        self.expect(scan, CONVERGED)
        closure = run("closure", NLO, "-q", *self.cached, *T0, "--level", 0)
        self.expect(closure, CONVERGED)


class Normalisations(CliCase):

    def test_penalty_is_the_prior(self):
        path = self.small_card(jam_card(0.03))
        self.fit("r", "--set", "fit.max_iterations=400", card=path)
        with h5py.File(self.folder / "r/result.h5", "r") as file:
            names = list(file["parameters/name"].asstr()[()])
            norm = file["parameters/value"][()][names.index("N_em")]
            error = file["parameters/error"][()][names.index("N_em")]
            prior = file["fit"].attrs["chi2_prior"]
        self.assertNotEqual(norm, 1.0)
        self.assertLess(error, 0.03)
        self.assertAlmostEqual(prior, ((1.0 - norm) / 0.03)**2, delta=1e-9)

    def test_mistakes(self):
        card = self.small_card(jam_card(0.03))
        outcome = run("predict", card, "--set",
                      "objective.normalisations={HERA_CC_EM_92: {parameter: N_emm}}")
        self.expect(outcome, USAGE, "is none of the data sets", "did you mean HERA_CC_EM_920?",
                    "there is no parameter N_emm", "did you mean N_em?")
        outcome = run("predict", card, "--set",
                      "objective.normalisations.HERA_CC_EM_920.source=sysHZComb1000")
        self.expect(outcome, USAGE, "has no source sysHZComb1000", "did you mean")
        outcome = run("predict", card, "--set",
                      "objective.normalisations.HERA_CC_EM_920.source=sysHZComb1007")
        self.expect(outcome, USAGE, "is no normalisation", "its relative effect goes from")


class BadInput(CliCase):

    def refused(self, code, *words, settings):
        arguments = [word for text in settings for word in ("--set", text)]
        self.expect(run("predict", self.small_card(), *arguments), code, *words)

    def test_keys_and_values(self):
        self.refused(USAGE, "objective.definition: there is no t1", "did you mean t0?",
                     settings=["objective.definition=t1"])
        self.refused(USAGE, "unknown key objective.source", "did you mean sources?",
                     settings=["objective.source=t0"])
        self.refused(USAGE, "objective.stat", "poisson", settings=["objective.stat=poison"])
        self.refused(USAGE, "objective.iterations: 0 is not between 1 and 1000",
                     settings=["objective.iterations=0"])
        self.refused(USAGE, "objective.tolerance: -1 is not positive",
                     settings=["objective.tolerance=-1"])

    def test_t0_files(self):
        t0 = "objective.definition=t0"
        self.refused(USAGE, "objective.t0: there is no", "none.h5",
                     settings=[t0, f"objective.t0={self.folder}/none.h5"])
        (self.folder / "empty").mkdir()
        self.refused(BAD_DATA, "empty", settings=[t0, f"objective.t0={self.folder}/empty"])
        self.refused(CONVERGED, "objective.t0 is not used: definition hera has no reference",
                     settings=["objective.t0=some.h5"])
        other = self.fit("r", "--set", "fit.max_iterations=1", "--set",
                         "data.sets=[HERA_NC_EP_575]", code=NOT_CONVERGED)
        self.refused(BAD_DATA, "has no prediction of HERA_CC_EP_920", "take a result",
                     settings=[t0, f"objective.t0={other}"])


if __name__ == "__main__":
    main()
