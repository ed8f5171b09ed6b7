"""Time of EventDensity.logpdf from Python against the same call in C++, alternating in one run.

PYTHONPATH=build/release/python /usr/bin/python3 tests/python/logpdf_benchmark.py [CARD [EVENTS]]
"""

import pathlib
import sys
import time

import fitpack
from fitpack import _core

ROUNDS = 15


def main():
    default = pathlib.Path(__file__).parents[2] / "configs/events_closure.yaml"
    density = fitpack.EventDensity(sys.argv[1] if len(sys.argv) > 1 else default)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10**6
    theta = density.start_values
    x, q2 = density.sample(theta, count, 1)
    python, core = [], []
    for _ in range(ROUNDS):
        core.append(_core._logpdf_seconds(density, theta, x, q2))
        start = time.perf_counter()
        density.logpdf(theta, x, q2)
        python.append(time.perf_counter() - start)
    print(f"logpdf of {count} events, smallest of {ROUNDS}: C++ {1e3 * min(core):.2f} ms,"
          f" Python {1e3 * min(python):.2f} ms, ratio {min(python) / min(core):.3f}")


if __name__ == "__main__":
    main()
