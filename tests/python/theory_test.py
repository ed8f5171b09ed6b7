"""fitpack.Theory: predictions, derivatives, chi2, PDFs, mistakes."""

import json
import threading

import h5py
import numpy

from module_case import (CONVERGED, DIFFERENCE_ERROR, EVENTS, INTERPOLATED, NLO, SMALL,
                         SMALL_DENSITY, ModuleCase, central_difference, fitpack, main, numbers,
                         relative_difference, rows_of, run)


def scattered(theory, count, width=0.02):
    """Parameter sets around the start values."""
    random = numpy.random.default_rng(1)
    start = theory.start_values
    return start + width * numpy.abs(start) * random.standard_normal((count, len(start)))


class Predictions(ModuleCase):

    def test_bits_of_the_program(self):
        path = self.folder / "predictions.csv"
        outcome = run("predict", NLO, "--json", "-q", "-o", path, *self.cached)
        self.expect(outcome, CONVERGED)
        rows, theory = rows_of(path), self.theory()
        found = theory.predict(theory.start_values)
        self.assertEqual(found.shape, (theory.n_points,))
        self.assertEqual(found.tobytes(), numbers(rows, "theory").tobytes())
        self.assertEqual(theory.chi2_and_gradient(theory.start_values)[0],
                         json.loads(outcome.out)["chi2"])
        self.assertEqual(theory.points["dataset"], [r["dataset"] for r in rows])
        for column in ["x", "Q2", "y", "value"]:
            self.assertEqual(theory.points[column].tobytes(), numbers(rows, column).tobytes())

    def test_a_batch_has_the_bits_of_single_calls(self):
        for theory in [self.small_theory(), self.small_theory(*INTERPOLATED)]:
            thetas = scattered(theory, 70, 0.003)  # more than share a product
            thetas[5] = numpy.nan
            together = theory.predict(thetas)
            self.assertEqual(together.shape, (70, theory.n_points))
            slopes = theory.jacobian(thetas)
            self.assertEqual(slopes.shape, (70, theory.n_points, thetas.shape[1]))
            chi2, gradient = theory.chi2_and_gradient(thetas)
            self.assertEqual((chi2.shape, gradient.shape), ((70,), thetas.shape))
            self.assertEqual(theory.chi2(thetas).tobytes(), chi2.tobytes())
            self.assertEqual(theory.chi2(thetas[7]), chi2[7])
            self.assertEqual(theory.chi2(thetas[:0]).shape, (0,))
            for k in [0, 5, 7, 8, 63, 64, 69]:
                self.assertEqual(theory.predict(thetas[k]).tobytes(), together[k].tobytes())
                self.assertEqual(theory.jacobian(thetas[k]).tobytes(), slopes[k].tobytes())
                value, slope = theory.chi2_and_gradient(thetas[k])
                self.assertEqual(value, chi2[k])
                self.assertEqual(slope.tobytes(), gradient[k].tobytes())

    def test_any_kind_of_array(self):
        theory = self.small_theory()
        thetas = scattered(theory, 4)
        expected = theory.predict(thetas)
        wide = numpy.zeros((8, 2 * thetas.shape[1]))
        wide[::2, ::2] = thetas
        for form in [wide[::2, ::2], numpy.asfortranarray(thetas), thetas.tolist(),
                     thetas.astype(">f8"), thetas.astype(numpy.longdouble)]:
            self.assertEqual(theory.predict(form).tobytes(), expected.tobytes())
        single = thetas.astype(numpy.float32)
        self.assertEqual(theory.predict(single).tobytes(),
                         theory.predict(single.astype(float)).tobytes())

    def test_no_sets_at_all(self):
        theory = self.small_theory()
        n = len(theory.start_values)
        none = numpy.zeros((0, n))
        self.assertEqual(theory.predict(none).shape, (0, theory.n_points))
        self.assertEqual(theory.jacobian(none).shape, (0, theory.n_points, n))
        chi2, gradient = theory.chi2_and_gradient(none)
        self.assertEqual((chi2.shape, gradient.shape), ((0,), (0, n)))
        self.assertEqual(theory.pdfs(none, [0.1], [10.0]).shape, (0, 1, 1, 13))

    def test_sets_without_predictions(self):
        theory = self.small_theory(*INTERPOLATED)
        names = theory.parameter_names
        thetas = numpy.array([theory.start_values] * 5)
        thetas[1, names.index("Bg")] = -5.0  # its momentum diverges
        thetas[2, 0] = numpy.inf
        thetas[3, names.index("as")] = 0.2  # beyond its bound
        chi2, gradient = theory.chi2_and_gradient(thetas)
        pdfs = theory.pdfs(thetas, [0.1], [10.0])
        for k, valid in enumerate([True, False, False, False, True]):
            self.assertEqual(numpy.isfinite(chi2[k]), valid)
            self.assertEqual(chi2[k] == numpy.inf, not valid)
            for values in [theory.predict(thetas), theory.jacobian(thetas), gradient, pdfs]:
                self.assertEqual(numpy.isfinite(values[k]).all(), valid)
                self.assertEqual(numpy.isnan(values[k]).all(), not valid)


