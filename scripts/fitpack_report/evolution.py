"""PDFs at any scale, with error bands, from the program itself: `fitpack evolve`."""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from .errors import UsageError

SEA = ("xubar", "xdbar", "xsbar", "xcbar", "xbbar", "xtbar")
# The four distributions that the report shows; xS = 2 x (all antiquarks).
QUANTITIES = {
    "xuv": lambda f: f["xu"] - f["xubar"],
    "xdv": lambda f: f["xd"] - f["xdbar"],
    "xS": lambda f: 2 * sum(f[name] for name in SEA),
    "xg": lambda f: f["xg"],
}
LONE_PROCESS = {"OMPI_MCA_ess_singleton_isolated": "1"}  # MPI need not start a helper daemon
CALL_TIMEOUT = 300  # s; a call takes less than one


class EvolutionFailed(Exception):
    """The program gave no PDFs; the message says why."""


@dataclass
class Bands:
    """Quantity -> array [n_scales, n_x]; lower and upper are None where there is no covariance."""

    central: dict
    lower: dict = None
    upper: dict = None
    notes: list = field(default_factory=list)


def find_program(option):
    """Path of fitpack, or None. One that is named (--fitpack, $FITPACK) must exist."""
    for source, path in (("--fitpack", option), ("$FITPACK", os.environ.get("FITPACK"))):
        if path:
            found = shutil.which(path)
            if not found:
                raise UsageError(f"{source}: {path} is not a program that can be run")
            return found
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return shutil.which(os.path.join(root, "build", "release", "bin", "fitpack")) or shutil.which(
        "fitpack")


def evolve(program, card, settings, x, scales):
    """Quantity -> [n_scales, n_x] for a card (path) with parameters changed; scales in GeV."""
    command = [program, "--quiet", "evolve", card]
    for name, value in settings.items():
        command += ["--set", f"parameters.{name}={value!r}"]
    command += ["--x", *map(repr, x), "--q", *map(repr, scales)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=CALL_TIMEOUT,
                             check=False, env={**os.environ, **LONE_PROCESS})
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EvolutionFailed(str(error)) from error
    if run.returncode != 0:
        message = run.stderr.strip().replace(card, "run card")  # the file is a temporary one
        raise EvolutionFailed(message or f"exit code {run.returncode}")
    return parse(run.stdout, len(scales), len(x))


def parse(table, n_scales, n_x):
    rows = list(csv.reader(io.StringIO(table)))
    values = np.array(rows[1:], dtype=float)
    if values.shape != (n_scales * n_x, len(rows[0])):
        raise EvolutionFailed("the table of 'fitpack evolve' has an unexpected shape")
    flavours = {name: values[:, i].reshape(n_scales, n_x) for i, name in enumerate(rows[0])}
    return {name: formula(flavours) for name, formula in QUANTITIES.items()}


def settings_at(result, theta):
    """Values of all parameters, the free ones at theta, kept within their bounds."""
    values = dict(zip(result.parameters["name"], map(float, result.parameters["value"])))
    values.update(zip(result.free_names, map(float, theta)))
    limits = zip(result.parameters["name"], result.parameters["lower"],
                 result.parameters["upper"])
    return {name: float(min(max(values[name], low), high)) for name, low, high in limits}


def eigenvector_shifts(covariance):
    """Steps in theta to delta chi2 = 1 along the eigenvectors, one row each."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    # Rounding may leave a tiny negative eigenvalue: nothing is known to move along it.
    return (vectors * np.sqrt(np.clip(eigenvalues, 0, None))).T


def pdf_bands(program, result, x, scales):
    """Central values and bands of one result; throws EvolutionFailed."""
    centre = np.array([result.value_of(name) for name in result.free_names])
    thetas = [centre]
    if result.has_covariance:
        for shift in eigenvector_shifts(result.covariance):
            thetas += [centre + shift, centre - shift]
    with tempfile.TemporaryDirectory() as folder:
        card = os.path.join(folder, "card.yaml")
        with open(card, "w", encoding="utf-8") as file:
            file.write(result.card)

        def member(theta):
            try:
                return evolve(program, card, settings_at(result, theta), x, scales)
            except EvolutionFailed as error:
                return error

        # Each call is a process of its own; threads only wait for them.
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            members = list(pool.map(member, thetas))
    if isinstance(members[0], EvolutionFailed):
        raise members[0]
    return bands_of(members, result)


def bands_of(members, result):
    """Asymmetric Hessian bands: the largest excursion of each pair to either side, in squares."""
    central, shifted = members[0], members[1:]
    bands = Bands(central)
    if not shifted:
        bands.notes.append("no covariance in the result, hence no band")
        return bands
    failed = [m for m in shifted if isinstance(m, EvolutionFailed)]
    if failed:
        bands.notes.append(f"{len(failed)} of {len(shifted)} shifted parameter sets have no PDFs; "
                           f"the band is too narrow. The first:\n{failed[0]}")
    held = [name for name, at in zip(result.parameters["name"], result.parameters["at_bound"])
            if at]
    if held:
        bands.notes.append("at a bound and not varied in the band: " + ", ".join(held))
    shifted = [central if isinstance(m, EvolutionFailed) else m for m in shifted]
    bands.lower, bands.upper = {}, {}
    for name, value in central.items():
        d = np.array([m[name] - value for m in shifted])
        d = d.reshape(-1, 2, *value.shape)  # pairs
        up, down = d.max(axis=1), d.min(axis=1)
        bands.upper[name] = value + np.sqrt(np.sum(np.clip(up, 0, None) ** 2, axis=0))
        bands.lower[name] = value - np.sqrt(np.sum(np.clip(down, None, 0) ** 2, axis=0))
    return bands
