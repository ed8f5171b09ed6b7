"""fitpack in PyTorch: differentiable functions of the parameters theta.

    theta = torch.tensor(theory.start_values, requires_grad=True)
    fitpack.torch.chi2(theory, theta).backward()

All derivatives are analytic, from the C++ core; none is taken twice. theta is a tensor on the CPU of
shape (n,) or (m, n); other dtypes than float64 are converted, and gradients come back in theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy
import torch
from torch.autograd.function import once_differentiable

if TYPE_CHECKING:
    from ._core import Theory

__all__ = ["chi2", "predict"]


def predict(theory: Theory, theta: torch.Tensor) -> torch.Tensor:
    """Predictions of all data points, shape (n_points,) or (m, n_points)."""
    return _Predict.apply(theta, theory)


def chi2(theory: Theory, theta: torch.Tensor) -> torch.Tensor:
    """chi2 as the fit minimises it, shape () or (m,); inf where there are no predictions."""
    return _Chi2.apply(theta, theory)


def _array(tensor: torch.Tensor) -> numpy.ndarray:
    """The same memory where the tensor is contiguous and of float64."""
    return numpy.asarray(tensor.detach().cpu().numpy(), dtype=numpy.float64, order="C")


def _like(values: object, theta: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(numpy.asarray(values)).to(theta)


class _Predict(torch.autograd.Function):

    @staticmethod
    def forward(ctx, theta, theory):
        ctx.save_for_backward(theta)
        ctx.theory = theory
        return _like(theory.predict(_array(theta)), theta)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        theta, = ctx.saved_tensors
        jacobian = ctx.theory.jacobian(_array(theta))
        return _like(numpy.einsum("...i,...ip->...p", _array(gradient), jacobian), theta), None


class _Chi2(torch.autograd.Function):

    @staticmethod
    def forward(ctx, theta, theory):
        value, slope = theory.chi2_and_gradient(_array(theta))
        ctx.save_for_backward(_like(slope, theta))
        return _like(value, theta)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        slope, = ctx.saved_tensors
        return gradient[..., None] * slope, None
