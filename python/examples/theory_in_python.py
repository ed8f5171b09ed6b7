# A fit without the program's own minimiser, step by step. Cells begin with "# %%": editors and
# Jupyter (jupytext) run them one at a time; `python3 theory_in_python.py CARD` runs all of them.

# %% The theory of a run card. The first call builds kernels, later ones find them in the cache.
import sys

import numpy

import fitpack

card = sys.argv[1] if len(sys.argv) > 1 else "configs/hera_nlo_zm.yaml"
theory = fitpack.Theory(card, sys.argv[2:])
theta = theory.start_values
print(theory, "with", theory.n_points, "data points")
for name, value in zip(theory.parameter_names, theta):
    print(f"  {name:8s} {value:12.6g}")

# %% Predictions beside the data.
points = theory.points
prediction = theory.predict(theta)
for i in range(0, theory.n_points, max(1, theory.n_points // 5)):
    print(f"{points['dataset'][i]:16s} x = {points['x'][i]:<9.4g} Q2 = {points['Q2'][i]:<8.4g}"
          f" data {points['value'][i]:8.4f}  theory {prediction[i]:8.4f}")

# %% A minimiser in a few lines. The exact gradient of chi2, and a Hessian with 3 % errors instead of
# those of the data, damped: good enough for directions. The line search is one call: all its
# parameter sets share their matrix products.
lengths = numpy.geomspace(1e-3, 1.0, 10)
best = theta
for iteration in range(10):
    chi2, gradient = theory.chi2_and_gradient(best)
    print(f"iteration {iteration}: chi2 = {chi2:.3f}")
    rows = theory.jacobian(best) / (0.03 * points["value"][:, None])
    hessian = rows.T @ rows
    hessian += 0.01 * numpy.diag(numpy.diag(hessian))
    step = -numpy.linalg.solve(hessian, 0.5 * gradient)
    tried = best + lengths[:, None] * step
    along = theory.chi2_and_gradient(tried)[0]
    if along.min() < chi2:
        best = tried[along.argmin()]

# %% Parameter sets by the thousand: how predictions spread if parameters do. Sets without
# predictions (a sum rule that diverges, for example) are rows of NaN.
random = numpy.random.default_rng(1)
thetas = theta * (1.0 + 0.01 * random.standard_normal((1000, len(theta))))
spread = numpy.nanstd(theory.predict(thetas), axis=0) / prediction
print(f"spread of predictions: {spread.min():.2%} to {spread.max():.2%}")

# %% The gluon at two scales, before and after.
x = numpy.array([1e-3, 1e-2, 0.1])
gluon = theory.pdfs([theta, best], x, [10.0, 91.1876])[..., fitpack.FLAVOURS.index(21)]
print("x g(x, 10 GeV) before:", gluon[0, 0], "after:", gluon[1, 0])
