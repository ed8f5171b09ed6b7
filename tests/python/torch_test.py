"""fitpack.torch: gradients of PyTorch against differences. Skipped where PyTorch is absent."""

import importlib.util
import unittest

import numpy

from module_case import ModuleCase, main

HAS_TORCH = importlib.util.find_spec("torch") is not None
if HAS_TORCH:
    import torch

    import fitpack.torch as functions

# Of gradcheck: central differences with steps of 1e-6.
TOLERANCES = {"eps": 1e-6, "atol": 1e-5, "rtol": 1e-4}


def leaf(values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


@unittest.skipUnless(HAS_TORCH, "PyTorch is not installed")
class Functions(ModuleCase):

    def thetas(self, theory, count=2):
        start = theory.start_values
        return numpy.array([start * (1.0 + 0.001 * k) for k in range(count)])

    def test_gradients(self):
        theory = self.small_theory("data.cuts.1.min=400")  # few points: gradcheck takes each
        for theta in [leaf(theory.start_values), leaf(self.thetas(theory))]:
            self.assertTrue(torch.autograd.gradcheck(
                lambda t: functions.predict(theory, t), (theta,), **TOLERANCES))
            self.assertTrue(torch.autograd.gradcheck(
                lambda t: 1e-2 * functions.chi2(theory, t), (theta,), **TOLERANCES))

    def test_values_and_kinds(self):
        theory = self.small_theory()
        theta = leaf(theory.start_values)
        value = functions.chi2(theory, theta)
        value.backward()
        expected, gradient = theory.chi2_and_gradient(theory.start_values)
        self.assertEqual(value.item(), expected)
        self.assertEqual(theta.grad.numpy().tobytes(), gradient.tobytes())
        single = torch.tensor(theory.start_values, dtype=torch.float32, requires_grad=True)
        prediction = functions.predict(theory, single)
        prediction.sum().backward()
        self.assertEqual((prediction.dtype, single.grad.dtype), (torch.float32, torch.float32))

    def test_chain(self):
        """A transformation of parameters outside, a scale factor that multiplies them."""
        theory = self.small_theory("data.cuts.1.min=400")
        start = torch.tensor(theory.start_values)
        self.assertTrue(torch.autograd.gradcheck(
            lambda s: functions.predict(theory, start * torch.exp(s)).log().sum(),
            (leaf(numpy.full(len(start), 0.001)),), **TOLERANCES))


@unittest.skipUnless(HAS_TORCH, "PyTorch is not installed")
class Events(ModuleCase):

    def test_gradients(self):
        density = self.density()
        start = density.start_values
        for theta in [leaf(start), leaf(numpy.array([start, 1.001 * start]))]:
            x, q2 = (torch.from_numpy(v) for v in density.sample(start, 10, 1))
            self.assertTrue(torch.autograd.gradcheck(
                lambda t: functions.logpdf(density, t, x, q2), (theta,), **TOLERANCES))
            self.assertTrue(torch.autograd.gradcheck(
                lambda t: [v.log() for v in functions.sample(density, t, 5, 1)], (theta,),
                **TOLERANCES))

    def test_one_output_of_a_sample(self):
        density = self.density()
        theta = leaf(density.start_values)
        x, q2 = functions.sample(density, theta, 20, 1)
        q2.sum().backward()
        expected = density.sample_vjp(density.start_values, x.detach(), q2.detach(),
                                      numpy.zeros(20), numpy.ones(20))
        self.assertEqual(theta.grad.numpy().tobytes(), expected.tobytes())

    def test_events_have_no_derivatives(self):
        density = self.density()
        theta = leaf(density.start_values)
        with self.assertRaisesRegex(ValueError, "detach"):
            functions.logpdf(density, theta, *functions.sample(density, theta, 5, 1))
        events = density.sample(density.start_values, 5, 1)
        with self.assertRaisesRegex(TypeError, r"x is of type ndarray.*torch\.as_tensor\(x\)"):
            functions.logpdf(density, theta, *events)
        with self.assertRaisesRegex(TypeError, "theta is of type ndarray"):
            functions.sample(density, density.start_values, 5, 1)


if __name__ == "__main__":
    main()
