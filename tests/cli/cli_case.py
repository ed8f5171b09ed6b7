"""What the tests of the command line share: running the executable, cards and tables."""

import atexit
import csv
import math
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import h5py
import numpy

SOURCE = pathlib.Path(os.environ.get("FITPACK_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
EXECUTABLE = pathlib.Path(
    os.environ.get("FITPACK_EXECUTABLE", SOURCE / "build/release/bin/fitpack"))
CONFIGS = SOURCE / "configs"
DATA = SOURCE / "data"
REFERENCE = SOURCE / "tests/reference"
NLO = CONFIGS / "hera_nlo_zm.yaml"
LO = CONFIGS / "hera_lo_zm.yaml"

# Exit codes.
CONVERGED, INTERNAL, USAGE, BAD_DATA, NOT_CONVERGED = range(5)

# A command that takes longer hangs; the longest takes seconds on a busy machine.
COMMAND_SECONDS = 100

# Parts of a result that must have the same bits on any number of ranks.
SAME_BITS = ["parameters", "shifts", "predictions", "history", "starts", "fit/datasets"]
SAME_BITS_ATTRIBUTES = [
    "chi2", "chi2_points", "chi2_correlated", "chi2_log_penalty", "chi2_prior", "n_points",
    "n_free", "ndf", "status", "message", "iterations", "value_evaluations", "model_evaluations"
]


class Outcome:
    """Exit code, standard output and standard error of a command."""

    def __init__(self, code, out, err, command):
        self.code, self.out, self.err, self.command = code, out, err, command

    def __str__(self):
        return (f"{self.command}\nexit code {self.code}\n--- stdout\n{self.out[-3000:]}"
                f"\n--- stderr\n{self.err[-3000:]}")


# Lone processes that start and end at the same time would remove each other's session folders.
SESSIONS = tempfile.mkdtemp(prefix="fp-")
os.chmod(SESSIONS, 0o755)
atexit.register(shutil.rmtree, SESSIONS, ignore_errors=True)


def environment():
    """Of one command."""
    variables = dict(os.environ)
    variables["TMPDIR"] = tempfile.mkdtemp(dir=SESSIONS)
    os.chmod(variables["TMPDIR"], 0o777)
    # Ranks that share a core must give way.
    variables["OMPI_MCA_mpi_yield_when_idle"] = "1"
    # All ranks are on this machine: looking for networks would take longer than most commands.
    variables["OMPI_MCA_btl"] = "self,vader"
    variables["OMPI_MCA_pml"] = "ob1"
    return variables


def command_line(arguments, ranks=None, executable=EXECUTABLE):
    launcher = [] if ranks is None else [SOURCE / "scripts/run-mpi", ranks]
    return [str(word) for word in [*launcher, executable, *arguments]]


def run(*arguments, ranks=None, cwd=None, seconds=COMMAND_SECONDS, extra_environment=None,
        stdout=subprocess.PIPE, executable=EXECUTABLE):
    """Runs fitpack; under MPI where `ranks` is given. A hang is a failure of the test."""
    command = command_line(arguments, ranks, executable)
    variables = environment()
    variables.update(extra_environment or {})
    done = subprocess.run(command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, timeout=seconds, env=variables, check=False)
    out = (done.stdout or b"").decode("utf-8", "replace")
    return Outcome(done.returncode, out, done.stderr.decode("utf-8", "replace"),
                   " ".join(command))


class CliCase(unittest.TestCase):
    """A test class with a temporary folder and a kernel cache of its own."""

    @classmethod
    def setUpClass(cls):
        cls.shared_folder = pathlib.Path(tempfile.mkdtemp(prefix="fitpack-cli-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared_folder, ignore_errors=True)
        cls.cache = cls.shared_folder / "cache"
        cls.cached = ["--set", f"cache.folder={cls.cache}"]

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="t-", dir=self.shared_folder))

    def expect(self, outcome, code, *words, out=None):
        """Exit code, words of stderr (or of stdout where `out` is given)."""
        self.assertEqual(outcome.code, code, str(outcome))
        for word in words:
            self.assertIn(word, outcome.err, str(outcome))
        for word in out or []:
            self.assertIn(word, outcome.out, str(outcome))
        return outcome

    def fit(self, name, *arguments, ranks=None, code=CONVERGED, card=NLO):
        """Runs a fit into the folder `name` of this test; returns the path of its result."""
        outcome = run("fit", card, "-q", "-o", self.folder / name, *self.cached, *arguments,
                      ranks=ranks)
        self.expect(outcome, code)
        return self.folder / name / "result.h5"

    def assert_no_leftovers(self, folder=None):
        """No temporary file stays behind."""
        names = [p.name for p in pathlib.Path(folder or self.folder).rglob("*.tmp.*")]
        self.assertEqual(names, [])

    def small_card(self, changes=None, data=None):
        """A card for the two charged-current sets with a copy of their data to spoil."""
        folder = self.folder / "data"
        if not folder.exists():
            folder.mkdir()
            for path in DATA.glob("HERA_CC_E?_920.*"):
                shutil.copy(path, folder)
        text = NLO.read_text()
        text = re.sub(r"    - HERA_NC.*\n", "", text)
        text = text.replace("folder: ../data", "folder: data")
        text = text.replace("folder: ../results/hera_nlo_zm", "folder: results")
        text = text.replace("folder: ../.cache", f"folder: {self.cache}")
        for old, new in changes or []:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        path = self.folder / "card.yaml"
        path.write_text(text)
        return path


def datasets_of(path, groups):
    """Every data set below the groups as a dictionary from its path to its bytes and shape."""
    found = {}
    with h5py.File(path, "r") as file:
        for group in groups:
            def visit(name, item, group=group):
                if not isinstance(item, h5py.Dataset):
                    return
                values = item[()]
                is_text = h5py.check_string_dtype(item.dtype) is not None
                found[f"{group}/{name}"] = (item.shape, list(values.flat) if is_text else
                                            numpy.asarray(values).tobytes())
            file[group].visititems(visit)
    return found


def attributes_of(path, names, group="fit"):
    with h5py.File(path, "r") as file:
        return {name: file[group].attrs[name] for name in names}


def bits_of(path):
    """All of a result that must not depend on the number of ranks."""
    bits = datasets_of(path, SAME_BITS)
    for name, value in attributes_of(path, SAME_BITS_ATTRIBUTES).items():
        bits["fit@" + name] = value if isinstance(value, (str, bytes)) else value.tobytes()
    return bits


def rows_of(path):
    """Rows of a CSV file as dictionaries; lines of comment are skipped."""
    lines = [line for line in pathlib.Path(path).read_text().splitlines()
             if not line.startswith("#")]
    return list(csv.DictReader(lines))


def table_of(text):
    return list(csv.DictReader(text.splitlines()))


def numbers(rows, column):
    return numpy.array([float(row[column]) for row in rows])


def relative_error(value, reference):
    return abs(value - reference) / abs(reference) if reference else math.inf


def main():
    unittest.main(verbosity=2)
