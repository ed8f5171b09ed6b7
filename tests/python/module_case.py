"""What the tests of the Python package share."""

import os
import pathlib
import subprocess
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))

from cli_case import (CONFIGS, CONVERGED, NLO, SOURCE, CliCase, environment,  # noqa: E402
                      main, numbers, rows_of, run)

import fitpack  # noqa: E402

__all__ = ["CONFIGS", "CONVERGED", "DIFFERENCE_ERROR", "EVENTS", "INTERPOLATED", "NLO", "SMALL", "SMALL_DENSITY", "SOURCE", "ModuleCase", "central_difference", "fitpack", "main", "numbers",
           "relative_difference", "rows_of", "run", "run_python"]

# Two small sets on a coarse grid: kernels in a fraction of a second.
SMALL = ["theory.grid.x_min=0.02", "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]",
         "data.cuts=[{variable: x, min: 0.02}, {variable: Q2, min: 12}]"]
# alpha_s free: predictions are interpolated between kernels.
INTERPOLATED = ["theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.116, max: 0.120}"]
# Central differences over steps of 1e-4 of typical changes: truncation of 1e-8 and rounding of
# 1e-12 over the step.
STEP = 1e-4
DIFFERENCE_ERROR = 1e-6
# Events in a small phase space.
EVENTS = CONFIGS / "events_closure.yaml"
SMALL_DENSITY = ["theory.grid.x_min=0.02", "events.density.phase_space="
                 "{x: [0.02, 0.5], Q2: [50, 1000], y: [0.02, 0.9]}"]


class ModuleCase(CliCase):

    def overrides(self, *more):
        return [self.cached[1], *more]

    def theory(self, *more, card=NLO):
        return fitpack.Theory(card, self.overrides(*more))

    def small_theory(self, *more):
        return self.theory(*SMALL, *more)

    def density(self, *more):
        return fitpack.EventDensity(EVENTS, self.overrides(*SMALL_DENSITY, *more))


def central_difference(function, theta, p):
    """Fourth order: errors of the fifth derivative are what is left."""
    step = STEP * max(1.0, abs(theta[p]))

    def at(k):
        moved = theta.copy()
        moved[p] += k * step
        return function(moved)

    return (8.0 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12.0 * step)


def relative_difference(found, expected):
    """The largest difference in units of the largest expected value."""
    return numpy.abs(found - expected).max() / numpy.abs(expected).max()


def run_python(code, *arguments, ranks=None, path=None):
    """Runs a text as a program of its own; under MPI where `ranks` is given."""
    launcher = [] if ranks is None else [str(SOURCE / "scripts/run-mpi"), str(ranks)]
    variables = environment()
    if path is not None:
        variables["PYTHONPATH"] = str(path)
    return subprocess.run([*launcher, sys.executable, "-c", code, *map(str, arguments)],
                          env=variables, cwd=os.sep, capture_output=True, text=True, timeout=100,
                          check=False)
