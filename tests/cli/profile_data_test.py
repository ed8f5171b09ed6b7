"""profile-data: data added to a result without a refit."""

import csv
import json
import shutil

import h5py
import numpy

from cli_case import (BAD_DATA, CONVERGED, DATA, NLO, USAGE, CliCase, main, run)

ADDED = "HERA_CC_EM_920"
SETS = ["HERA_NC_EP_920", "HERA_NC_EP_820", "HERA_NC_EP_575", "HERA_NC_EP_460", "HERA_NC_EM_920",
        "HERA_CC_EP_920"]
FIXED = ["--set", "objective.definition=experimental"]
# Without the parameters whose directions are flat: there the model is quadratic nearly enough.
STEEP = [*FIXED, *(word for name in ["Agp", "Bgp", "Cubar", "Dubar", "Cdbar"]
                   for word in ["--set", f"parameters.{name}.fixed=true"])]
WITHOUT = ["--set", f"data.sets=[{', '.join(SETS)}]"]
# Of a refit, in errors: what the curvature of the parametrisation leaves of the quadratic model.
SHIFT, RATIO = 0.1, 0.1


def parameters_of(path):
    """Value and error of the free parameters."""
    with h5py.File(path, "r") as file:
        group = file["parameters"]
        free = ~group["fixed"][()].astype(bool)
        return group["value"][()][free], group["error"][()][free]


def scaled_errors(folder, name, factor):
    """A copy of the added set under another name with its uncorrelated errors multiplied."""
    rows = list(csv.reader((DATA / f"{ADDED}.csv").read_text().splitlines()))
    for column in ["stat", "uncor"]:
        k = rows[0].index(column)
        for row in rows[1:]:
            row[k] = repr(float(row[k]) * factor)
    with (folder / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    text = (DATA / f"{ADDED}.yaml").read_text().replace(ADDED, name)
    (folder / f"{name}.yaml").write_text(text)
    return folder / f"{name}.yaml"


class ProfileData(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.without = cls.shared_folder / "without/result.h5"
        outcome = run("fit", NLO, "-q", "-o", cls.without.parent, *cls.cached, *STEEP,
                      *WITHOUT, "--replicas", 5)
        assert outcome.code == CONVERGED, str(outcome)

    def test_is_the_refit_where_the_model_is_good(self):
        refit = self.fit("all", *STEEP)
        profiled = self.folder / "profiled.h5"
        outcome = run("profile-data", self.without.parent, "--add", ADDED, "-o", profiled)
        self.expect(outcome, CONVERGED, out=[ADDED, "error ratio", "in the quadratic model"])
        before, error_before = parameters_of(self.without)
        after, error = parameters_of(profiled)
        wanted, error_wanted = parameters_of(refit)
        self.assertGreater(numpy.max(numpy.abs(wanted - before) / error_before), 0.5)
        shift = numpy.abs(after - wanted) / error_wanted
        ratio = numpy.abs(error / error_wanted - 1)
        print(f"\n  against the refit: at most {shift.max():.3f} errors in a parameter, "
              f"{ratio.max():.3f} in an error")
        self.assertLess(shift.max(), SHIFT)
        self.assertLess(ratio.max(), RATIO)
        self.assertTrue(numpy.all(error <= error_before * (1 + 1e-9)))
        self.assertNotIn("quadratic model", outcome.err)
        with h5py.File(profiled, "r") as file:
            self.assertLess(file["profiled"].attrs["chi2_after"],
                            file["profiled"].attrs["chi2_before"])
            weights = file["profiled/weights/weight"][()]
            self.assertAlmostEqual(weights.mean(), 1.0, delta=1e-12)
        # It is a result like any other.
        self.expect(run("inspect", profiled), CONVERGED, out=["data added in the quadratic model"])
        self.expect(run("compare", profiled, refit), CONVERGED)

    def test_says_where_the_model_does_not_reach(self):
        flat = self.fit("flat", *FIXED, *WITHOUT)
        outcome = run("profile-data", flat, "--add", ADDED)
        self.expect(outcome, CONVERGED, "the added data pull further", "fit them together")

    def test_json_on_several_ranks(self):
        outputs = [self.expect(run("profile-data", self.without, "--add", ADDED, "--json",
                                   ranks=ranks), CONVERGED).out for ranks in [None, 3]]
        self.assertEqual(outputs[0], outputs[1])
        report = json.loads(outputs[0])
        self.assertEqual(report["n_points"], report["sets"][ADDED]["n"])
        self.assertLessEqual(report["effective_replicas"], report["replicas"])

    def test_infinite_errors_change_nothing(self):
        sidecar = scaled_errors(self.folder, "VAGUE", 1e7)
        profiled = self.folder / "p.h5"
        outcome = run("profile-data", self.without, "--add", sidecar, "-o", profiled, "--weights",
                      "giele-keller")
        self.expect(outcome, CONVERGED, out=["No direction moves", "worth 5.0"])
        before, error_before = parameters_of(self.without)
        after, error = parameters_of(profiled)
        self.assertLess(numpy.max(numpy.abs(after - before) / error_before), 1e-4)
        self.assertLess(numpy.max(numpy.abs(error / error_before - 1)), 1e-4)

    def test_unweighted_replicas_and_lhapdf(self):
        target = self.folder / "profiled_set"
        profiled = self.folder / "p.h5"
        outcome = run("profile-data", self.without, "--add", ADDED, "--unweight", 3, "-o", profiled,
                      "--lhapdf", target)
        self.expect(outcome, CONVERGED)
        with h5py.File(profiled, "r") as file:
            self.assertEqual(len(file["replicas/number"]), 3)
        self.assertEqual(len(list(target.glob("*.dat"))), 4)

    def test_mistakes(self):
        self.expect(run("profile-data", self.without, "--add", SETS[0]), USAGE,
                    "the data set is in the fit already")
        self.expect(run("profile-data", self.without, "--add", "HERA_CC_EM_92"), BAD_DATA,
                    "HERA_CC_EM_92")
        self.expect(run("profile-data", self.without, "--add", ADDED, "--add", ADDED), BAD_DATA,
                    "is listed twice")
        self.expect(run("profile-data", self.without, "--add", ADDED, "--weights", "none"), USAGE,
                    "--weights")
        self.expect(run("profile-data", self.folder / "no.h5", "--add", ADDED), BAD_DATA, "no.h5")
        # The same measurement under another name.
        sidecar = scaled_errors(self.folder, "AGAIN", 1.0)
        sidecar.write_text(sidecar.read_text() + f"\nexclusive_with: [{SETS[0]}]\n")
        self.expect(run("profile-data", self.without, "--add", sidecar), USAGE,
                    "are the same measurement")
        shutil.rmtree(self.folder)
        self.folder.mkdir()


if __name__ == "__main__":
    main()
