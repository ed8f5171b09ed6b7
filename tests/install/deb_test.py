"""The Debian package: what it needs, what is in it, and the program runs from what it unpacks."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["FITPACK_BUILD_DIR"])
SOURCE = pathlib.Path(os.environ["FITPACK_SOURCE_DIR"])
SECONDS = 100


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "this is no Debian with its build tools")
class DebianPackage(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fitpack-deb-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.command("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder,
                    "-D", f"CPACK_PACKAGE_DIRECTORY={cls.folder}",
                    "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip")
        [cls.package] = cls.folder.glob("fitpack_*.deb")
        cls.root = cls.folder / "root"
        cls.command("dpkg-deb", "-x", cls.package, cls.root)

    @classmethod
    def command(cls, *words):
        done = subprocess.run([str(w) for w in words], cwd=cls.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=SECONDS)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def test_needs_the_libraries_of_the_program(self):
        needed = self.command("dpkg-deb", "-f", self.package, "Depends")
        for name in ["libc6", "libginac", "libgsl", "libhdf5-openmpi", "libyaml-cpp", "openmpi-bin"]:
            self.assertIn(name, needed)
        version = re.search(r"project\(fitpack VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())
        self.assertEqual(self.command("dpkg-deb", "-f", self.package, "Version").strip(), version[1])

    def test_what_is_there(self):
        share = self.root / "usr/share/fitpack"
        self.assertEqual(sorted(p.name for p in (share / "configs").iterdir()),
                         sorted(p.name for p in (SOURCE / "configs").glob("*.yaml")))
        self.assertTrue((self.root / "usr/share/doc/fitpack/LICENSE").is_file())
        self.assertEqual([str(p) for p in self.root.rglob("*") if p.suffix in [".a", ".hpp"]], [])

    def test_commands_run(self):
        programs = self.root / "usr/bin"
        self.assertIn("fitpack", self.command(programs / "fitpack", "--version"))
        self.command(programs / "fitpack", "check", self.root / "usr/share/fitpack/configs/hera_nlo_zm.yaml")
        for name in ["fitpack-report", "fitpack-plot-result"]:
            self.assertIn("result", self.command(programs / name, "--help"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
