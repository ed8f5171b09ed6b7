"""Spack package. Add the folder that holds it to a repository of your own:

    spack repo create my_packages && mkdir -p my_packages/packages/fitpack
    cp packaging/spack/package.py my_packages/packages/fitpack/
    spack repo add my_packages && spack dev-build -d /path/to/sources fitpack@main
"""

from spack.package import *


class Fitpack(CMakePackage):
    """Determination of parton distribution functions from data, on one core or a cluster."""

    version("main")  # the sources at hand: spack dev-build

    variant("native", default=True, description="Tune for the processor of the target")
    variant("tests", default=False, description="Build the tests and benchmarks")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("git", type="build")
    depends_on("mpi@3:")
    depends_on("hdf5@1.10: +mpi ~cxx")
    depends_on("ceres-solver@2.1:")
    depends_on("eigen@3.4:")
    depends_on("gsl@2.7:")
    depends_on("ginac@1.8:")
    depends_on("cli11@2.3:")
    depends_on("spdlog@1.10:")
    depends_on("yaml-cpp@0.7:")
    depends_on("googletest@1.12: +gmock", when="+tests")
    depends_on("benchmark@1.7:", when="+tests")

    conflicts("%gcc@:11", msg="C++20 as of GCC 12 is needed")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("FITPACK_NATIVE", "native"),
            self.define_from_variant("FITPACK_TESTS", "tests"),
        ]
