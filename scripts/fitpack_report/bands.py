"""Uncertainty bands of PDFs from the members of a fit."""

from dataclasses import dataclass, field

import numpy as np

from .evolution import EvolutionFailed, covariance_pairs, evolve_members, members_at

QUANTILES = (0.16, 0.84)  # of the central 68 %
GAUSSIAN_HALF = 0.99446  # half that interval for a Gaussian, in standard deviations


@dataclass
class Band:
    """Quantity -> array [n_scales, n_x]; lower and upper are None where nothing is known of errors.
    """

    kind: str  # "eigenvectors", "covariance", "replicas" or "none"
    central: dict
    lower: dict = None
    upper: dict = None
    tolerance: float = 1.0  # Δχ² of the band
    members: int = 0  # that the band is made of
    inner: dict = None  # replicas: the central 68 %, as (lower, upper)
    notes: list = field(default_factory=list)


def hessian_band(program, result, x, scales):
    """From the eigenvector set in the file, else from the covariance; throws EvolutionFailed."""
    if not result.eigenvectors:
        members = members_at(program, result, covariance_pairs(result), x, scales)
        return asymmetric_band("covariance", members, at_bound(result))
    try:
        members = evolve_members(program, result.path, "hessian", x, scales)
    except EvolutionFailed:  # one member without PDFs spoils the table: which one is it?
        members = members_at(program, result, eigenvector_pairs(result), x, scales)
    band = asymmetric_band("eigenvectors", members, at_bound(result))
    band.tolerance = result.eigenvectors["tolerance"]
    return band


def eigenvector_pairs(result):
    """Parameters of the members: plus, minus, plus, …"""
    vectors = result.eigenvectors
    return [theta for pair in zip(vectors["plus"], vectors["minus"]) for theta in pair]


def replica_band(program, result, x, scales):
    """None where the result has no replicas; throws EvolutionFailed."""
    if not result.replicas:
        return None
    return spread(evolve_members(program, result.path, "replicas", x, scales)[1:])


def at_bound(result):
    return [name for name, at in zip(result.parameters["name"], result.parameters["at_bound"])
            if at]


def asymmetric_band(kind, members, held=()):
    """For each pair (plus, minus) the larger excursion to either side, added in squares: up
    √Σ max(f₊ − f, f₋ − f, 0)², down √Σ max(f − f₊, f − f₋, 0)² [hep-ph/0110378]; error
    propagation where f is linear [hep-ph/0101032]. `members`: the central one, then the pairs."""
    central, shifted = members[0], members[1:]
    band = Band(kind if shifted else "none", central, members=len(shifted))
    if not shifted:
        band.notes.append("no covariance in the result, hence no band")
        return band
    failed = [m for m in shifted if isinstance(m, EvolutionFailed)]
    if failed:
        band.notes.append(f"{len(failed)} of {len(shifted)} shifted parameter sets have no PDFs; "
                          f"the band is too narrow. The first:\n{failed[0]}")
    if held:
        band.notes.append("at a bound and not varied in the band: " + ", ".join(held))
    shifted = [central if isinstance(m, EvolutionFailed) else m for m in shifted]
    band.lower, band.upper = {}, {}
    for name, value in central.items():
        d = np.array([m[name] - value for m in shifted])
        d = d.reshape(-1, 2, *value.shape)  # pairs
        up, down = d.max(axis=1), d.min(axis=1)
        band.upper[name] = value + np.sqrt(np.sum(np.clip(up, 0, None) ** 2, axis=0))
        band.lower[name] = value - np.sqrt(np.sum(np.clip(down, None, 0) ** 2, axis=0))
    return band


def spread(replicas):
    """Mean ± standard deviation over the replicas, and the interval that holds 68 % of them
    [arXiv:1510.03865, section 6.2]."""
    band = Band("replicas", {}, members=len(replicas))
    if len(replicas) < 2:
        raise EvolutionFailed("fewer than two replicas were selected")
    band.lower, band.upper, lower, upper = {}, {}, {}, {}
    for name in replicas[0]:
        values = np.array([replica[name] for replica in replicas])
        mean, deviation = values.mean(axis=0), values.std(axis=0, ddof=1)
        band.central[name] = mean
        band.lower[name], band.upper[name] = mean - deviation, mean + deviation
        lower[name], upper[name] = np.quantile(values, QUANTILES, axis=0)
    band.inner = (lower, upper)
    return band


def width(band, name):
    """Half the width of a band, [n_scales, n_x], brought to Δχ² = 1."""
    return 0.5 * (band.upper[name] - band.lower[name]) / np.sqrt(band.tolerance)


def tails(band, name):
    """Standard deviation over half the 68 % interval, less 1; 0 for a Gaussian, positive where
    a few replicas are far away."""
    lower, upper = (edge[name] for edge in band.inner)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (band.upper[name] - band.lower[name]) / (upper - lower) * GAUSSIAN_HALF - 1


def asymmetry(band, name):
    """(up − down)/(up + down); 0 for a Gaussian."""
    up, down = band.upper[name] - band.central[name], band.central[name] - band.lower[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        return (up - down) / (up + down)
