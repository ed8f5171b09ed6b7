"""Mistakes in a run card: message with line and key, exit code 2, nothing written."""

import os

from cli_case import BAD_DATA, CONVERGED, NLO, USAGE, CliCase, main, run


class Keys(CliCase):

    def refuse(self, changes, *words, code=USAGE, at=None):
        """`at`: text of the line that the message must name."""
        card = self.small_card(changes)
        if at is not None:
            line = card.read_text().split(at)[0].count("\n") + 1
            words = [f"card.yaml:{line}", *words]
        with self.subTest(changes=changes):
            for arguments in self.commands(card):
                outcome = self.expect(run(*arguments), code, *words)
                self.assertEqual(outcome.out, "")
            self.assertFalse((self.folder / "r").exists())

    def commands(self, card):
        """check, and once in a test fit, which reads the card by the same code."""
        commands = [["check", card]]
        if not hasattr(self, "fit_tried"):
            self.fit_tried = True
            commands.append(["fit", card, "-o", self.folder / "r"])
        return commands

    def test_unknown_key(self):
        self.refuse([("alphas_mz:", "alpha_mz:")], "alpha_mz",
                    "did you mean alphas_mz?", at="alpha_mz:")
        self.refuse([("theory:\n", "teory:\n")], "teory", "did you mean theory?", at="teory:")
        self.refuse([("{form: power, A: Adbar, B: Bdbar, C: Cdbar}",
                      "{form: power, A: Adbar, B: Bdbar, K: Cdbar}")], "xdbar.K", at="K: Cdbar")

    def test_duplicate_key(self):
        self.refuse([("  mb: 4.5\n", "  mb: 4.5\n  mb: 4.75\n")], "mb", "twice", at="mb: 4.75")
        self.refuse([("  fs:    {start: 0.4,", "  Bg: 1\n  fs:    {start: 0.4,")], "Bg", "twice",
                    at="Bg: 1\n")

    def test_wrong_type(self):
        self.refuse([("mz: 91.1876", "mz: heavy")], "theory.electroweak.mz", "number", "heavy",
                    at="mz: h")
        self.refuse([("mc: 1.43", "mc: [1.43]")], "theory.mc", "number", at="mc: [")
        self.refuse([("sets:\n    - HERA_CC_EP_920\n    - HERA_CC_EM_920", "sets: {a: b}")],
                    "data.sets", "map", at="sets: {")
        self.refuse([("nf_max: 5", "nf_max: 4.5")], "theory.nf_max", "integer")
        self.refuse([("start: 25.0, fixed: true", "start: 25.0, fixed: 7")],
                    "parameters.Cgp.fixed", "7", at="fixed: 7")
        self.refuse([("title: HERA", "title: [a]\n#")], "title", at="title:")

    def test_override_without_a_value(self):
        """A variable of the shell that is not set must not mean the default."""
        self.expect(run("check", NLO, "--set", "theory.alphas_mz="), USAGE,
                    "--set theory.alphas_mz=: no value")
        self.expect(run("check", NLO, "--set", "theory.alphas_mz=null"), CONVERGED,
                    out=["alphas_mz: 0.118"])

    def test_values_out_of_range(self):
        self.refuse([("q0_2: 1.9", "q0_2: 4.0")], "q0_2", "charm threshold")
        self.refuse([("order: NLO", "order: NNNLO")], "theory.order")
        self.expect(run("check", NLO, "--set", "theory.grid.x_min=1e-16"), USAGE, "below 1e-15")
        self.refuse([("alphas_mz: 0.118", "alphas_mz: .inf")], "theory.alphas_mz", "number")
        self.refuse([("step: 0.1}", "step: -0.1}")], "parameters.Bg", "step -0.1")

    def test_parameters(self):
        self.refuse([("Bg:    {start: -0.061953", "Bg:    {start: -0.061953, min: 0")],
                    "parameters.Bg", "below the bound min 0")
        self.refuse([("Bg:    {start: -0.061953", "Bg:    {start: -0.061953, max: -0.1")],
                    "parameters.Bg", "above the bound max -0.1")
        self.refuse([("Bg:    {start: -0.061953", "Bg:    {start: -0.061953, min: 1, max: -1")],
                    "parameters.Bg")
        self.refuse([("B: Bdv", "B: Bdw")], "Bdw", "did you mean Bdv?")
        self.refuse([("parameters:\n", "parameters:\n  Unused: {start: 1.0}\n")], "Unused")

    def test_sets_and_cuts(self):
        self.refuse([("    - HERA_CC_EM_920", "    - HERA_CC_EP_920")], "HERA_CC_EP_920", "twice")
        self.refuse([("variable: Q2", "variable: q2")], "'q2'", "did you mean Q2?",
                    at="variable: q2")
        self.refuse([("min: 3.5}", "min: 3.5, max: 1}")], "no value meets min 3.5 and max 1")
        self.refuse([("min: 3.5}", "min: 3.5, sets: [HERA_CC]}")], "HERA_CC")
        self.refuse([("    - HERA_CC_EM_920", "    - HERA_CC_EM_92")], "HERA_CC_EM_92.csv",
                    "did you mean HERA_CC_EM_920?", code=BAD_DATA)

    def test_cuts_that_leave_nothing(self):
        card = self.small_card([("min: 3.5}", "min: 1e9}")])
        for ranks in [None, 2]:
            for command in [["check", card], ["predict", card],
                            ["fit", card, "-o", self.folder / "r"]]:
                outcome = run(*command, ranks=ranks)
                self.expect(outcome, BAD_DATA, "no data points left", "HERA_CC_EP_920 had 39",
                            "loosen the cuts")
        self.assertFalse((self.folder / "r").exists())

    def test_point_outside_the_grid(self):
        for ranks in [None, 2]:
            outcome = run("predict", NLO, "--set", "theory.grid.x_min=1e-3", *self.cached,
                          ranks=ranks)
            self.expect(outcome, USAGE, "HERA_NC_EP_920", "theory.grid.x_min", "cut the points")
            self.assertEqual(outcome.out, "")
            outcome = run("predict", NLO, "--set", "data.cuts.0.min=1", *self.cached, ranks=ranks)
            self.expect(outcome, USAGE, "HERA_NC_EP_920", "Q2 = 1.2", "theory.q0_2")


