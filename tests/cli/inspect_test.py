"""inspect: text and JSON of a result, and files that are none."""

import json
import math
import os

import h5py

from cli_case import BAD_DATA, CONVERGED, NLO, CliCase, main, run


class Inspect(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.result = cls.shared_folder / "result/result.h5"
        outcome = run("fit", NLO, "-q", "-o", cls.result.parent, *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)

    def test_json(self):
        found = json.loads(self.expect(run("inspect", self.result, "--json"), CONVERGED).out)
        with h5py.File(self.result) as file:
            fit = file["fit"].attrs
            for key in ["chi2", "chi2_correlated", "chi2_log_penalty", "n_points", "status", "ndf",
                        "iterations", "seconds"]:
                self.assertEqual(found[key], fit[key], key)
            for i, name in enumerate(file["parameters/name"].asstr()):
                parameter = found["parameters"][name]
                self.assertEqual(parameter["value"], file["parameters/value"][i])
                self.assertEqual(parameter["error"], file["parameters/error"][i])
                self.assertEqual(parameter["error"] > 0, not file["parameters/fixed"][i])
            for i, name in enumerate(file["fit/datasets/name"].asstr()):
                part = found["datasets"][name]
                self.assertEqual(part["n"], file["fit/datasets/n_points"][i])
                self.assertEqual(part["chi2"], file["fit/datasets/chi2"][i])
                self.assertEqual(part["log_penalty"], file["fit/datasets/log_penalty"][i])
        self.assertEqual(found["at_bound"], [])
        self.assertTrue(math.isclose(sum(w * w for w in
                                         found["flat_directions"][0]["weights"].values()), 1.0))

    def test_text(self):
        text = self.expect(run("inspect", self.result), CONVERGED).out
        for words in ["Fit converged", "correlated sources", "Bg", "Parameters at a bound: none",
                      "Flattest directions", "eigenvalue", "ranks: 1"]:
            self.assertIn(words, text)

    def test_under_mpi_and_from_another_folder(self):
        text = run("inspect", self.result).out
        self.assertEqual(run("inspect", self.result, ranks=3).out, text)
        here = os.path.relpath(self.result, "/usr")
        self.assertEqual(run("inspect", here, cwd="/usr").out, text)

    def test_folder_of_the_fit(self):
        folder = self.result.parent
        self.assertEqual(run("inspect", folder).out, run("inspect", self.result).out)
        self.expect(run("compare", folder, self.result), CONVERGED)
        evolved = [run("evolve", path, "--x", "0.1", "--q", "10") for path in
                   [folder, self.result]]
        self.assertEqual(evolved[0].out, self.expect(evolved[1], CONVERGED).out)
        self.expect(run("inspect", self.folder), BAD_DATA, "it is a folder")

    def test_files_that_are_no_result(self):
        truncated = self.folder / "truncated.h5"
        data = self.result.read_bytes()
        other = self.folder / "other.h5"
        with h5py.File(other, "w") as file:
            file["x"] = [1.0]
        empty = self.folder / "empty.h5"
        empty.touch()
        for path in [self.folder / "missing.h5", other, empty, self.folder, NLO, "/dev/null"]:
            with self.subTest(path):
                outcome = self.expect(run("inspect", path, "--json"), BAD_DATA, str(path))
                self.assertEqual(outcome.out, "")
        for size in [1, 100, 3000, len(data) // 2, len(data) - 1]:
            truncated.write_bytes(data[:size])
            with self.subTest(size=size):
                self.expect(run("inspect", truncated), BAD_DATA, str(truncated))

    def test_damage_is_noticed(self):
        damaged = self.folder / "damaged.h5"
        data = bytearray(self.result.read_bytes())
        for position in [len(data) // 3, 2 * len(data) // 3]:
            spoiled = bytearray(data)
            for i in range(64):
                spoiled[position + i] ^= 0x5A
            damaged.write_bytes(spoiled)
            with self.subTest(position=position):
                self.expect(run("inspect", damaged), BAD_DATA, str(damaged))


if __name__ == "__main__":
    main()
