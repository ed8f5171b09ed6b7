"""evolve and structure-functions of a result: its card at the fitted parameters."""

import h5py

from cli_case import BAD_DATA, CONVERGED, NLO, USAGE, CliCase, main, run, table_of

POINTS = ["--x", "0.001,0.1", "--q", "1.4,10"]


class ResultPdfs(CliCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outcome = run("fit", NLO, "-q", "-o", cls.shared_folder / "fit", *cls.cached)
        assert outcome.code == CONVERGED, str(outcome)
        cls.result = cls.shared_folder / "fit/result.h5"

    def fitted_card(self):
        """The card of the fit with the fitted values as start values."""
        arguments = []
        with h5py.File(self.result) as file:
            group = file["parameters"]
            for name, value in zip(group["name"][()], group["value"][()], strict=True):
                arguments += ["--set", f"parameters.{name.decode()}={value!r}"]
        return arguments

    def test_is_its_card_at_the_fitted_parameters(self):
        fitted = self.fitted_card()
        for command in ["evolve", "structure-functions"]:
            from_result = self.expect(run(command, self.result, *POINTS), CONVERGED)
            from_card = self.expect(run(command, NLO, *fitted, *POINTS), CONVERGED)
            self.assertEqual(from_result.out, from_card.out)
            self.assertNotEqual(from_result.out, run(command, NLO, *POINTS).out)

    def test_members_have_numbers(self):
        plain = table_of(run("evolve", self.result, *POINTS).out)
        outcome = self.expect(run("evolve", self.result, "--members", *POINTS), CONVERGED)
        rows = table_of(outcome.out)
        self.assertEqual(list(rows[0])[0], "member")
        central = [row for row in rows if row.pop("member") == "0"]
        self.assertEqual(central, plain)

    def test_what_a_result_cannot_do(self):
        self.expect(run("evolve", self.result, "--set", "theory.mc=1.4", *POINTS), USAGE,
                    "--set changes a card", "result.h5")
        self.expect(run("evolve", NLO, "--members", *POINTS), USAGE, "is a card", "--members")
        self.expect(run("evolve", self.folder / "none.h5", *POINTS), BAD_DATA, "no such file")
        broken = self.folder / "broken.h5"
        broken.write_bytes(self.result.read_bytes()[:5000])
        self.expect(run("evolve", broken, *POINTS), BAD_DATA, "broken.h5", "damaged")


if __name__ == "__main__":
    main()
