"""Eigenvectors and replicas in scripts/report. A stand-in for `fitpack evolve` makes PDFs that are
linear in the parameters, so that bands and widths are known in closed form."""

import re
import sys
import unittest

import h5py
import numpy as np

from report_case import SECTIONS, Page, ReportCase, edited, report, small_fit

N_REPLICAS, SEED = 400, 5
LEFT_OUT = 3  # replicas that are not selected
TOLERANCE = 4.0

# xg = 1 + first parameter in its errors, all other flavours are 1: `evolve` with members.
STAND_IN = """#!{python}
import sys
import h5py
import numpy as np

words = sys.argv[1:]
assert words[:2] == ["--quiet", "evolve"] and words[3] == "--members", words
kind = words[words.index("--error-type") + 1]
x, q = (words[words.index(name) + 1].split(",") for name in ("--x", "--q"))
with h5py.File(words[2]) as file:
    names = list(file["parameters/name"].asstr())
    value = file["parameters/value"][names.index(file["parameters/free_names"].asstr()[0])]
    error = np.sqrt(file["parameters/covariance"][0, 0])
    if kind == "hessian":
        group = file["eigenvectors"]
        pairs = np.stack([group["plus"], group["minus"]], axis=1)
        theta = pairs.reshape(-1, pairs.shape[2])[:, 0]
        theta = np.concatenate([[value], theta])
    else:
        group = file["replicas"]
        theta = group["theta"][:, 0][group["selected"][:] == 1]
        theta = np.concatenate([[theta.mean()], theta])
print("member,x,q,xg,xu,xubar,xd,xdbar,xs,xsbar,xc,xcbar,xb,xbbar,xt,xtbar")
for k, t in enumerate(theta):
    for scale in q:
        for fraction in x:
            print(k, fraction, scale, 1 + 0.1 * float((t - value) / error), *[1] * 12, sep=",")
"""


def add_members(path, widening=1.0):
    """Eigenvectors of the covariance at the tolerance, and Gaussian replicas `widening` times as
    wide. Returns the selected replicas and the covariance."""
    rng = np.random.default_rng(SEED)
    with edited(path) as file:
        names = list(file["parameters/name"].asstr())
        free = list(file["parameters/free_names"].asstr())
        theta = np.array([file["parameters/value"][names.index(name)] for name in free])
        covariance = file["parameters/covariance"][:]
        values, vectors = np.linalg.eigh(covariance)
        shifts = (vectors * np.sqrt(TOLERANCE * values)).T
        for name in ("eigenvectors", "replicas"):
            if name in file:
                del file[name]
        group = file.create_group("eigenvectors")
        group.attrs["tolerance"] = TOLERANCE
        n = len(values)
        group["eigenvalue"] = 1 / values
        group["plus"], group["minus"] = theta + shifts, theta - shifts
        for side, scale in (("plus", 1.0), ("minus", 0.83)):
            group[f"{side}_delta_chi2"] = np.full(n, TOLERANCE)
            group[f"{side}_scale"] = np.full(n, scale)
            group.create_dataset(f"{side}_end", data=["reached"] * (n - 1) + ["at_bound"],
                                 dtype=h5py.string_dtype())
        group = file.create_group("replicas")
        group.attrs["seed"], group.attrs["requested"] = SEED, N_REPLICAS + 1
        spread = rng.multivariate_normal(theta, widening**2 * covariance, N_REPLICAS)
        fit, ndf = file["fit"].attrs["chi2"], file["fit"].attrs["ndf"]
        group["number"] = np.arange(N_REPLICAS)
        group.create_dataset("status", data=["converged"] * N_REPLICAS, dtype=h5py.string_dtype())
        group["chi2"] = fit + ndf + np.sqrt(2.0 * ndf) * rng.normal(size=N_REPLICAS)
        group["chi2_data"] = fit + rng.chisquare(n, N_REPLICAS)
        group["iterations"] = np.full(N_REPLICAS, 9)
        selected = np.ones(N_REPLICAS, dtype=int)
        selected[:LEFT_OUT] = 0
        spread[:LEFT_OUT] += 1e6  # they must count nowhere
        group["selected"], group["theta"] = selected, spread
        group.attrs["chi2_window_low"], group.attrs["chi2_window_high"] = 1.5, 2.75
    return spread[LEFT_OUT:], covariance


class ReportOfMembers(ReportCase):
    widening = 1.0  # spread of the replicas over the Hessian error
    marks = ("agrees", "✓")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.folder / "evolve"
        cls.program.write_text(STAND_IN.replace("{python}", sys.executable), encoding="utf-8")
        cls.program.chmod(0o755)
        cls.result = small_fit(cls.folder / "fit", "data.sets=[HERA_NC_EP_820]")
        cls.theta, cls.covariance = add_members(cls.result, cls.widening)
        done = report(cls.result, "-o", cls.folder / "out", "--fitpack", cls.program)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.text = (cls.folder / "out" / "report.html").read_text(encoding="utf-8")
        cls.page = Page(cls.text)

    def ratio_of_gluon(self, text):
        """Of the first parameter: the spread in the table of widths at the initial scale."""
        row = re.search(r'<td class="text">xg</td><td class="(\w+)">([\d.]+) (\S+)</td>', text)
        return row.groups()

    def test_sections_and_figures(self):
        self.assertEqual(self.page.sections, SECTIONS)
        self.assertEqual(self.page.open, [])
        self.assertLessEqual({"eigenvectors", "replica_chi2", "replica_parameters",
                              "replica_bands_q0", "replica_bands_q2_10"}, set(self.page.figures))
        self.assertNotIn('class="note"', self.text)
        self.assertIn("eigenvector set, Δχ² = 4 along each", self.text)

    def test_widths_at_one_unit_of_chi2(self):
        # The band is at Δχ² = 4: the ratio is that of the errors all the same.
        expected = np.std(self.theta[:, 0], ddof=1) / np.sqrt(self.covariance[0, 0])
        kind, ratio, mark = self.ratio_of_gluon(self.text)
        self.assertEqual(ratio, f"{expected:.2f}")
        self.assertEqual((kind, mark), self.marks)

    def test_selection_is_reported(self):
        for text in (str(N_REPLICAS + 1), str(N_REPLICAS), str(N_REPLICAS - LEFT_OUT)):
            self.assertIn(text, self.page.cells)
        self.assertIn("1.5 to 2.75", self.page.cells)

    def test_scales_and_ends_of_excursions(self):
        self.assertIn("0.830", self.page.cells)
        self.assertIn("at a bound", self.page.cells)

    def test_spread_of_parameters(self):
        expected = np.std(self.theta, axis=0, ddof=1) / np.sqrt(np.diag(self.covariance))
        for ratio in expected:
            self.assertIn(f"{ratio:.2f} {self.marks[1]}", self.page.cells)


class ReportOfWideReplicas(ReportOfMembers):
    """They disagree with the Hessian errors, and the page says so."""

    widening = 1.5
    marks = ("differs", "✗")


if __name__ == "__main__":
    unittest.main()