class Derivatives(ModuleCase):

    def test_against_differences(self):
        for theory in [self.small_theory(), self.small_theory(*INTERPOLATED)]:
            theta = scattered(theory, 1, 0.003)[0]
            jacobian = theory.jacobian(theta)
            gradient = theory.chi2_and_gradient(theta)[1]
            for p, name in enumerate(theory.parameter_names):
                with self.subTest(name):
                    slope = central_difference(theory.predict, theta, p)
                    self.assertLessEqual(relative_difference(jacobian[:, p], slope),
                                         DIFFERENCE_ERROR)
                    slope = central_difference(lambda t: theory.chi2_and_gradient(t)[0], theta, p)
                    self.assertLessEqual(abs(gradient[p] - slope),
                                         DIFFERENCE_ERROR * numpy.abs(gradient).max())


class Events(ModuleCase):
    """A card with samples of events: they count in chi2 as -2 ln L."""

    def test_chi2_and_gradient(self):
        path = self.folder / "events.h5"
        settings = [word for text in SMALL_DENSITY for word in ["--set", text]]
        self.expect(run("sample", EVENTS, "--events", 500, "-o", path, "-q", *self.cached,
                        *settings), CONVERGED)
        plain = self.small_theory()
        theory = self.small_theory(f"events.samples=[{path.with_suffix('.yaml')}]")
        density = fitpack.EventDensity(NLO, self.overrides(
            *SMALL, f"events.samples=[{path.with_suffix('.yaml')}]"))
        with h5py.File(path) as file:
            x, q2 = file["x"][()], file["Q2"][()]
        self.assertEqual(theory.n_points, plain.n_points)
        sets = scattered(theory, 3)
        found, expected = theory.chi2_and_gradient(sets), plain.chi2_and_gradient(sets)
        likelihood = density.logpdf(sets, x, q2).sum(axis=1)
        slope = density.logpdf_vjp(sets, x, q2, numpy.ones((3, 500)))
        numpy.testing.assert_allclose(found[0], expected[0] - 2.0 * likelihood, rtol=1e-9)
        self.assertLessEqual(relative_difference(found[1], expected[1] - 2.0 * slope), 1e-9)
        self.assertEqual(theory.chi2(sets).tobytes(), found[0].tobytes())


class Pdfs(ModuleCase):

    COLUMNS = ["xtbar", "xbbar", "xcbar", "xsbar", "xubar", "xdbar", "xg", "xd", "xu", "xs", "xc",
               "xb", "xt"]

    def test_bits_of_the_program(self):
        path = self.folder / "pdfs.csv"
        x, q = [1e-4, 0.01, 0.3], [10.0, 91.1876]
        self.expect(run("evolve", NLO, "--x", ",".join(map(str, x)), "--q", ",".join(map(str, q)),
                        "-o", path, *self.cached), CONVERGED)
        rows = rows_of(path)
        expected = numpy.array([numbers(rows, c) for c in self.COLUMNS]).T.reshape(2, 3, 13)
        theory = self.small_theory("theory.grid.x_min=1e-5")
        start = theory.start_values
        self.assertEqual(theory.pdfs(start, x, q).tobytes(), expected.tobytes())
        # Nor does it matter what was asked before: other grids, other points.
        theory.pdfs(start, 1e-7, 50.0)
        again = theory.pdfs([start, start], numpy.array(x[1:]), numpy.array(q))
        self.assertEqual(again[1].tobytes(), expected[:, 1:].tobytes())

    def test_flavours(self):
        self.assertEqual(fitpack.FLAVOURS,
                         (-6, -5, -4, -3, -2, -1, 21, 1, 2, 3, 4, 5, 6))

    def test_points_that_do_not_exist(self):
        theory = self.small_theory()
        for x, q, word in [(0.0, 10.0, "momentum fraction"), (1.5, 10.0, "momentum fraction"),
                           (numpy.nan, 10.0, "momentum fraction"), (0.1, -1.0, "scale"),
                           (0.1, 0.5, "scale")]:
            with self.assertRaisesRegex(fitpack.InputError, word):
                theory.pdfs(theory.start_values, x, q)
        with self.assertRaisesRegex(ValueError, r"x has shape \(1, 1\)"):
            theory.pdfs(theory.start_values, [[0.1]], 10.0)


