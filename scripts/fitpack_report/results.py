"""A result.h5 in memory. docs/formats.md describes the file."""

import os
from dataclasses import dataclass

import h5py
import numpy as np
import yaml

from .errors import DataError

FORMAT = "fitpack result"
VERSION = 1

MOST_DRAWN = 5000  # points of a data set in figures with a mark for each

# docs/decisions/0005-result-files-sealed.md
SEAL, SEAL_LENGTH = b"fitpack checksum ", 512
MOST_CHECKED = 64 << 20  # bytes; more would take minutes here
FNV_OFFSET, FNV_PRIME = 14695981039346656037, 1099511628211

# What the sections read; a file without is refused before anything is drawn.
COLUMNS = {
    "fit/datasets": ("name", "n_points", "chi2", "log_penalty"),
    "provenance/data": ("file", "checksum"),
    "parameters": ("name", "value", "error", "start", "lower", "upper", "fixed", "at_bound"),
    "parameters/amplitudes": ("name", "value"),
    "shifts": ("label", "value", "error"),
    "predictions": ("dataset", "x", "Q2", "y", "value", "delta", "theory", "shifted_theory",
                    "residual"),
    "history": ("iteration", "chi2", "predicted_decrease", "accepted"),
    "starts": ("chi2", "iterations", "status", "message"),
    "timing": ("stage", "min", "mean", "max"),
}
# Groups that a fit writes only where it was asked to: vectors, all of one length, and attributes.
OPTIONAL = {
    "eigenvectors": (("eigenvalue", "plus", "minus", "plus_delta_chi2", "minus_delta_chi2",
                      "plus_scale", "minus_scale", "plus_end", "minus_end"), ("tolerance",)),
    "replicas": (("number", "status", "chi2", "chi2_data", "iterations", "selected", "theta"),
                 ("seed", "requested")),
    "profile": (("stage", "seconds", "calls", "messages", "bytes"), ()),
}
RARE_ATTRIBUTES = ("chi2_window_low", "chi2_window_high")  # of replicas, with a selection
ATTRIBUTES = {
    "fit": ("status", "message", "chi2", "chi2_points", "chi2_correlated", "chi2_log_penalty",
            "chi2_prior", "n_points", "n_free", "ndf", "iterations", "seconds"),
    "provenance": ("version", "git_hash", "compiler", "libraries", "command_line", "host",
                   "started", "ranks"),
}


