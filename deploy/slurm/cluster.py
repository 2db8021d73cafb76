#!/usr/bin/env python3
"""A Slurm of one machine, for trying the scripts here: Debian's slurmctld, slurmd, slurm-client and munge, as root, in a folder of its own.

    cluster.py COMMAND...    starts it, runs COMMAND with SLURM_CONF set, and stops it; ends with COMMAND's code
"""
import os, pathlib, shutil, socket, subprocess, sys, tempfile, time

NEEDED = ["munged", "slurmctld", "slurmd", "sbatch"]


def missing():
    """Why there can be no cluster here; None when there can."""
    lacking = [name for name in NEEDED if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")]
    if lacking:
        return f"{', '.join(lacking)} not installed (apt install slurmctld slurmd slurm-client munge)"
    return None if os.geteuid() == 0 else "not root"


class Cluster:
    """Nodes on this machine, each with a slurmd of its own."""

    def __init__(self, cpus=None):
        self.cpus = cpus or 16
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-slurm-"))
        self.processes = []

    def port(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return listener.getsockname()[1]

    def start(self):
        folder, host = self.folder, socket.gethostname()
        for name in ["state", "spool", "munge"]:
            (folder / name).mkdir()
        os.chmod(folder, 0o755)
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        os.chmod(key, 0o400)
        munge = folder / "munge" / "munge.socket"
        (folder / "slurm.conf").write_text(f"""ClusterName=muster
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={munge}
CredType=cred/munge
SlurmctldPort={self.port()}
SlurmdPort={self.port()}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2
MaxArraySize=1001
ReturnToService=2
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={self.cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
""")
        self.environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"), PATH=os.environ["PATH"] + ":/usr/sbin")
        self.run(["munged", "--force", "--foreground", f"--key-file={key}", f"--socket={munge}", f"--pid-file={folder}/munge/munged.pid",
                  f"--log-file={folder}/munge/munged.log", f"--seed-file={folder}/munge/seed"], "munged")
        self.wait(munge.exists, "munged")
        self.run(["slurmctld", "-D", "-i"], "slurmctld")
        self.run(["slurmd", "-D"], "slurmd")
        self.wait(lambda: " idle" in self.ask("sinfo", "-h", "-o", "%n %t"), "slurmd")
        return self

    def run(self, command, name):
        log = open(self.folder / f"{name}.out", "w")
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True))

    def ask(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30).stdout

    def wait(self, is_ready, what, seconds=60):
        end = time.monotonic() + seconds
        while not is_ready():
            if time.monotonic() > end:
                logs = "".join(path.read_text() for path in sorted(self.folder.glob("*.out")) + sorted(self.folder.glob("*.log")))
                raise RuntimeError(f"{what} doesn't come up:\n{logs[-3000:]}")
            time.sleep(0.1)

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    if why := missing():
        sys.exit(f"skipped: {why}")
    with Cluster() as cluster:
        code = subprocess.run(sys.argv[1:] or ["sinfo"], env=cluster.environment).returncode
    sys.exit(code)
