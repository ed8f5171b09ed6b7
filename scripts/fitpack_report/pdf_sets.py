"""The PDFs of all results at the points that the report shows."""

from dataclasses import dataclass, field

import numpy as np

from .bands import hessian_band, replica_band
from .evolution import EvolutionFailed

SCALES_Q2 = (10.0, 100.0, 1.0e4)  # GeV^2
TABLE_X = (1e-4, 1e-3, 0.01, 0.1, 0.3, 0.5)  # where widths are compared
SEA_Q2 = 54.0  # GeV^2, the mean of the E866 measurement of dbar and ubar (hep-ex/0103030)
SEA_X = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
X_MIN, X_MAX = 1e-4, 0.9
N_LOGARITHMIC, N_LINEAR = 56, 16
X_SPLIT = 0.3  # logarithmic spacing below, linear above


@dataclass
class PdfSets:
    """Bands on the same x and Q² for all results."""

    x: np.ndarray
    q2: list
    q0_2: float  # initial scale, GeV^2
    hessian: list  # Band of each result, or None where the program failed
    replicas: list  # Band of each result, or None
    notes: list = field(default_factory=list)

    @property
    def bands(self):
        """The band of each result where one is shown: Hessian, else replicas, else the line."""
        return [r if r and (h is None or h.kind == "none") else h
                for h, r in zip(self.hessian, self.replicas)]


def pdf_sets(program, results):
    q0_2 = max(float(result.theory.get("q0_2", 0)) for result in results)
    q2, notes = usable_scales(results, q0_2)
    sets = PdfSets(momentum_fractions(results), q2, q0_2, [], [], notes)
    scales = [scale(value) for value in q2]
    x = [float(value) for value in sets.x]
    for result in results:
        for bands, make, what in ((sets.hessian, hessian_band, "PDFs"),
                                  (sets.replicas, replica_band, "PDFs of the replicas")):
            try:
                bands.append(make(program, result, x, scales))
            except EvolutionFailed as error:
                bands.append(None)
                notes.append(f"{result.label}: no {what}, 'fitpack evolve' failed:\n{error}")
        if sets.hessian[-1]:
            notes += [f"{result.label}: {text}" for text in sets.hessian[-1].notes]
    return sets


def has_drell_yan(results):
    """Whether any fit has the data that tell dbar from ubar."""
    return any(name.startswith("DY") for r in results for name in r.datasets["name"])


def usable_scales(results, q0_2):
    """Q2 values that lie within the evolved range of all results, and what to say of others."""
    top = min(float(r.theory.get("grid", {}).get("q2_max", np.inf)) for r in results)
    wanted = [q0_2, *SCALES_Q2, *([SEA_Q2] if has_drell_yan(results) else [])]
    good = [q2 for q2 in wanted if q0_2 <= q2 <= top]
    left_out = [f"{q2:g}" for q2 in wanted if q2 not in good]
    notes = [f"Not shown, outside the evolved range: Q² = {', '.join(left_out)} GeV²."]
    return list(dict.fromkeys(good)), notes if left_out else []


def scale(q2):
    """Q in GeV; not below Q itself by rounding, which would be outside the evolved range."""
    return float(np.sqrt(q2) * (1 + 1e-12))


def momentum_fractions(results):
    """In ascending order, with those of the table that the grids reach."""
    grids = [float(r.theory.get("grid", {}).get("x_min", 1e-5)) for r in results]
    least = min(max(X_MIN, *grids), X_SPLIT / 10)
    low = np.geomspace(least, X_SPLIT, N_LOGARITHMIC, endpoint=False)
    table = [x for x in (*TABLE_X, *SEA_X) if x >= least]
    return np.unique([*low, *np.linspace(X_SPLIT, X_MAX, N_LINEAR), *table])