class Threads(ModuleCase):

    def test_calls_from_several_threads(self):
        theories = [self.small_theory(), self.small_theory(*INTERPOLATED)]
        expected, found = {}, {}
        for which, theory in enumerate(theories):
            for k, theta in enumerate(scattered(theory, 3, 0.003)):
                expected[which, k] = theory.predict(theta), theory.chi2_and_gradient(theta)[0]

        def work(which, k):
            theory = theories[which]
            theta = scattered(theory, 3, 0.003)[k]
            for _ in range(20):
                found[which, k] = theory.predict(theta), theory.chi2_and_gradient(theta)[0]

        threads = [threading.Thread(target=work, args=key) for key in expected]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for key, (prediction, chi2) in expected.items():
            self.assertEqual(found[key][0].tobytes(), prediction.tobytes())
            self.assertEqual(found[key][1], chi2)

    def test_others_run_during_a_call(self):
        theory = self.small_theory()
        thetas = numpy.repeat(theory.start_values[None], 3000, axis=0)
        inside, done = threading.Event(), threading.Event()

        def work():
            inside.set()
            theory.jacobian(thetas)
            done.set()

        thread = threading.Thread(target=work)
        thread.start()
        inside.wait()
        steps = 0
        while not done.is_set():
            steps += 1
        thread.join()
        # With the interpreter locked there would be a handful, before and after the call.
        self.assertGreater(steps, 1000)

    def test_objects_are_made_on_several_threads(self):
        made = [None] * 3

        def make(k):
            made[k] = self.small_theory("cache.enabled=true")

        threads = [threading.Thread(target=make, args=(k,)) for k in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len({t.predict(t.start_values).tobytes() for t in made}), 1)


class Mistakes(ModuleCase):

    def test_shapes(self):
        theory = self.small_theory()
        n = len(theory.start_values)
        for theta in [numpy.zeros(n - 1), numpy.zeros((2, n + 1)), 0.5, numpy.zeros((1, 1, n)),
                      []]:
            for call in [theory.predict, theory.jacobian, theory.chi2_and_gradient,
                         lambda t: theory.pdfs(t, 0.1, 10.0)]:
                with self.assertRaisesRegex(
                        ValueError, rf"theta has shape .*; expected \({n},\) or \(m, {n}\), .*Bg"):
                    call(theta)
        with self.assertRaises((TypeError, ValueError)):
            theory.predict(["a"] * n)

    def test_card(self):
        with self.assertRaisesRegex(fitpack.InputError, "no_such_card.yaml"):
            fitpack.Theory(self.folder / "no_such_card.yaml")
        with self.assertRaises(fitpack.InputError) as caught:
            self.theory("theory.alphas_mx=0.12", "theory.order=NNNLO")
        self.assertIn("did you mean alphas_mz?", str(caught.exception))
        self.assertIn("NNNLO", str(caught.exception))
        self.assertIsInstance(caught.exception, fitpack.Error)
        with self.assertRaisesRegex(fitpack.InputError, "data.sets"):
            fitpack.Theory(NLO.parent / "leshouches_lo.yaml")

    def test_data(self):
        card = self.small_card()
        table = next((self.folder / "data").glob("*.csv"))
        table.write_text(table.read_text().replace(",", ",abc,", 1))
        with self.assertRaisesRegex(fitpack.DataError, table.name):
            fitpack.Theory(card)


if __name__ == "__main__":
    main()
