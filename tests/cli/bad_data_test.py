"""Mistakes in data tables: file, line and column, exit code 3, nothing written."""

from cli_case import BAD_DATA, CONVERGED, CliCase, main, run

# Columns of the tables.
X, Q2, Y, VALUE, STAT, UNCOR = range(6)


def with_field(line, column, value):
    def change(lines):
        fields = lines[line].split(",")
        fields[column] = value
        lines[line] = ",".join(fields)
        return lines
    return change


class Tables(CliCase):

    def setUp(self):
        super().setUp()
        self.card = self.small_card()
        self.table = self.folder / "data/HERA_CC_EP_920.csv"
        self.good = self.table.read_text()

    def refuse(self, change, *words, ranks=None):
        self.table.write_text("\n".join(change(self.good.splitlines())) + "\n")
        commands = [["check", self.card]]
        if not hasattr(self, "fit_tried"):  # once in a test; it reads the tables by the same code
            self.fit_tried = True
            commands.append(["fit", self.card, "-o", self.folder / "r"])
        for arguments in commands:
            outcome = run(*arguments, ranks=ranks)
            self.expect(outcome, BAD_DATA, "HERA_CC_EP_920.csv", *words)
            self.assertEqual(outcome.out, "")
        self.assertFalse((self.folder / "r").exists())

    def test_missing_column(self):
        def without_stat(lines):
            rows = [line.split(",") for line in lines]
            return [",".join(row[:STAT] + row[STAT + 1:]) for row in rows]
        for ranks in [None, 2]:
            self.refuse(without_stat, "column stat", "missing", ranks=ranks)

    def test_numbers(self):
        self.refuse(with_field(3, VALUE, "nan"), "csv:4, column value", "finite", "'nan'")
        self.refuse(with_field(3, VALUE, "abc"), "csv:4, column value", "number", "'abc'")
        self.refuse(with_field(3, VALUE, ""), "csv:4, column value", "number")
        self.refuse(with_field(3, VALUE, "0"), "csv:4, column value", "zero")
        self.refuse(with_field(5, X, "1e999"), "csv:6, column x", "1e999")
        self.refuse(with_field(5, X, "1.5"), "csv:6, column x", "(0, 1]")
        self.refuse(with_field(5, Q2, "-3"), "csv:6, column Q2", "positive")
        self.refuse(with_field(5, 10, "inf"), "csv:6, column ", "finite")
        self.refuse(with_field(5, X, "0,5"), "csv:6", "fields")

    def test_nan_on_several_ranks(self):
        self.refuse(with_field(3, VALUE, "nan"), "csv:4, column value", ranks=3)

    def test_uncertainties(self):
        self.refuse(with_field(7, STAT, "-0.01"), "csv:8, column stat", "negative", "-0.01")
        self.refuse(with_field(7, UNCOR, "-1"), "csv:8, column uncor", "negative")

        def exact(lines):
            return with_field(7, UNCOR, "0")(with_field(7, STAT, "0")(lines))
        self.refuse(exact, "csv:8", "uncertainty")

    def test_number_of_fields(self):
        def longer(lines):
            lines[2] += ",1"
            return lines

        def shorter(lines):
            lines[2] = ",".join(lines[2].split(",")[:6])
            return lines
        self.refuse(longer, "csv:3", "177 fields", "176")
        self.refuse(shorter, "csv:3", "6 fields", "176", "column uncor")

    def test_empty_tables(self):
        self.refuse(lambda lines: [], "empty")
        self.refuse(lambda lines: lines[:1], "no rows")
        self.table.write_bytes(b"")
        self.expect(run("check", self.card), BAD_DATA, "HERA_CC_EP_920.csv", "empty")

    def test_all_mistakes_at_once(self):
        def several(lines):
            for line, column in [(1, VALUE), (2, STAT), (9, UNCOR)]:
                lines = with_field(line, column, "nan")(lines)
            return lines
        self.refuse(several, "csv:2, column value", "csv:3, column stat", "csv:10, column uncor")

    def test_sidecar_that_does_not_fit(self):
        sidecar = self.folder / "data/HERA_CC_EP_920.yaml"
        text = sidecar.read_text()
        for old, new, word in [("n_points: 39", "n_points: 40", "40 points expected"),
                               ("count: 169", "count: 3", "3 sources expected"),
                               ("process: cc_dis", "process: cc_dys", "cc_dis"),
                               ("observable:", "observeable:", "observable"),
                               ("lepton: e+", "lepton: mu", "lepton"),
                               ("stat: stat", "stat: x", "columns.stat: the column x is something"),
                               ("\n  uncor: uncor", "", "column uncor: by its name")]:
            self.assertIn(old, text)
            sidecar.write_text(text.replace(old, new))
            with self.subTest(new):
                self.expect(run("check", self.card), BAD_DATA, "HERA_CC_EP_920.yaml", word)
        sidecar.unlink()
        self.expect(run("check", self.card), BAD_DATA, "HERA_CC_EP_920.yaml", "no such file")

    def test_files_of_another_kind(self):
        self.table.unlink()
        for ranks in [None, 2]:
            self.expect(run("predict", self.card, ranks=ranks), BAD_DATA,
                        "HERA_CC_EP_920.csv: no such file")
        self.table.mkdir()
        self.expect(run("check", self.card), BAD_DATA, "HERA_CC_EP_920.csv")
        self.table.rmdir()
        self.table.write_bytes(bytes(range(256)) * 100)
        self.expect(run("check", self.card), BAD_DATA, "HERA_CC_EP_920.csv")

    def test_tables_of_another_system(self):
        """CRLF, a byte order mark, comments, no last newline and links are no mistakes."""
        expected = run("predict", self.card, "--json", "-q").out
        lines = self.good.splitlines()
        for text in ["\r\n".join(lines) + "\r\n", "\n".join(["# comment", *lines]),
                     "\ufeff" + self.good, "\n".join(lines)]:
            self.table.write_bytes(text.encode())
            self.assertEqual(run("predict", self.card, "--json", "-q").out, expected)
        self.table.rename(self.folder / "elsewhere.csv")
        self.table.symlink_to(self.folder / "elsewhere.csv")
        self.assertEqual(run("predict", self.card, "--json", "-q").out, expected)


class OwnSets(CliCase):
    """A user adds a set by adding two files."""

    def test_two_files_are_enough(self):
        card = self.small_card([("    - HERA_CC_EM_920", "    - MINE")])
        for kind in ["csv", "yaml"]:
            source = self.folder / f"data/HERA_CC_EM_920.{kind}"
            text = source.read_text().replace("name: HERA_CC_EM_920", "name: MINE")
            (self.folder / f"data/MINE.{kind}").write_text(text)
        outcome = self.expect(run("predict", card, "--json", "-q"), CONVERGED, out=["MINE"])
        self.assertIn('"n": 42', outcome.out)

    def test_set_of_another_folder(self):
        files = "  files: {HERA_CC_EM_920: else/HERA_CC_EM_920.yaml}\n"
        card = self.small_card([("  folder: data\n", "  folder: data\n" + files)])
        (self.folder / "else").mkdir()
        for kind in ["csv", "yaml"]:
            path = self.folder / f"data/HERA_CC_EM_920.{kind}"
            path.rename(self.folder / "else" / path.name)
        self.expect(run("check", card), CONVERGED, out=["81, 169"])


if __name__ == "__main__":
    main()
