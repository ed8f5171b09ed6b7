"""init writes a card that works; check says everything that is wrong, else everything resolved."""

import re
import shutil

import yaml

from cli_case import (BAD_DATA, CONFIGS, CONVERGED, LO, NLO, NOT_CONVERGED, USAGE, CliCase, main,
                      run)


def settings(text):
    """A card without the places of its files."""
    card = yaml.safe_load(text)
    for key in ["output", "cache"]:
        card.pop(key, None)
    card["data"].pop("folder")
    return card


PLUS_EVENTS = CONFIGS / "hera_plus_events.yaml"


class Init(CliCase):

    def test_card_is_the_hera_nlo_fit_and_passes_check(self):
        card = self.folder / "deep/er/card.yaml"
        card.parent.mkdir(parents=True)
        self.expect(run("init", "-o", card), CONVERGED)
        self.assertIn("#", card.read_text())
        self.expect(run("check", card, cwd="/"), CONVERGED, out=["1145"])
        written, shipped = run("check", card), run("check", NLO)
        self.assertEqual(settings(written.out), settings(shipped.out))

    def test_card_on_stdout_is_for_the_current_folder(self):
        outcome = self.expect(run("init", cwd=self.folder), CONVERGED)
        (self.folder / "card.yaml").write_text(outcome.out)
        self.expect(run("check", "card.yaml", cwd=self.folder), CONVERGED, out=["1145"])

    def test_fit_of_the_card_equals_the_shipped_one(self):
        card = self.folder / "card.yaml"
        run("init", "-o", card)
        chi2 = [run("predict", c, "--json", *self.cached).out for c in [card, NLO]]
        self.assertEqual(chi2[0], chi2[1])

    def test_old_card_is_kept_without_force(self):
        card = self.folder / "card.yaml"
        card.write_text("mine")
        self.expect(run("init", "-o", card), USAGE, str(card), "--force")
        self.assertEqual(card.read_text(), "mine")
        self.expect(run("init", "-o", card, "--force"), CONVERGED)
        self.assertIn("theory:", card.read_text())

    def test_places_that_cannot_be_written(self):
        self.expect(run("init", "-o", self.folder / "no/card.yaml"), BAD_DATA, "create the folder")
        self.expect(run("init", "-o", self.folder), BAD_DATA, "folder")
        self.expect(run("init", "-o", "/dev/full"), BAD_DATA, "/dev/full", "space")
        self.assertEqual(list(self.folder.iterdir()), [])


class Check(CliCase):

    def test_resolved_card_reads_back_and_has_all_defaults(self):
        outcome = self.expect(run("check", NLO), CONVERGED,
                              out=["decrease_tolerance", "hbarc2", "Points", "kernel", "memory"])
        card = self.folder / "resolved.yaml"
        card.write_text(outcome.out)
        again = self.expect(run("check", card), CONVERGED)
        self.assertEqual(yaml.safe_load(again.out), yaml.safe_load(outcome.out))

    def test_points_after_cuts_and_what_the_run_takes(self):
        text = run("check", NLO, ranks=2).out
        self.assertRegex(text, r"HERA_NC_EP_920 +485 +377\n")
        self.assertRegex(text, r"1145, 169 correlated sources")
        for pattern in [r"2 ranks", r"kernel +1145 rows", r"memory +\d+ MB", r"time +[\d.]+ s"]:
            self.assertRegex(text, pattern)

    def test_all_cards_pass(self):
        for card in sorted(CONFIGS.glob("*.yaml")):
            with self.subTest(card.name):
                self.expect(run("check", card), CONVERGED)

    def test_all_errors_of_card_and_data_at_once(self):
        card = self.small_card([("  order: NLO", "  oder: NLO"), ("q0_2: 1.9", "q0_2: heavy"),
                                ("Cg:    {start: 5.562367", "Cg:    {start: 5.562367, max: 1"),
                                ("max_iterations: 200", "max_iterations: -1")])
        table = self.folder / "data/HERA_CC_EP_920.csv"
        lines = table.read_text().splitlines()
        lines[3] = "nan," + lines[3].split(",", 1)[1]
        lines[5] += ",1"
        table.write_text("\n".join(lines))
        (self.folder / "data/HERA_CC_EM_920.csv").unlink()
        for ranks in [None, 2]:
            outcome = run("check", card, "--set", "theory.electroweak.mw=many", ranks=ranks)
            self.expect(outcome, USAGE, "card.yaml:10", "oder", "did you mean order?", "heavy",
                        "parameters.Cg", "max_iterations", "--set theory.electroweak.mw=many",
                        "HERA_CC_EP_920.csv:4, column x", "HERA_CC_EP_920.csv:6",
                        "HERA_CC_EM_920.csv: no such file")
            self.assertEqual(outcome.out, "")

    def test_points_the_theory_does_not_reach(self):
        outcome = run("check", NLO, "--set", "theory.grid.x_min=1e-3",
                      "--set", "theory.grid.q2_max=100")
        self.expect(outcome, USAGE, "HERA_NC_EP_920.csv", "theory.grid.x_min", "HERA_CC_EM_920.csv",
                    "theory.grid.q2_max", "x = 4.06e-05")
        self.expect(run("check", NLO, "--set", "theory.q0_2=1e-6"), USAGE, "theory.alphas_mz")


class EveryCard(CliCase):
    """Every card that comes with the program does what it is there for."""

    def test_first_steps_of_every_fit(self):
        cards = sorted(CONFIGS.glob("hera_*.yaml"))
        self.assertIn(NLO, cards)
        self.assertIn(PLUS_EVENTS, cards)
        sample = self.folder / "events.h5"
        self.expect(run("sample", CONFIGS / "events_closure.yaml", "--events", 20000, "-o", sample,
                        *self.cached), CONVERGED)
        own_events = ["--set", f"events.samples=[{sample.with_suffix('.yaml')}]"]
        for card in cards:
            with self.subTest(card.name):
                events = own_events if card == PLUS_EVENTS else []
                outcome = run("fit", card, "-q", "-o", self.folder / card.stem, *self.cached,
                              *events, "--set", "fit.max_iterations=2", ranks=2)
                self.expect(outcome, NOT_CONVERGED)
                self.assertTrue((self.folder / card.stem / "result.h5").exists())

    def test_fits_from_another_folder(self):
        """Paths of a card are relative to the card: a copy of the tree works anywhere."""
        tree = self.folder / "tree"
        shutil.copytree(CONFIGS, tree / "configs")
        shutil.copytree(NLO.parents[1] / "data", tree / "data")
        for card in [LO, NLO]:
            outcome = run("fit", f"tree/configs/{card.name}", "-q", cwd=self.folder)
            self.expect(outcome, CONVERGED, out=["converged"])
            self.assertTrue((tree / "results" / card.stem / "result.h5").exists())
        self.assertTrue(any((tree / ".cache").glob("*.h5")))

    def test_toys(self):
        points = ["--x", "0.1", "--q", "10"]
        cards = sorted(CONFIGS.glob("leshouches_*.yaml"))
        self.assertGreaterEqual(len(cards), 2)
        for card in cards:
            for command in ["evolve", "structure-functions"]:
                outcome = self.expect(run(command, card, *points), CONVERGED)
                self.assertTrue(re.match(r"x,q,", outcome.out), str(outcome))
            for command in [["predict", card], ["fit", card, "-o", self.folder / "r"]]:
                self.expect(run(*command), USAGE, "data.sets", "fitpack evolve")
            self.assertFalse((self.folder / "r").exists())


if __name__ == "__main__":
    main()
