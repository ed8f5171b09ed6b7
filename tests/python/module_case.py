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

__all__ = ["CONFIGS", "CONVERGED", "INTERPOLATED", "NLO", "SMALL", "SOURCE", "ModuleCase", "fitpack", "main", "numbers",
           "relative_difference", "rows_of", "run", "run_python"]

# Two small sets on a coarse grid: kernels in a fraction of a second.
SMALL = ["theory.grid.x_min=0.02", "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]",
         "data.cuts=[{variable: x, min: 0.02}, {variable: Q2, min: 12}]"]
# alpha_s free: predictions are interpolated between kernels.
INTERPOLATED = ["theory.alphas_mz=as", "parameters.as={start: 0.118, min: 0.116, max: 0.120}"]


class ModuleCase(CliCase):

    def overrides(self, *more):
        return [self.cached[1], *more]

    def theory(self, *more, card=NLO):
        return fitpack.Theory(card, self.overrides(*more))

    def small_theory(self, *more):
        return self.theory(*SMALL, *more)


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
