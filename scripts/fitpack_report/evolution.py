"""PDFs at any scale, of a fit and of its eigenvectors or replicas, from the program itself:
`fitpack evolve`. What to make of them is in bands.py."""

import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .errors import UsageError

def ratio(above, below):
    """NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0)


SEA = ("xubar", "xdbar", "xsbar", "xcbar", "xbbar", "xtbar")
# What the report shows; xS = 2 x (all antiquarks).
QUANTITIES = {
    "xuv": lambda f: f["xu"] - f["xubar"],
    "xdv": lambda f: f["xd"] - f["xdbar"],
    "xS": lambda f: 2 * sum(f[name] for name in SEA),
    "xg": lambda f: f["xg"],
    "xubar": lambda f: f["xubar"],
    "xdbar": lambda f: f["xdbar"],
    "x(dbar-ubar)": lambda f: f["xdbar"] - f["xubar"],
    "dbar/ubar": lambda f: ratio(f["xdbar"], f["xubar"]),
}
CALL_TIMEOUT = 600  # s; a call takes a second, with a thousand replicas some


class EvolutionFailed(Exception):
    """The program gave no PDFs; the message says why."""


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
    words = [card]
    for name, value in settings.items():
        words += ["--set", f"parameters.{name}={value!r}"]
    return run_evolve(program, words, x, scales)[0]


def evolve_members(program, path, kind, x, scales):
    """[quantity -> [n_scales, n_x]] of the members of a result file, the central one first; kind:
    "hessian" (then plus and minus of each eigenvector) or "replicas" (those selected)."""
    members = run_evolve(program, [path, "--members", "--error-type", kind], x, scales)
    if len(members) < 2:
        raise EvolutionFailed(f"the result has no members of type {kind}")
    return members


def run_evolve(program, words, x, scales):
    """Members in order; one where the table does not number them. Throws EvolutionFailed."""
    command = [program, "--quiet", "evolve", *words, "--x", ",".join(map(repr, x)), "--q",
               ",".join(map(repr, scales))]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=CALL_TIMEOUT,
                             check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EvolutionFailed(str(error)) from error
    if run.returncode != 0:
        message = run.stderr.strip().replace(words[0], "run card")  # may be a temporary file
        raise EvolutionFailed(message or f"exit code {run.returncode}")
    return parse(run.stdout, len(scales), len(x))


def parse(table, n_scales, n_x):
    """Members of a table of 'fitpack evolve': rows are members, then scales, then x."""
    head, _, body = table.partition("\n")
    columns = head.split(",")
    try:
        values = np.array(body.replace("\n", ",").rstrip(",").split(","), dtype=float)
        values = values.reshape(-1, n_scales, n_x, len(columns))
    except ValueError as error:
        raise EvolutionFailed("the table of 'fitpack evolve' has an unexpected shape") from error
    return [quantities(dict(zip(columns, np.moveaxis(member, -1, 0)))) for member in values]


def quantities(flavours):
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


def covariance_pairs(result):
    """Plus and minus of each eigenvector of the covariance: Δχ² = 1 if χ² were parabolic."""
    centre = np.array([result.value_of(name) for name in result.free_names])
    if not result.has_covariance:
        return []
    shifts = eigenvector_shifts(result.covariance)
    return [centre + sign * shift for shift in shifts for sign in (1, -1)]


def members_at(program, result, thetas, x, scales):
    """The central member, then those with the free parameters at `thetas`; EvolutionFailed in place
    of one without PDFs. Throws it where the central one fails."""
    thetas = [[result.value_of(name) for name in result.free_names], *thetas]
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
    return members