class Files(CliCase):

    def test_card_that_cannot_be_read(self):
        for ranks in [None, 2]:
            self.expect(run("fit", self.folder / "no.yaml", ranks=ranks), USAGE, "no.yaml")
        self.expect(run("check", self.folder), USAGE, str(self.folder), "folder")
        self.expect(run("check", "/dev/null"), USAGE, "empty")
        self.expect(run("check", "/dev/zero"), USAGE, "/dev/zero")
        self.expect(run("check", NLO / "x"), USAGE, "hera_nlo_zm.yaml/x")

    def test_text_that_is_no_card(self):
        card = self.folder / "card.yaml"
        for content in [b"", b"\n\n", b"# only a comment\n", b"[1, 2]", b"42", b"a: b: c",
                        b"theory: {order: NLO", b"\x00\xff\xfe garbage", b"\t- x", b"a: *b",
                        b"<?xml version='1.0'?>", os.urandom(2000), b"a: &a [*a]", b"- " * 5000]:
            card.write_bytes(content)
            with self.subTest(content[:30]):
                self.expect(run("check", card), USAGE, "card.yaml")

    def test_result_in_place_of_a_card(self):
        path = self.folder / "result.h5"
        for user_block in [0, 512]:
            path.write_bytes(bytes(user_block) + b"\x89HDF\r\n\x1a\n" + os.urandom(100))
            self.expect(run("fit", path), USAGE, "result.h5: an HDF5 file, where YAML is expected")

    def test_long_text_is_not_repeated(self):
        card = self.folder / "card.yaml"
        card.write_text("é" * 3000)
        outcome = self.expect(run("check", card), USAGE, "é...'; write lines such as 'key: value'")
        self.assertEqual(outcome.err.count("é"), 30)

    def test_card_of_another_system(self):
        """CRLF, a byte order mark, a name in UTF-8 and a symbolic link are no mistakes."""
        card = self.small_card()
        text = card.read_text().replace("HERA I+II combined data", "Größe 日本語")
        names = ["größe mit blank.yaml", "crlf.yaml", "bom.yaml"]
        (self.folder / names[0]).write_text(text)
        (self.folder / names[1]).write_bytes(text.replace("\n", "\r\n").encode())
        (self.folder / names[2]).write_bytes(b"\xef\xbb\xbf" + text.encode())
        (self.folder / "link.yaml").symlink_to(self.folder / names[0])
        for name in [*names, "link.yaml"]:
            with self.subTest(name):
                self.expect(run("check", name, cwd=self.folder), CONVERGED, out=["81, 169"])

    def test_anchors(self):
        card = self.small_card([("Buv:   {start: 0.810476, step: 0.05}",
                                 "Buv:   &valence {start: 0.810476, step: 0.05}"),
                                ("Bdv:   {start: 1.029995, step: 0.08}", "Bdv:   *valence")])
        text = self.expect(run("check", card), CONVERGED).out
        self.assertRegex(text, r"Bdv: \{start: 0.810476")

    def test_aliases_that_multiply(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
        card = self.folder / "many.yaml"
        card.write_text("\n".join(lines) + "\n")
        self.expect(run("check", card), USAGE, "many.yaml:", "aliases", "write the values out")

    def test_paths_are_relative_to_the_card(self):
        card = self.small_card()
        for cwd, path in [("/", card), (self.folder, "card.yaml"), (self.folder, "./card.yaml"),
                          (self.folder / "data", "../card.yaml")]:
            with self.subTest(cwd=cwd):
                self.expect(run("fit", path, "-q", "--set", "fit.max_iterations=1", "--force",
                                cwd=cwd), 4)
                result = self.folder / "results/result.h5"
                self.assertTrue(result.exists())
                result.unlink()


if __name__ == "__main__":
    main()
