"""Memory of all ranks of a run together: the sum of their proportional set sizes, in which a page
that several ranks share counts once.

    python3 tests/cli/node_memory.py 4 fit CARD --replicas 8 -o OUTPUT

runs the command on 4 ranks twice, with kernels stored once per node and with a copy per rank.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import cli_case

INTERVAL = 0.01  # seconds


def descendants(pid):
    """Processes below a process."""
    children = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, stack = [], [pid]
    while stack:
        below = children.get(stack.pop(), [])
        found += below
        stack += below
    return found


def kilobytes(pid):
    """Proportional set size; 0 of a process that is no fitpack or has ended."""
    try:
        if pathlib.Path(os.readlink(f"/proc/{pid}/exe")).name != cli_case.EXECUTABLE.name:
            return 0
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


# The log says so when the first replica is done: what is there now stays to the end.
FIRST_REPLICA = re.compile(rb"replica +\d+ +chi2")


def largest(ranks, *arguments, seconds=cli_case.COMMAND_SECONDS):
    """Largest sum over all ranks in MB, of the whole run and while replicas are fitted, the exit
    code, standard error."""
    peak, fitting = 0, 0
    with tempfile.NamedTemporaryFile() as err:
        process = subprocess.Popen(cli_case.command_line(arguments, ranks), stderr=err,
                                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                   env=cli_case.environment())
        end = time.monotonic() + seconds
        try:
            while process.poll() is None and time.monotonic() < end:
                now = sum(kilobytes(pid) for pid in descendants(process.pid))
                peak = max(peak, now)
                if FIRST_REPLICA.search(pathlib.Path(err.name).read_bytes()):
                    fitting = max(fitting, now)
                time.sleep(INTERVAL)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()
        err.seek(0)
        return peak / 1000, fitting / 1000, process.returncode, err.read().decode("utf-8", "replace")


def main():
    ranks, arguments = sys.argv[1], sys.argv[2:]
    for sharing in ["auto", "off"]:
        peak, fitting, code, _ = largest(ranks, *arguments, "--force", "--set", f"kernels.shared={sharing}",
                                seconds=3600)
        print(f"kernels.shared={sharing:5s} {fitting:9.0f} MB on {ranks} ranks while replicas are "
              f"fitted, {peak:.0f} MB at most, exit {code}")


if __name__ == "__main__":
    main()
