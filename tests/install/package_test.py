"""The Spack package and the module file hold together with the build and with what is installed."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

SOURCE = pathlib.Path(os.environ["FITPACK_SOURCE_DIR"])
MODULES = pathlib.Path("/usr/share/modules/init/bash")


class SpackPackage:
    """Runs package.py with directives that write down what they are told."""

    def __init__(self):
        self.calls = {}
        namespace = types.ModuleType("spack.package")
        for name in ["version", "variant", "depends_on", "conflicts", "generator"]:
            setattr(namespace, name, self.recorder(name))
        namespace.CMakePackage = type("CMakePackage", (), {
            "define_from_variant": lambda package, option, variant:
                f"-D{option}:BOOL={'ON' if package.variants[variant] else 'OFF'}"})
        parent = types.ModuleType("spack")
        parent.package = namespace
        saved = {k: sys.modules.get(k) for k in ["spack", "spack.package"]}
        sys.modules.update({"spack": parent, "spack.package": namespace})
        try:
            scope = {}
            path = SOURCE / "packaging/spack/package.py"
            exec(compile(path.read_text(), str(path), "exec"), scope)  # pylint: disable=exec-used
        finally:
            for name, module in saved.items():
                sys.modules.pop(name) if module is None else sys.modules.update({name: module})
        self.package = scope["Fitpack"]()
        self.package.variants = {words[0]: options["default"]
                                 for words, options in self.calls["variant"]}

    def recorder(self, name):
        return lambda *words, **options: self.calls.setdefault(name, []).append((words, options))


class Spack(unittest.TestCase):
    # Names of CMake packages where Spack has others.
    NAMES = {"mpi": "MPI", "hdf5": "HDF5", "ceres-solver": "Ceres", "eigen": "Eigen3",
             "gsl": "GSL", "ginac": "ginac", "cli11": "CLI11", "spdlog": "spdlog", "yaml-cpp": "yaml-cpp"}

    def setUp(self):
        self.spack = SpackPackage()
        self.cmake = (SOURCE / "CMakeLists.txt").read_text()

    def test_cmake_arguments_are_options_of_the_build(self):
        options = re.findall(r"option\((\w+)", self.cmake)
        arguments = self.spack.package.cmake_args()
        self.assertEqual(len(arguments), len(self.spack.package.variants))
        for argument in arguments:
            name, value = re.fullmatch(r"-D(\w+):BOOL=(ON|OFF)", argument).groups()
            self.assertIn(name, options)
            self.assertIn(value, ["ON", "OFF"])

    def test_every_required_library_is_a_dependency(self):
        required = set(re.findall(r"find_package\((\S+) REQUIRED", self.cmake)
                       + re.findall(r"find_library\(\S+ (\S+) .*REQUIRED", self.cmake))
        named = {self.NAMES[words[0].split("@")[0]]
                 for words, _ in self.spack.calls["depends_on"]
                 if words[0].split("@")[0] in self.NAMES}
        self.assertEqual(named, required)

    def test_cmake_is_as_new_as_the_build_asks(self):
        asked = re.search(r"cmake_minimum_required\(VERSION ([\d.]+)", self.cmake).group(1)
        named = [words[0] for words, _ in self.spack.calls["depends_on"]
                 if words[0].startswith("cmake@")]
        self.assertEqual(named, [f"cmake@{asked}:"])


@unittest.skipUnless(shutil.which("dpkg-query"), "this is no Debian")
class Apptainer(unittest.TestCase):
    """The packages of the final image bring every library of the program."""

    def installed(self):
        """The packages that the image installs, with what they need."""
        text = (SOURCE / "packaging/apptainer/fitpack.def").read_text()
        listed = re.findall(r"apt-get install [^>]*?recommends(.*?)>/dev/null", text, re.S)[-1]
        return set(listed.replace("\\", " ").split())

    def closure(self, names):
        depends = {}
        for line in self.output("dpkg-query", "-W", "-f", "${Package}\t${Depends}\n").splitlines():
            name, needed = line.split("\t")
            depends[name] = {re.match(r"\s*([^\s:(]+)", one).group(1)
                             for one in re.split(r"[,|]", needed) if one.strip()}
        found, stack = set(), list(names)
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                stack += depends.get(name, [])
        return found

    def output(self, *words):
        return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=True,
                              env={**os.environ, "LC_ALL": "C"}).stdout

    def test_libraries_of_the_program(self):
        names = self.installed()
        self.assertIn("openmpi-bin", names)
        # Of every Debian image: the C library and what the compiler needs.
        there = self.closure(names | {"libc6", "libstdc++6", "libgcc-s1"})
        program = os.environ["FITPACK_EXECUTABLE"]
        needed = re.findall(r"Shared library: \[(\S+)\]", self.output("readelf", "-d", program))
        self.assertGreater(len(needed), 5)
        paths = dict(re.findall(r"(\S+) => (/\S+)", self.output("ldd", program)))
        # Debian knows files by the place they had before /lib became a link, and which of several
        # libraries stands behind a name is the machine's choice.
        places = {library: {str(place) for path in [pathlib.Path(paths[library])]
                            for place in [path, path.resolve(), pathlib.Path(f"/usr{path}")]}
                  for library in needed}
        owners = self.owners(sorted(set().union(*places.values())))
        missing = [library for library in needed
                   if not there & set().union(*(owners.get(p, set()) for p in places[library]))]
        self.assertEqual(missing, [])

    def owners(self, places):
        """Packages of files; those of no package are left out."""
        done = subprocess.run(["dpkg-query", "-S", *places], capture_output=True, text=True,
                              check=False, env={**os.environ, "LC_ALL": "C"})
        found = {}
        for line in done.stdout.splitlines():
            packages, place = line.rsplit(": ", 1)
            found[place] = {name.split(":")[0] for name in packages.split(", ")}
        return found


@unittest.skipUnless(MODULES.exists(), "environment-modules is not installed")
class ModuleFile(unittest.TestCase):

    def setUp(self):
        self.prefix = pathlib.Path(tempfile.mkdtemp(prefix="fitpack-module-")).resolve()
        self.addCleanup(shutil.rmtree, self.prefix)
        self.program = self.prefix / "bin/fitpack"
        self.program.parent.mkdir()
        self.program.write_text("#!/bin/sh\necho fitpack of the module\n")
        self.program.chmod(0o755)
        folder = self.prefix / "share/modulefiles"
        folder.mkdir(parents=True)
        shutil.copy(SOURCE / "packaging/modulefile/fitpack", folder)
        (self.prefix / "share/fitpack/data").mkdir(parents=True)
        self.python = self.prefix / "lib/python3.11/site-packages"
        self.python.mkdir(parents=True)

    def shell(self, commands):
        script = f". {MODULES}\nmodule use {self.prefix}/share/modulefiles\n{commands}\n"
        clean = {k: v for k, v in os.environ.items()
                 if k not in ["FITPACK_PREFIX", "FITPACK_DATA", "OMP_NUM_THREADS", "PYTHONPATH",
                              "CMAKE_PREFIX_PATH"]}
        return subprocess.run(["bash", "-c", script], env=clean, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False)

    def test_loading_sets_the_variables_and_unloading_removes_them(self):
        show = 'echo "$FITPACK_DATA|$OMP_NUM_THREADS|$CMAKE_PREFIX_PATH|$PYTHONPATH"'
        done = self.shell(f"module load fitpack\nfitpack\n{show}\nmodule unload fitpack\n{show}")
        lines = done.stdout.splitlines()
        self.assertEqual(lines, ["fitpack of the module",
                                 f"{self.prefix}/share/fitpack/data|1|{self.prefix}|{self.python}",
                                 "|||"], done.stderr)

    def test_the_prefix_can_be_given(self):
        elsewhere = self.prefix / "copy"
        elsewhere.mkdir()
        shutil.copy(SOURCE / "packaging/modulefile/fitpack", elsewhere / "fitpack")
        done = self.shell(f"module use {elsewhere}\nexport FITPACK_PREFIX={self.prefix}\n"
                          "module load fitpack\nfitpack")
        self.assertEqual(done.stdout, "fitpack of the module\n", done.stderr)

    def test_without_a_program_it_says_so_and_loads_nothing(self):
        self.program.unlink()
        done = self.shell('module load fitpack\necho "[$FITPACK_DATA]"')
        self.assertIn(f"no program in {self.prefix}/bin; set FITPACK_PREFIX", done.stderr)
        self.assertEqual(done.stdout, "[]\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
