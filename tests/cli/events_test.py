"""Single events: sample, fit, joint fits, bad input."""

import pathlib

import h5py
import numpy
import yaml

from cli_case import (BAD_DATA, CONFIGS, CONVERGED, USAGE, CliCase, main, run)

CLOSURE = CONFIGS / "events_closure.yaml"
JOINT = CONFIGS / "hera_plus_events.yaml"

# A small phase space keeps the kernels small.
SPACE = ["--set", "events.density.phase_space={x: [0.005, 0.6], Q2: [10.0, 300.0], y: [0.01, 0.8]}"]
EVENTS = 40000


class EventsCase(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample = cls.shared_folder / "events.h5"
        cls.drawn = run("sample", CLOSURE, *SPACE, *cls.cached, "-q", "--events", EVENTS,
                        "-o", cls.sample)

    def of_sample(self, path=None):
        return ["--set", f"events.samples=[{(path or self.sample).with_suffix('.yaml')}]", *SPACE]

    def copy(self, change=None, sidecar=None):
        """A copy of the sample with changed columns or sidecar."""
        path = self.folder / "events.h5"
        with h5py.File(self.sample) as old:
            columns = {name: old[name][:5000] for name in old}
        if change:
            change(columns)
        with h5py.File(path, "w") as new:
            for name, values in columns.items():
                new[name] = values
        text = yaml.safe_load(self.sample.with_suffix(".yaml").read_text())
        text["n_events"] = len(columns["x"])
        if sidecar:
            sidecar(text)
        path.with_suffix(".yaml").write_text(yaml.safe_dump(text))
        return path

    def refused(self, path, *words, code=BAD_DATA, arguments=()):
        outcome = run("fit", CLOSURE, "-q", "-o", self.folder / "out", *self.cached,
                      *self.of_sample(path), *arguments)
        self.expect(outcome, code, *words)


class Sampling(EventsCase):

    def test_every_event_is_delivered_inside_the_phase_space(self):
        self.expect(self.drawn, CONVERGED)
        with h5py.File(self.sample) as file:
            x, q2 = file["x"][:], file["Q2"][:]
        self.assertEqual(len(x), EVENTS)
        y = q2 / (318.119**2 * x)
        for values, low, high in [(x, 0.005, 0.6), (q2, 10.0, 300.0), (y, 0.01, 0.8)]:
            self.assertGreaterEqual(values.min(), low)
            self.assertLessEqual(values.max(), high)

    def test_same_events_on_any_number_of_ranks(self):
        for ranks in [2, 3, 5]:
            path = self.folder / f"events_{ranks}.h5"
            self.expect(
                run("sample", CLOSURE, *SPACE, *self.cached, "-q", "--events", EVENTS, "-o", path,
                    ranks=ranks), CONVERGED)
            with h5py.File(self.sample) as one, h5py.File(path) as many:
                for column in ["x", "Q2"]:
                    numpy.testing.assert_array_equal(one[column][:], many[column][:])

    def test_seeds_differ_and_files_are_kept(self):
        other = self.folder / "other.h5"
        self.expect(
            run("sample", CLOSURE, *SPACE, *self.cached, "-q", "--events", 100, "--seed", 2, "-o",
                other), CONVERGED)
        with h5py.File(self.sample) as one, h5py.File(other) as two:
            self.assertFalse(numpy.any(one["x"][:100] == two["x"][:]))
        again = run("sample", CLOSURE, *SPACE, *self.cached, "-q", "--events", 100, "-o", other)
        self.expect(again, USAGE, "exists and is kept")

    def test_bad_arguments(self):
        self.expect(run("sample", CLOSURE, "--events", 0, "-o", "a.h5"), USAGE, "number of events")
        self.expect(run("sample", CLOSURE, "--events", 10, "-o", "a.txt"), USAGE, ".h5")
        self.expect(run("sample", CONFIGS / "hera_nlo_zm.yaml", "--events", 10, "-o",
                        self.folder / "a.h5"), USAGE, "events.density")


class Fitting(EventsCase):

    @staticmethod
    def pulls(path):
        with h5py.File(path) as file:
            p = file["parameters"]
            error = p["error"][:]
            free = error > 0.0
            return ((p["value"][:] - p["start"][:]) / numpy.where(free, error, 1.0))[free]

    def test_closure(self):
        result = self.fit("out", *self.of_sample(), card=CLOSURE)
        pulls = self.pulls(result)
        self.assertEqual(len(pulls), 4)
        self.assertLess(numpy.abs(pulls).max(), 4.0)
        self.assertGreater(numpy.abs(pulls).max(), 0.05)  # it did move
        with h5py.File(result) as file:
            self.assertEqual(file["events/n_events"][0], EVENTS)
            self.assertEqual(file["events"].attrs["chi2"],
                             2.0 * file["events/minus_log_likelihood"][0])

    def test_same_likelihood_and_fit_on_any_number_of_ranks(self):
        # Five ranks have only two blocks of events between them.
        found = []
        for ranks in [1, 2, 3, 5]:
            path = self.fit(f"out{ranks}", *self.of_sample(), card=CLOSURE, ranks=ranks)
            with h5py.File(path) as file:
                found.append((file["events/minus_log_likelihood"][0],
                              list(file["parameters/value"][:]), list(file["history/chi2"][:])))
        for other in found[1:]:
            self.assertEqual(other, found[0])

    def test_both_minimisers_agree(self):
        lm = self.fit("lm", *self.of_sample(), card=CLOSURE)
        bfgs = self.fit("bfgs", *self.of_sample(), "--set", "fit.minimiser=lbfgs", card=CLOSURE)
        with h5py.File(lm) as a, h5py.File(bfgs) as b:
            error = a["parameters/error"][:]
            free = error > 0.0
            difference = (a["parameters/value"][:] - b["parameters/value"][:])[free] / error[free]
            self.assertLess(numpy.abs(difference).max(), 1e-3)
            self.assertGreater(b["events"].attrs["gradient_evaluations"], 1)

    def test_joint_fit_adds_information(self):
        changes = ["--set", "data.sets=[HERA_CC_EP_920, HERA_CC_EM_920]"]
        data = ["--set", f"data.folder={pathlib.Path(CONFIGS).parent / 'data'}", *changes]
        joint = self.fit("joint", *self.of_sample(), *data, card=CLOSURE)
        events = self.fit("events", *self.of_sample(), card=CLOSURE)
        with h5py.File(joint) as a, h5py.File(events) as b:
            ratio = a["parameters/error"][:] / numpy.maximum(b["parameters/error"][:], 1e-300)
            free = b["parameters/error"][:] > 0.0
            self.assertTrue(numpy.all(ratio[free] < 1.0))
            self.assertEqual(a["fit"].attrs["n_points"], 81)
            total = a["fit"].attrs["chi2"]
            parts = sum(a["fit"].attrs["chi2_" + part]
                        for part in ["points", "correlated", "log_penalty", "prior"])
            self.assertAlmostEqual(total, parts + a["events"].attrs["chi2"], delta=1e-8 * abs(total))

    def test_extended_likelihood_needs_a_luminosity(self):
        self.refused(self.copy(), "needs the luminosity", code=USAGE,
                     arguments=["--set", "events.likelihood=extended"])

    def test_extended_likelihood(self):
        shapes = self.fit("shapes", *self.of_sample(self.copy()), card=CLOSURE)
        with h5py.File(shapes) as file:
            cross_section = file["events/cross_section"][0]
        path = self.copy(sidecar=lambda text: text.update(luminosity=float(5000 / cross_section)))
        rates = self.fit("rates", *self.of_sample(path), "--set", "events.likelihood=extended",
                         card=CLOSURE)
        with h5py.File(shapes) as a, h5py.File(rates) as b:
            # The number of events is known to 1.4 %: it narrows what shapes alone leave open.
            self.assertTrue(numpy.all(b["parameters/error"][:] <= 1.0001 * a["parameters/error"][:]))
            self.assertAlmostEqual(b["events/cross_section"][0] / cross_section, 1.0, delta=0.05)


class BadEvents(EventsCase):

    def test_events_outside_are_counted_and_named(self):

        def spoil(columns):
            columns["x"][7] = 0.9
            columns["Q2"][11] = 1.0

        path = self.copy(spoil)
        self.refused(path, "2 events outside the phase space", "row 8 with x = 0.9", "y = ",
                     "events.outside: cut")
        result = self.fit("cut", *self.of_sample(path), "--set", "events.outside=cut", card=CLOSURE)
        with h5py.File(result) as file:
            self.assertEqual(file["events/n_cut"][0], 2)
            self.assertEqual(file["events/n_events"][0], 4998)

    def test_numbers_that_are_not_finite(self):

        def spoil(columns):
            columns["x"][3] = numpy.nan

        self.refused(self.copy(spoil), "1 event with a number that is not finite", "row 4")

    def test_weights_of_mixed_sign(self):

        def spoil(columns):
            columns["weight"] = numpy.ones(5000)
            columns["weight"][[5, 9]] = -1.0

        self.refused(self.copy(spoil), "weights of mixed sign", "2 events", "row 6")

    def test_no_events_left(self):

        def spoil(columns):
            columns["x"][:] = 0.9

        self.refused(self.copy(spoil), "no events are left",
                     arguments=["--set", "events.outside=cut"])

    def test_negative_density_is_named(self):
        self.refused(self.copy(), "not positive, at x = ", "Q2 = ", "Bg = ", code=USAGE,
                     arguments=["--set", "parameters.Adbar=-2.0"])

    def test_broken_samples(self):
        self.refused(self.copy(lambda columns: columns.pop("Q2")), "the column Q2 is missing")
        self.refused(self.copy(sidecar=lambda text: text.update(n_events=17)), "17 events expected")
        self.refused(self.copy(sidecar=lambda text: text.pop("beam")), "beam")
        self.refused(self.folder / "absent.h5", "absent.yaml")

    def test_failure_of_one_rank_ends_all(self):

        def spoil(columns):
            columns["x"] = numpy.tile(columns["x"], 20)
            columns["Q2"] = numpy.tile(columns["Q2"], 20)
            columns["x"][-1] = numpy.inf

        path = self.copy(spoil)
        outcome = run("fit", CLOSURE, "-q", "-o", self.folder / "out", *self.cached,
                      *self.of_sample(path), ranks=3)
        self.expect(outcome, BAD_DATA, "row 100000")

    def test_fitted_theory_values_are_refused(self):
        self.refused(self.copy(), "fitted at fixed theory values", code=USAGE,
                     arguments=["--set", "theory.alphas_mz=as", "--set",
                                "parameters.as={start: 0.118, min: 0.11, max: 0.125}"])


if __name__ == "__main__":
    main()
