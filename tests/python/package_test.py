"""The package itself: MPI, HDF5 of others, type stubs, the installed copy."""

import ast
import importlib.util
import inspect
import os
import pathlib
import re
import subprocess
import unittest

import numpy

from module_case import (EVENTS, NLO, SMALL, SMALL_DENSITY, SOURCE, ModuleCase, fitpack, main,
                         run_python)

BUILD = pathlib.Path(os.environ.get("FITPACK_BUILD_DIR", SOURCE / "build/release"))
FOLDER = os.environ.get("FITPACK_PYTHON_FOLDER", "lib/python3.11/site-packages")
HAS_MPI4PY = importlib.util.find_spec("mpi4py") is not None

# Prints the sum of all predictions with all its digits, in one piece: ranks share the output.
PREDICT = """
import sys
import fitpack
theory = fitpack.Theory(sys.argv[1], sys.argv[2:])
print(theory.predict(theory.start_values).sum().hex() + "\\n", end="", flush=True)
"""


class Environment(ModuleCase):

    def arguments(self):
        return [NLO, *self.overrides(*SMALL)]

    def expected(self):
        theory = self.small_theory()
        return theory.predict(theory.start_values).sum().hex()

    def check(self, done, lines=1):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), [self.expected()] * lines, done.stderr)
        return done

    def test_alone(self):
        done = self.check(run_python(PREDICT, *self.arguments()))
        self.assertEqual(done.stderr, "")

    def test_warnings_reach_standard_error(self):
        self.expected()
        for path in self.cache.iterdir():
            path.write_bytes(path.read_bytes()[:-1])
        done = self.check(run_python(PREDICT, *self.arguments()))
        self.assertIn("the kernel is built again", done.stderr)

    @unittest.skipUnless(HAS_MPI4PY, "mpi4py is not installed")
    def test_mpi_is_left_alone(self):
        code = """
import mpi4py
mpi4py.rc.initialize = False
from mpi4py import MPI
""" + PREDICT + "assert not MPI.Is_initialized()\n"
        self.check(run_python(code, *self.arguments()))

    @unittest.skipUnless(HAS_MPI4PY, "mpi4py is not installed")
    def test_beside_mpi4py_on_several_ranks(self):
        before = "from mpi4py import MPI\n" + PREDICT
        after = PREDICT + "from mpi4py import MPI\n"
        for code in [before, after]:
            code += "assert MPI.COMM_WORLD.allreduce(1) == 2\n"
            self.check(run_python(code, *self.arguments(), ranks=2), lines=2)

    def test_beside_h5py(self):
        write = """
import h5py
with h5py.File.in_memory() if hasattr(h5py.File, "in_memory") else h5py.File(
        "memory", "w", driver="core", backing_store=False) as file:
    file["a"] = [1.0, 2.0]
    assert list(file["a"]) == [1.0, 2.0]
"""
        for code in [write + PREDICT, PREDICT + write]:
            self.check(run_python(code, *self.arguments()))


class Package(ModuleCase):

    def test_examples(self):
        script = SOURCE / "python/examples/theory_in_python.py"
        done = run_python(script.read_text(), NLO, *self.overrides())
        self.assertEqual(done.returncode, 0, done.stderr)
        chi2 = [float(value) for value in re.findall(r"chi2 = ([0-9.]+)", done.stdout)]
        self.assertEqual(len(chi2), 10)
        self.assertEqual(chi2, sorted(chi2, reverse=True))
        self.assertLess(chi2[-1], chi2[0] - 100.0)

    def test_installed_copy(self):
        prefix = self.folder / "prefix"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix, "--component", "python"],
                       check=True, capture_output=True)
        package = prefix / FOLDER
        code = PREDICT + "print(fitpack.__file__)\n"
        done = run_python(code, NLO, *self.overrides(*SMALL), path=package)
        self.assertEqual(done.returncode, 0, done.stderr)
        value, file = done.stdout.split()
        theory = self.small_theory()
        self.assertEqual(value, theory.predict(theory.start_values).sum().hex())
        self.assertEqual(pathlib.Path(file), package / "fitpack/__init__.py")
        names = {path.name for path in (package / "fitpack").iterdir()}
        self.assertLessEqual({"__init__.py", "_core.pyi", "py.typed", "torch.py"}, names)

    def test_example_of_events(self):
        script = SOURCE / "python/examples/events_in_python.py"
        done = run_python(script.read_text(), EVENTS, *self.overrides(*SMALL_DENSITY))
        self.assertEqual(done.returncode, 0, done.stderr)
        gain = float(re.search(r"ln L gains ([0-9.]+)", done.stdout).group(1))
        self.assertTrue(0.0 < gain < 50.0, done.stdout)  # 0.5 per parameter on average

    def test_everything_is_documented(self):
        for name in fitpack.__all__:
            item = getattr(fitpack, name)
            if not inspect.isclass(item):
                continue
            self.assertTrue(item.__doc__, name)
            for member, value in vars(item).items():
                if not member.startswith("_"):
                    self.assertTrue(value.__doc__, f"{name}.{member}")

    def test_stubs_name_what_there_is(self):
        text = (pathlib.Path(fitpack.__file__).parent / "_core.pyi").read_text()
        stubs = {node.name: node for node in ast.parse(text).body
                 if isinstance(node, ast.ClassDef) and hasattr(fitpack._core, node.name)}
        classes = {name for name in fitpack.__all__ if inspect.isclass(getattr(fitpack, name))}
        self.assertEqual(set(stubs), classes)
        for name, stub in stubs.items():
            written = {node.name: node for node in stub.body
                       if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}
            found = {member for member in vars(getattr(fitpack, name))
                     if not member.startswith("_")}
            self.assertEqual(set(written), found, name)
            for member, node in written.items():
                # The first line of pybind11: name(self: …, theta: …) -> …
                line = getattr(getattr(fitpack, name), member).__doc__.splitlines()[0]
                for argument in node.args.args[1:]:
                    self.assertIn(f"{argument.arg}: ", line, f"{name}.{member}")

    def test_arrays_are_not_copied(self):
        theory = self.small_theory()
        result = theory.predict(theory.start_values)
        self.assertTrue(result.flags.owndata and result.flags.c_contiguous)
        self.assertEqual(result.dtype, numpy.float64)


if __name__ == "__main__":
    main()
