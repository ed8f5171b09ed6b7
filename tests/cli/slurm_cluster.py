"""A Slurm of one node on this machine, for one test: munged, slurmctld and slurmd with ports,
folders and a key of their own. It ends with the test, whatever happens to it."""

import ctypes
import getpass
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "squeue"]
PATIENCE = 30  # seconds a daemon may take to answer
# slurmctld looks at time limits so often, counted from its start.
SECONDS_BETWEEN_LOOKS = 30

CONFIGURATION = """\
ClusterName=fitpack
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=10
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE
"""


def environment_of_programs():
    variables = dict(os.environ)
    # Debian keeps daemons where the path of an ordinary user does not look.
    variables["PATH"] += ":/usr/sbin:/sbin"
    return variables


def missing_program():
    """The first program of Slurm that is not installed, or None."""
    path = environment_of_programs()["PATH"]
    return next((p for p in PROGRAMS if shutil.which(p, path=path) is None), None)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def die_with_the_test():
    """A daemon must not outlive a test that was killed itself."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class SlurmCluster:
    """Starts on `start`; `stop` ends jobs and daemons. Both leave nothing running."""

    def __init__(self, cpus=4):
        self.cpus = cpus
        self.daemons = []
        # Sockets need a short path; munge needs folders that nobody else may write to.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fp-slurm-"))
        os.chmod(self.folder, 0o755)
        self.variables = environment_of_programs()
        self.variables["SLURM_CONF"] = str(self.folder / "slurm.conf")

    def start(self):
        for name in ["state", "spool"]:
            (self.folder / name).mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o600)
        host = socket.gethostname().split(".")[0]
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, user=getpass.getuser(), ports=free_ports(2), folder=self.folder,
            cpus=self.cpus, memory=16000))
        self.daemon("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket",
                    f"--key-file={key}", f"--pid-file={self.folder}/munged.pid",
                    f"--seed-file={self.folder}/munged.seed",
                    f"--log-file={self.folder}/munged.log")
        self.wait("munged", lambda: (self.folder / "munge.socket").exists())
        self.daemon("slurmctld", "-D")
        self.begin = time.monotonic()
        self.wait("slurmctld", lambda: "UP" in self.command("scontrol", "ping"))
        self.daemon("slurmd", "-D", "-N", host)
        self.wait("slurmd", lambda: "State=IDLE" in self.command("scontrol", "show", "node"))

    def daemon(self, name, *arguments):
        program = shutil.which(name, path=self.variables["PATH"])
        with open(self.folder / f"{name}.out", "wb") as out:
            self.daemons.append(subprocess.Popen(
                [program, *arguments], stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, env=self.variables, preexec_fn=die_with_the_test))

    def wait(self, what, condition, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end or any(d.poll() is not None for d in self.daemons):
                raise RuntimeError(f"no answer from {what}:\n{self.logs()}")
            time.sleep(0.1)

    def logs(self):
        texts = []
        for path in sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")]):
            texts.append(f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}")
        return "\n".join(texts)

    def command(self, *arguments):
        """Standard output of a command of Slurm, with its errors."""
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
                              env=self.variables)
        return done.stdout.decode("utf-8", "replace")

    def submit(self, *arguments, cwd, **extra):
        """Number of the job."""
        variables = {**self.variables, **{k: str(v) for k, v in extra.items()}}
        done = subprocess.run(["sbatch", "--parsable", *map(str, arguments)], cwd=cwd,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=PATIENCE, check=False, env=variables)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode() + self.logs())
        return done.stdout.decode().strip()

    def job(self, number):
        """What Slurm says of a job, of each task of an array: a list of dictionaries."""
        jobs = []
        for paragraph in self.command("scontrol", "show", "job", number).split("\n\n"):
            words = dict(word.split("=", 1) for word in paragraph.split() if "=" in word)
            if "JobState" in words:
                jobs.append(words)
        return jobs

    def start_now(self, number):
        """A job that was queued again waits two minutes unless told otherwise. Five minutes are
        its new limit."""
        self.command("scontrol", "update", f"JobId={number}", "StartTime=now", "TimeLimit=5")

    def wait_for_look(self, seconds_before):
        """Waits for the moment so long before the next look at time limits."""
        since = time.monotonic() + seconds_before - self.begin
        time.sleep(-since % SECONDS_BETWEEN_LOOKS)

    def processes_of_jobs(self):
        """Those with this cluster in their environment, daemons excepted."""
        mark = str(self.folder).encode()
        mine = {d.pid for d in self.daemons} | {os.getpid()}
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int(entry.name) not in mine and mark in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                pass  # it has ended meanwhile, or is not ours
        return found

    def stop(self):
        if len(self.daemons) == 3 and all(d.poll() is None for d in self.daemons):
            try:
                self.command("scancel", "--full", "--signal=KILL", f"--user={getpass.getuser()}")
                self.command("scancel", f"--user={getpass.getuser()}")
            except subprocess.TimeoutExpired:
                pass  # the processes are ended below
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            try:
                daemon.wait(timeout=5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        for number in self.processes_of_jobs():
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)