@dataclass
class Result:
    """One fit. Groups of equally long vectors are dicts of arrays."""

    path: str
    label: str  # in legends and tables
    title: str
    card: str  # YAML with all defaults
    fit: dict
    provenance: dict
    files: dict
    datasets: dict
    parameters: dict
    amplitudes: dict
    free_names: list
    covariance: np.ndarray  # [n_free, n_free], or 0 x 0
    hessian: np.ndarray  # of F = chi2/2, likewise
    shifts: dict
    predictions: dict
    history: dict
    starts: dict
    best_start: int
    timing: dict
    eigenvectors: dict  # with its attributes; empty where the fit made none
    replicas: dict  # likewise
    profile: dict  # tables [n_stages, n_ranks]; empty in older files

    @property
    def converged(self):
        return self.fit["status"] == "converged"

    @property
    def has_covariance(self):
        return self.covariance.size > 0

    @property
    def theory(self):
        """The section `theory` of the run card."""
        return yaml.safe_load(self.card).get("theory", {})

    def value_of(self, name):
        """Value of a parameter at the minimum."""
        return float(self.parameters["value"][list(self.parameters["name"]).index(name)])

    def drawn_rows_of(self, dataset):
        """The same, evenly thinned where there are more than a figure can show."""
        rows = self.rows_of(dataset)
        return rows[::-(-len(rows) // MOST_DRAWN) or 1]

    def rows_of(self, dataset):
        """Positions of the points of a data set; none where the fit did not use it."""
        names = list(self.datasets["name"])
        if dataset not in names:
            return np.array([], dtype=int)
        return np.flatnonzero(self.predictions["dataset"] == names.index(dataset))


def read_results(paths, labels=()):
    """All results, with labels that differ."""
    results = [read_result(path) for path in paths]
    name_results(results, labels)
    return results


def read_result(path):
    """Throws DataError where the file is not a complete result of the known version."""
    if not os.path.exists(path):
        raise DataError(f"{path}: no such file; give a result.h5 of 'fitpack fit'")
    if os.path.isdir(path):
        hint = os.path.join(path, "result.h5")
        more = f"; did you mean {hint}?" if os.path.exists(hint) else ""
        raise DataError(f"{path}: a folder, not a result{more}")
    try:
        check_seal(path)
        with h5py.File(path, "r") as file:
            check_format(file, path)
            return read_open(file, path)
    except (OSError, RuntimeError) as error:
        raise DataError(f"{path}: not a readable HDF5 file ({error}); "
                        "give a result.h5 of 'fitpack fit'") from error
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"{path}: not a complete result ({error}); repeat the fit") from error


def check_seal(path):
    """The program writes the FNV-1a checksum of a file in front of it: HDF5 itself returns wrong
    numbers from damaged files without a word. Other files have no such mark."""
    if os.path.getsize(path) > MOST_CHECKED:
        return
    with open(path, "rb") as file:
        content = file.read()
    if not content.startswith(SEAL):
        return
    state = FNV_OFFSET
    for byte in content[SEAL_LENGTH:]:
        state = (state ^ byte) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
    if not content.startswith(SEAL + f"{state:016x}\n".encode()):
        raise DataError(f"{path}: damaged, or changed by another program (its checksum does not "
                        "match); take another copy or repeat the fit")


def check_format(file, path):
    if text(file.attrs.get("format")) != FORMAT:
        raise DataError(f"{path}: not a result of fitpack (it is HDF5, but without the attribute "
                        f"format = '{FORMAT}'); give a result.h5 of 'fitpack fit'")
    version = file.attrs.get("format_version")
    if version != VERSION:
        raise DataError(f"{path}: a result in version {version} of the format (this script reads "
                        f"version {VERSION}); use the report of the release that wrote it")


def read_open(file, path):
    groups = {name: columns(file, name) for name in COLUMNS}
    return Result(
        path=path, label="", title=text(file.attrs["title"]), card=file["card"].asstr()[()],
        fit=attributes(file, "fit", ATTRIBUTES["fit"]),
        provenance=attributes(file, "provenance", ATTRIBUTES["provenance"]),
        files=groups["provenance/data"], datasets=groups["fit/datasets"],
        parameters=groups["parameters"], amplitudes=groups["parameters/amplitudes"],
        free_names=list(vector(file["parameters/free_names"])),
        covariance=file["parameters/covariance"][()], hessian=file["parameters/hessian"][()],
        shifts=groups["shifts"], predictions=groups["predictions"], history=groups["history"],
        starts=groups["starts"], best_start=int(file["starts"].attrs["best"]),
        timing=groups["timing"], eigenvectors=optional(file, "eigenvectors"),
        replicas=optional(file, "replicas"), profile=optional(file, "profile"))


def columns(file, group):
    """The vectors of a group; throws KeyError or ValueError where one is missing or too short."""
    return vectors(file, group, COLUMNS[group])


def optional(file, group):
    """Vectors and attributes of a group that a result need not have; {} without any record."""
    names, attribute_names = OPTIONAL[group]
    if group not in file:
        return {}
    result = vectors(file, group, names)
    if not len(result[names[0]]):
        return {}
    rare = [name for name in RARE_ATTRIBUTES if name in file[group].attrs]
    return {**result, **attributes(file, group, [*attribute_names, *rare])}


def vectors(file, group, names):
    result = {}
    for name in names:
        if f"{group}/{name}" not in file:
            raise KeyError(f"/{group}/{name} is missing")
        result[name] = vector(file[group][name])
    if len({len(values) for values in result.values()}) > 1:
        raise ValueError(f"the vectors of /{group} differ in length")
    return result


def attributes(file, group, names):
    missing = [name for name in names if name not in file[group].attrs]
    if missing:
        raise KeyError(f"/{group}@{missing[0]} is missing")
    return {name: text(file[group].attrs[name]) for name in names}


def vector(dataset):
    """Numbers as they are, texts as str."""
    if h5py.check_string_dtype(dataset.dtype):
        return dataset.asstr()[()] if dataset.size else np.array([], dtype=object)
    return dataset[()]


def text(value):
    """HDF5 gives texts as bytes or str, depending on how they were written."""
    return value.decode() if isinstance(value, bytes) else value


def name_results(results, labels):
    """Labels: those given, else the title; with the folder where titles are equal."""
    titles = [result.title or os.path.basename(result.path) for result in results]
    for i, result in enumerate(results):
        result.label = labels[i] if i < len(labels) else titles[i]
        if i >= len(labels) and titles.count(titles[i]) > 1:
            folder = os.path.basename(os.path.dirname(os.path.abspath(result.path)))
            result.label = f"{titles[i]} ({folder})"
    seen = [result.label for result in results]
    for i, result in enumerate(results):
        if seen.count(seen[i]) > 1:
            result.label = f"{seen[i]} [{i + 1}]"


def all_datasets(results):
    """Names of the data sets of all results, in order of first appearance."""
    return list(dict.fromkeys(name for result in results for name in result.datasets["name"]))
