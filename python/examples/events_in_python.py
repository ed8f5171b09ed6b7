# Single events: density, sampling, and a fit of every event, step by step. Cells begin with "# %%":
# editors and Jupyter (jupytext) run them one at a time; `python3 events_in_python.py CARD` runs all.

# %% The density of a card with a section `events`. Its phase space is that of the card.
import sys

import numpy

import fitpack

card = sys.argv[1] if len(sys.argv) > 1 else "configs/events_closure.yaml"
density = fitpack.EventDensity(card, sys.argv[2:])
truth = density.start_values
print(density, density.phase_space)
print(f"cross section in the phase space: {density.normalisation(truth):.4g} pb")

# %% Events from the truth: the same for the same seed, on every machine of a kind.
x, q2 = density.sample(truth, 100_000, seed=1)
print(f"mean of ln x {numpy.log(x).mean():.4f}, of ln Q2 {numpy.log(q2).mean():.4f}")

# %% Their likelihood. The gradient is a vector-Jacobian product with weights of one.
ones = numpy.ones_like(x)
gradient = density.logpdf_vjp(truth, x, q2, ones)
print(f"ln L at the truth: {density.logpdf(truth, x, q2).sum():.3f}")

# %% One step of Fisher scoring from the truth to the maximum. The information is estimated from
# 20 groups of events, whose gradients come in one call: every parameter set has its own weights.
groups = numpy.arange(len(x)) % 20 == numpy.arange(20)[:, None]
scores = density.logpdf_vjp(numpy.repeat(truth[None], 20, axis=0), x, q2, groups.astype(float))
information = scores.T @ scores
step = numpy.linalg.solve(information + 1e-3 * numpy.diag(numpy.diag(information)), gradient)
lengths = numpy.linspace(0.0, 1.0, 11)
likelihood = density.logpdf(truth + lengths[:, None] * step, x, q2).sum(axis=1)
best = likelihood.argmax()
print(f"ln L gains {likelihood[best] - likelihood[0]:.3f} at {lengths[best]:.1f} of the step")
for name, value, change in zip(density.parameter_names, truth, lengths[best] * step):
    print(f"  {name:8s} {value:12.6g} {change:+12.3g}")

# %% Events as smooth functions of the parameters, at fixed random numbers: how the mean of ln x
# moves with each parameter.
x, q2 = density.sample(truth, 10_000, seed=2, smooth=True)
moves = density.sample_vjp(truth, x, q2, 1.0 / x / len(x), numpy.zeros_like(x))
print("d<ln x>/dtheta:", dict(zip(density.parameter_names, moves.round(4))))
