"""Tests of the messages and exit codes of scripts/report: 2 command line, 3 files."""

import unittest

import h5py

from report_case import ReportCase, report, small_fit

USAGE, FILES = 2, 3


class ReportErrors(ReportCase):
    def expect(self, code, *texts, words, **variables):
        done = report(*words, **variables)
        self.assertEqual(done.returncode, code, done.stderr)
        for text in texts:
            self.assertIn(text, done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def hdf5(self, name, **attributes):
        path = self.folder / name
        with h5py.File(path, "w") as file:
            file.attrs.update(attributes)
        return path

    def test_missing_file(self):
        path = self.folder / "absent.h5"
        self.expect(FILES, str(path), "no such file", words=[path, "-o", self.folder / "out"])
        self.assertFalse((self.folder / "out").exists())

    def test_folder_instead_of_the_file_in_it(self):
        self.hdf5("result.h5")
        self.expect(FILES, "did you mean", "result.h5", words=[self.folder, "-o", self.folder])

    def test_not_hdf5(self):
        path = self.folder / "text.h5"
        path.write_text("hello\n", encoding="utf-8")
        self.expect(FILES, str(path), "not a readable HDF5 file", words=[path, "-o", self.folder])

    def test_not_a_result(self):
        path = self.hdf5("other.h5", format="something else", format_version=1)
        self.expect(FILES, "not a result of fitpack", words=[path, "-o", self.folder])

    def test_another_version(self):
        path = self.hdf5("new.h5", format="fitpack result", format_version=99)
        self.expect(FILES, "version 99", words=[path, "-o", self.folder])

    def test_incomplete(self):
        path = self.hdf5("part.h5", format="fitpack result", format_version=1)
        self.expect(FILES, "not a complete result", "/fit/datasets/name is missing",
                    words=[path, "-o", self.folder])

    def test_damaged(self):
        path = small_fit(self.folder / "fit", "data.sets=[HERA_NC_EP_820]")
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        self.expect(FILES, str(path), "checksum does not match", words=[path, "-o", self.folder])

    def test_cut_short(self):
        path = self.hdf5("whole.h5", format="fitpack result", format_version=1)
        path.write_bytes(path.read_bytes()[:100])
        self.expect(FILES, str(path), "not a readable HDF5 file", words=[path, "-o", self.folder])

    def test_no_output(self):
        self.expect(USAGE, "-o", words=["result.h5"])

    def test_no_result(self):
        self.expect(USAGE, "RESULT.h5", words=["-o", self.folder])

    def test_too_many_labels(self):
        self.expect(USAGE, "2 labels for 1 result", words=["a.h5", "-o", self.folder, "--label",
                                                            "a", "--label", "b"])

    def test_program_that_is_none(self):
        words = ["a.h5", "-o", self.folder]
        self.expect(USAGE, "--fitpack", "/no/such", words=[*words, "--fitpack", "/no/such"])
        self.expect(USAGE, "$FITPACK", "/no/such", words=words, FITPACK="/no/such")


if __name__ == "__main__":
    unittest.main()
