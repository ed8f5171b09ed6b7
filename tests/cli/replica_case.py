"""What the tests of Monte Carlo replicas share: a finished run to compare with."""

import shutil

from cli_case import (CONVERGED, NLO, CliCase, attributes_of, bits_of, datasets_of, run)


class ReplicaCase(CliCase):
    """A finished run on one rank that the tests compare with."""

    count = 6
    card = NLO

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.shared_folder / "whole"
        cls.outcome = run("fit", cls.card, "-q", "-o", cls.whole, "--replicas", cls.count, *cls.cached)
        assert cls.outcome.code == CONVERGED, str(cls.outcome)

    def replicas(self, folder, *arguments, ranks=None, code=CONVERGED):
        return self.expect(run("fit", self.card, "-o", folder, "--replicas", self.count, *self.cached,
                               *arguments, ranks=ranks), code)

    def same_files(self, folder, numbers=None):
        numbers = numbers or range(1, self.count + 1)
        for number in numbers:
            name = f"replicas/replica_{number:04d}.h5"
            self.assertEqual((folder / name).read_bytes(), (self.whole / name).read_bytes(), name)
        self.assertEqual(sorted(p.name for p in (folder / "replicas").iterdir()),
                         [f"replica_{number:04d}.h5" for number in numbers])

    def same_result(self, folder):
        def bits(path):
            found = bits_of(path)
            found.update(datasets_of(path, ["replicas"]))
            return found
        expected, found = bits(self.whole / "result.h5"), bits(folder / "result.h5")
        self.assertEqual([n for n in expected if expected[n] != found.get(n)], [])
        self.assertEqual(attributes_of(folder / "result.h5", ["seed", "requested"], "replicas"),
                         {"seed": 1, "requested": self.count})

    def copy(self):
        """The folder of a run that was cut off before its end."""
        folder = self.folder / "copy"
        shutil.copytree(self.whole, folder)
        (folder / "result.h5").unlink()
        return folder
