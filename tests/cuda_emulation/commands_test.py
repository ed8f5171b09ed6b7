"""Commands of a program that finds an (emulated) GPU."""

import os

from cli_case import CONFIGS, CONVERGED, CliCase, main, run

ON_GPU = os.environ["FITPACK_ON_EMULATED_GPU"]
CLOSURE = CONFIGS / "events_closure.yaml"

# A small phase space keeps the kernels small.
SPACE = ["--set", "events.density.phase_space={x: [0.005, 0.6], Q2: [10.0, 300.0], y: [0.01, 0.8]}"]


class Commands(CliCase):

    def sample(self, name, *arguments, **options):
        folder = self.folder / name
        folder.mkdir()
        self.expect(
            run("sample", CLOSURE, *SPACE, *self.cached, "-q", "--events", 20000, "-o",
                folder / "events.h5", *arguments, **options), CONVERGED)
        return [(folder / f"events{end}").read_bytes() for end in (".h5", ".yaml")]

    def test_samples_are_the_same_files(self):
        expected = self.sample("cpu")
        for name, arguments, options in [("cuda", ["--backend", "cuda"], {}),
                                         ("auto", ["--set", "kernels.backend=auto"], {}),
                                         ("ranks", ["--backend", "cuda"], {"ranks": 2})]:
            with self.subTest(name):
                found = self.sample(name, *arguments, executable=ON_GPU, **options)
                self.assertEqual(found, expected)


if __name__ == "__main__":
    main()
