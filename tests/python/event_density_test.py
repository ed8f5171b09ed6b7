"""fitpack.EventDensity: densities, derivatives, samples, mistakes."""

import threading

import h5py
import numpy

from module_case import (CONVERGED, DIFFERENCE_ERROR, EVENTS, NLO, SMALL_DENSITY, ModuleCase,
                         central_difference, fitpack, main, run)

# Gauss-Legendre over whole lines in Q2: the corners of the phase space are what it misses.
QUADRATURE_ERROR = 1e-4


def sets_of(density):
    start = density.start_values
    return numpy.array([start, 1.002 * start, 0.998 * start])


class Density(ModuleCase):

    def test_integral_is_one(self):
        density = self.density()
        space = density.phase_space
        points, weights = numpy.polynomial.legendre.leggauss(200)
        low, high = numpy.log(space["Q2"])
        total = 0.0
        for u, w in zip(points, weights):
            q2 = numpy.exp(0.5 * (low + high) + 0.5 * (high - low) * u)
            first = max(space["x"][0], q2 / (space["s"] * space["y"][1]))
            last = min(space["x"][1], q2 / (space["s"] * space["y"][0]))
            middle, half = 0.5 * numpy.log(first * last), 0.5 * numpy.log(last / first)
            x = numpy.exp(middle + half * points * (1.0 - 1e-12))
            p = numpy.exp(density.logpdf(density.start_values, x, numpy.full_like(x, q2)))
            total += 0.5 * (high - low) * w * q2 * half * (weights * x * p).sum()
        self.assertAlmostEqual(total, 1.0, delta=QUADRATURE_ERROR)

    def test_any_shape(self):
        density = self.density()
        sets = sets_of(density)
        x, q2 = density.sample(sets[0], 24, 1)
        expected = density.logpdf(sets, x, q2)
        self.assertEqual(expected.shape, (3, 24))
        for k in range(3):
            self.assertEqual(density.logpdf(sets[k], x, q2).tobytes(), expected[k].tobytes())
        block = density.logpdf(sets, x.reshape(2, 3, 4), q2.reshape(2, 3, 4))
        self.assertEqual(block.shape, (3, 2, 3, 4))
        self.assertEqual(block.tobytes(), expected.tobytes())
        self.assertEqual(density.logpdf(sets[0], x[3], q2[3]), expected[0, 3])
        self.assertEqual(density.logpdf(sets[0], x[::2], q2[::2]).tobytes(),
                         expected[0, ::2].tobytes())
        self.assertEqual(density.logpdf(sets, [], []).shape, (3, 0))
        self.assertEqual(density.logpdf(sets[:0], x, q2).shape, (0, 24))
        self.assertEqual(density.logpdf_vjp(sets, [], [], numpy.zeros((3, 0))).tolist(),
                         numpy.zeros_like(sets).tolist())

    def test_outside(self):
        density = self.density()
        x, q2 = density.sample(density.start_values, 5, 1)
        inside = density.logpdf(density.start_values, x, q2)
        x[1], q2[2], x[3] = 0.9, 1e5, numpy.nan
        found = density.logpdf(density.start_values, x, q2)
        self.assertEqual(found[[0, 4]].tolist(), inside[[0, 4]].tolist())
        self.assertEqual(found[[1, 2]].tolist(), [-numpy.inf, -numpy.inf])
        self.assertTrue(numpy.isnan(found[3]))

    def test_sets_without_pdfs(self):
        density = self.density()
        sets = sets_of(density)
        sets[1, density.parameter_names.index("Bg")] = -5.0  # its momentum diverges
        sets[2, 0] = numpy.inf
        x, q2 = density.sample(sets[0], 5, 1)
        weights = numpy.ones((3, 5))
        for values in [density.logpdf(sets, x, q2), density.logpdf_vjp(sets, x, q2, weights),
                       density.normalisation(sets), density.normalisation_gradient(sets),
                       density.pdfs(sets, 0.1, 10.0)]:
            self.assertTrue(numpy.isfinite(values[0]).all())
            self.assertTrue(numpy.isnan(values[1:]).all())
        with self.assertRaisesRegex(fitpack.InputError, "no PDFs"):
            density.sample(sets, 5, 1)


