"""fitpack in PyTorch: differentiable functions of the parameters theta.

    theta = torch.tensor(density.start_values, requires_grad=True)
    loss = -fitpack.torch.logpdf(density, theta, x, q2).sum()
    loss.backward()

All derivatives are analytic, from the C++ core; none is taken twice. theta is a tensor on the CPU of
shape (n,) or (m, n); other dtypes than float64 are converted, and gradients come back in theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Tuple

import numpy
import torch
from torch.autograd.function import once_differentiable

if TYPE_CHECKING:
    from ._core import EventDensity, Theory

__all__ = ["chi2", "logpdf", "predict", "sample"]


def logpdf(density: EventDensity, theta: torch.Tensor, x: torch.Tensor,
           q2: torch.Tensor) -> torch.Tensor:
    """ln p(x, Q2; theta) per dx dQ2 (GeV^-2), shape x.shape or (m,) + x.shape.

    Differentiable in theta. Raises ValueError where x or q2 want a gradient: there is none.
    """
    _require_tensors(theta=theta, x=x, q2=q2)
    if x.requires_grad or q2.requires_grad:
        raise ValueError("logpdf has no derivatives with respect to x and q2; detach() them")
    return _LogPdf.apply(theta, density, _array(x), _array(q2))


def sample(density: EventDensity, theta: torch.Tensor, n: int,
           seed: int) -> Tuple[torch.Tensor, torch.Tensor]:
    """n events (x, Q2 in GeV^2) at fixed random numbers, shapes (n,) or (m, n).

    Smooth functions of theta: gradients are pathwise derivatives.
    """
    _require_tensors(theta=theta)
    return _Sample.apply(theta, density, n, seed)


def predict(theory: Theory, theta: torch.Tensor) -> torch.Tensor:
    """Predictions of all data points, shape (n_points,) or (m, n_points)."""
    _require_tensors(theta=theta)
    return _Predict.apply(theta, theory)


def chi2(theory: Theory, theta: torch.Tensor) -> torch.Tensor:
    """chi2 as the fit minimises it, shape () or (m,); inf where there are no predictions."""
    _require_tensors(theta=theta)
    return _Chi2.apply(theta, theory)


def _require_tensors(**arguments: object) -> None:
    """What the classes of the package return are NumPy arrays."""
    for name, value in arguments.items():
        if not isinstance(value, torch.Tensor):
            raise TypeError(f"{name} is of type {type(value).__name__}; expected a tensor: "
                            f"torch.as_tensor({name})")


def _array(tensor: torch.Tensor) -> numpy.ndarray:
    """The same memory where the tensor is contiguous and of float64."""
    return numpy.asarray(tensor.detach().cpu().numpy(), dtype=numpy.float64, order="C")


def _like(values: object, theta: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(numpy.asarray(values)).to(theta)


def _needs_gradient(gradient: Optional[torch.Tensor], shape: torch.Size) -> numpy.ndarray:
    """The weights of an output; an output that nobody used has none."""
    return numpy.zeros(shape) if gradient is None else _array(gradient)


class _LogPdf(torch.autograd.Function):

    @staticmethod
    def forward(ctx, theta, density, x, q2):
        ctx.save_for_backward(theta)
        ctx.density, ctx.x, ctx.q2 = density, x, q2
        return _like(density.logpdf(_array(theta), x, q2), theta)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        theta, = ctx.saved_tensors
        product = ctx.density.logpdf_vjp(_array(theta), ctx.x, ctx.q2, _array(gradient))
        return _like(product, theta), None, None, None


class _Sample(torch.autograd.Function):

    @staticmethod
    def forward(ctx, theta, density, n, seed):
        x, q2 = density.sample(_array(theta), n, seed, smooth=True)
        ctx.save_for_backward(theta)
        ctx.density, ctx.events = density, (x, q2)
        return _like(x, theta), _like(q2, theta)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient_x, gradient_q2):
        theta, = ctx.saved_tensors
        x, q2 = ctx.events
        product = ctx.density.sample_vjp(_array(theta), x, q2,
                                         _needs_gradient(gradient_x, x.shape),
                                         _needs_gradient(gradient_q2, q2.shape))
        return _like(product, theta), None, None, None


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
