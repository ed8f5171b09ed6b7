"""Installs into a temporary prefix; the program there finds its data, and a consumer is built."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

SOURCE = pathlib.Path(os.environ["FITPACK_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["FITPACK_BUILD_DIR"])
SECONDS = 200


class Install(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fitpack-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.prefix = cls.folder / "prefix"
        cls.command("cmake", "--install", BUILD, "--prefix", cls.prefix)
        # What is installed must not need the place it was installed to first.
        cls.prefix = cls.prefix.rename(cls.folder / "moved")

    @classmethod
    def command(cls, *words, cwd=None):
        variables = {**os.environ, "OMPI_MCA_btl": "self,vader", "OMPI_MCA_pml": "ob1"}
        done = subprocess.run([str(w) for w in words], cwd=cwd, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              timeout=SECONDS, env=variables)
        assert done.returncode == 0, (words, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def card(self):
        """A new card of the installed program, for two small data sets."""
        program = self.prefix / "bin/fitpack"
        path = self.folder / "card.yaml"
        self.command(program, "init", "--force", "-o", path)
        card = yaml.safe_load(path.read_text())
        data = (path.parent / card["data"]["folder"]).resolve()
        self.assertEqual(data, (self.prefix / "share/fitpack/data").resolve())
        path.write_text(re.sub(r" *- HERA_NC.*\n", "", path.read_text()))
        return path

    def test_the_program_finds_its_data(self):
        path = self.card()
        checked = self.command(self.prefix / "bin/fitpack", "check", path)
        self.assertIn("HERA_CC_EM_920", checked)
        for card in sorted((self.prefix / "share/fitpack/configs").glob("hera_*.yaml")):
            self.command(self.prefix / "bin/fitpack", "check", card)

    def test_what_is_there(self):
        def names(folder, pattern):
            return sorted(p.name for p in folder.glob(pattern))
        share = self.prefix / "share/fitpack"
        for kind in ["csv", "yaml"]:
            self.assertEqual(names(share / "data", f"*.{kind}"), names(SOURCE / "data", f"*.{kind}"))
        self.assertEqual(names(share / "configs", "*"), names(SOURCE / "configs", "*.yaml"))
        self.assertTrue(os.access(share / "slurm/fit.sbatch", os.X_OK))
        headers = {p.relative_to(SOURCE / "lib") for p in (SOURCE / "lib").rglob("*.hpp")}
        installed = {p.relative_to(self.prefix / "include")
                     for p in (self.prefix / "include").rglob("*") if p.is_file()}
        self.assertEqual(installed, headers)
        for path in (self.prefix / "lib/cmake").rglob("*.cmake"):
            self.assertNotIn(str(SOURCE), path.read_text())
            self.assertNotIn(str(BUILD), path.read_text())

    def test_consumer(self):
        path = self.card()
        build = self.folder / "consumer"
        self.command("cmake", "-S", SOURCE / "tests/install/consumer", "-B", build, "-G", "Ninja",
                     "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.command("cmake", "--build", build)
        out = self.command(build / "consumer", path).split()
        predicted = json.loads(self.command(self.prefix / "bin/fitpack", "predict", "--json", path))
        self.assertEqual(out[0], str(predicted["n_points"]))
        self.assertEqual(float(out[3]), predicted["chi2"])
        self.assertEqual(pathlib.Path(out[-1]).resolve(),
                         (self.prefix / "share/fitpack").resolve())


if __name__ == "__main__":
    unittest.main(verbosity=2)
