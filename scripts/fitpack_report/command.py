"""The command line of scripts/report."""

import argparse
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from . import figures, page
from .errors import DataError, ReportError, UsageError
from .evolution import find_program
from .pdf_sets import pdf_sets
from .results import all_datasets, read_results
from .sections import (chi_square, convergence, data_theory, eigenvectors, flat_directions,
                       parameters, pdfs, provenance, pulls, replicas, shifts, summary, timing)

SECTIONS = (chi_square, pdfs, data_theory, pulls, shifts, parameters, flat_directions,
            eigenvectors, replicas, convergence, timing, provenance)


@dataclass
class Report:
    """What the sections work with."""

    results: list
    store: figures.FigureStore
    program: str  # fitpack, or None

    @property
    def comparison(self):
        return len(self.results) > 1

    @property
    def datasets(self):
        return all_datasets(self.results)

    @cached_property
    def pdf_sets(self):
        """Needs the program; made when it is first asked for."""
        return pdf_sets(self.program, self.results)

    def each(self, function, arguments):
        """[function(self, argument)] in processes of their own: drawing is slow."""
        workers = min(len(arguments), os.cpu_count() or 1)
        if workers < 2:
            return [function(self, argument) for argument in arguments]
        fork = multiprocessing.get_context("fork")  # keeps the style of the figures
        with ProcessPoolExecutor(workers, mp_context=fork) as pool:
            return list(pool.map(function, [self] * len(arguments), arguments))


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="report", description="One HTML page about one or several fits.",
        epilog="Exit codes: 0 done, 2 command line, 3 files. Several results are compared in "
               "every section; ratios and differences are to the first.")
    parser.add_argument("results", nargs="+", metavar="RESULT.h5",
                        help="written by 'fitpack fit'")
    parser.add_argument("-o", "--output", required=True, metavar="DIR",
                        help="folder for report.html and the figures as PDF")
    parser.add_argument("--label", action="append", default=[], metavar="TEXT",
                        help="name of a result in legends and tables; once for each result, in "
                             "order (default: title of its card)")
    parser.add_argument("--fitpack", metavar="PATH",
                        help="the program, which evolves the PDFs (default: $FITPACK, "
                             "build/release/bin/fitpack, PATH)")
    options = parser.parse_args(arguments)
    if len(options.label) > len(options.results):
        raise UsageError(f"{len(options.label)} labels for {len(options.results)} results; "
                         "give one --label for each result at most")
    return options


def make_folder(path):
    """Creates the folder and makes sure that files can be written there."""
    try:
        os.makedirs(path, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(f"{path}: cannot be a folder, a file is in the way; "
                        "choose another -o DIR") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be created ({error.strerror}); "
                        "choose another -o DIR") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise DataError(f"{path}: cannot be written; choose another -o DIR")


def write_report(options):
    program = find_program(options.fitpack)
    results = read_results(options.results, options.label)
    make_folder(options.output)
    figures.use_style()
    report = Report(results, figures.FigureStore(options.output), program)
    sections = [section.build(report) for section in SECTIONS]
    path = os.path.join(options.output, "report.html")
    text = page.render(summary.title(report), summary.header(report), sections)
    figures.write_whole(path, text.encode())
    return path


def main(arguments=None):
    """Exit code of the program."""
    try:
        print(write_report(parse_arguments(arguments)))
    except ReportError as error:
        print(f"report: {error}", file=sys.stderr)
        return error.code
    return 0