class Derivatives(ModuleCase):

    def test_logpdf_and_normalisation(self):
        density = self.density()
        theta = density.start_values
        x, q2 = density.sample(theta, 100, 1)
        weights = numpy.random.default_rng(1).standard_normal(100)
        product = density.logpdf_vjp(theta, x, q2, weights)
        several = density.logpdf_vjp([theta, theta], x, q2, [weights, 2.0 * weights])
        self.assertEqual(several[0].tobytes(), product.tobytes())
        slope = density.normalisation_gradient(theta)
        for p, name in enumerate(density.parameter_names):
            with self.subTest(name):
                expected = central_difference(lambda t: density.logpdf(t, x, q2), theta, p)
                self.assertLessEqual(abs(product[p] - weights @ expected),
                                     DIFFERENCE_ERROR * abs(product).max())
                expected = central_difference(density.normalisation, theta, p)
                self.assertLessEqual(abs(slope[p] - expected),
                                     DIFFERENCE_ERROR * abs(slope).max())

    def test_samples(self):
        density = self.density()
        theta = density.start_values
        x, q2 = density.sample(theta, 50, 1, smooth=True)
        products = density.sample_vjp(theta, x, q2, 1.0 / x, 0.5 / q2)
        for p, name in enumerate(density.parameter_names):
            with self.subTest(name):
                expected = central_difference(
                    lambda t: sum(numpy.log(v).sum() * w for v, w in zip(
                        density.sample(t, 50, 1, smooth=True), [1.0, 0.5])), theta, p)
                self.assertLessEqual(abs(products[p] - expected),
                                     DIFFERENCE_ERROR * abs(products).max())


class Samples(ModuleCase):

    def test_bits_of_the_program(self):
        path = self.folder / "events.h5"
        settings = [word for text in SMALL_DENSITY for word in ["--set", text]]
        self.expect(run("sample", EVENTS, "--events", 1000, "--seed", 7, "-o", path, "-q",
                        *self.cached, *settings), CONVERGED)
        density = self.density()
        x, q2 = density.sample(density.start_values, 1000, 7)
        with h5py.File(path) as file:
            self.assertEqual(file["x"][()].tobytes(), x.tobytes())
            self.assertEqual(file["Q2"][()].tobytes(), q2.tobytes())
        part = density.sample(density.start_values, 100, 7, first=300)
        self.assertEqual(part[0].tobytes(), x[300:400].tobytes())
        self.assertTrue(numpy.isfinite(density.logpdf(density.start_values, x, q2)).all())

    def test_several_sets(self):
        density = self.density()
        sets = sets_of(density)
        for smooth in [False, True]:
            x, q2 = density.sample(sets, 20, 3, smooth=smooth)
            self.assertEqual((x.shape, q2.shape), ((3, 20), (3, 20)))
            single = density.sample(sets[1], 20, 3, smooth=smooth)
            self.assertEqual((single[0].tobytes(), single[1].tobytes()),
                             (x[1].tobytes(), q2[1].tobytes()))
            products = density.sample_vjp(sets, x, q2, numpy.ones_like(x), numpy.ones_like(x))
            self.assertEqual(
                products[1].tobytes(),
                density.sample_vjp(sets[1], x[1], q2[1], numpy.ones(20), numpy.ones(20)).tobytes())
        self.assertEqual(density.sample(sets, 0, 3)[0].shape, (3, 0))

    def test_threads_share_an_object(self):
        density = self.density()
        theta = density.start_values
        x, q2 = density.sample(theta, 20000, 1)
        expected = density.logpdf(theta, x, q2)
        found = [None] * 4

        def work(k):
            for _ in range(5):
                found[k] = density.logpdf(theta, x, q2)

        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for values in found:
            self.assertEqual(values.tobytes(), expected.tobytes())

    def test_phase_space(self):
        space = self.density().phase_space
        self.assertEqual((space["x"], space["Q2"], space["y"]),
                         ((0.02, 0.5), (50.0, 1000.0), (0.02, 0.9)))
        self.assertAlmostEqual(space["s"], 318.119**2, delta=1e-6 * space["s"])


class Mistakes(ModuleCase):

    def test_shapes(self):
        density = self.density()
        theta, x = density.start_values, numpy.full(3, 0.1)
        q2 = numpy.full(3, 100.0)
        for call, words in [
                (lambda: density.logpdf(theta[:-1], x, q2), r"theta has shape .*Bg"),
                (lambda: density.logpdf(theta, x, q2[:2]), r"q2 has shape \(2,\); expected \(3,\)"),
                (lambda: density.logpdf_vjp([theta] * 2, x, q2, x),
                 r"weights has shape \(3,\); expected \(2, 3\)"),
                (lambda: density.sample_vjp(theta, x, q2, x, x[:1]),
                 r"weights_q2 has shape \(1,\); expected \(3,\)"),
                (lambda: density.sample_vjp([theta] * 2, x, q2, x, x), r"x has shape \(3,\)"),
                (lambda: density.sample_vjp(theta, 0.1, 100.0, 1.0, 1.0), r"x has shape \(\)")]:
            with self.assertRaisesRegex(ValueError, words):
                call()
        with self.assertRaises(TypeError):
            density.sample(theta, -1, 1)
        with self.assertRaisesRegex(fitpack.InputError, "outside the phase space"):
            density.sample_vjp(theta, 10.0 * x, q2, x, x)

    def test_a_card_without_events(self):
        with self.assertRaisesRegex(fitpack.InputError, "no events"):
            fitpack.EventDensity(NLO, self.overrides())


if __name__ == "__main__":
    main()
