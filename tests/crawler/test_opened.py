"""Whatever a portal links, a crawl of it opens no file that a crawl of a harmless one would not."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from archive import Archive
from tests.crawler.serving import listing, page, report, serving
from tests.crawler.test_escapes import WAYS, portal_of, spelled

CRAWL = """
import ipaddress, sys
from pathlib import Path
from crawler import Options, Source, crawl
source = Source(name="portal", title="portal", seeds=(sys.argv[1],), delay=0)
networks = (ipaddress.ip_network("127.0.0.2/32"),)
crawl([source], Path(sys.argv[2]), options=Options(allow_networks=networks, max_pages=10_000))
"""
# Each spelling of a file, to follow `portal_of`'s ways.
FILES = (
    "file://{}",
    "file:{}",
    "FILE://{}",
    "file:////{}",
    "file://localhost{}",
    "file://127.0.0.2{}",
    "file://127.0.0.2:PORT{}",
    "file:\\\\{}",
    "fi\tle://{}",
    " file://{}",
    "view-source:file://{}",
    "jar:file://{}!/",
    "http://127.0.0.2:PORT/../../../../../../..{}",
    "http://file:%2f%2f@127.0.0.2:PORT/{}",
    "unix://{}",
    "data:text/html;file={},x",
)
_TRACED = "openat,openat2,open,creat,execve,link,linkat,symlink,symlinkat,rename,renameat2"
_PATH = re.compile(r'^\d+ +(\w+)\((?:AT_FDCWD[^,]*, )?"((?:[^"\\]|\\.)*)"(.*)$')


def _may_trace() -> bool:
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode == 0


def opened(folder: Path, answer) -> tuple[set[Path], int]:
    """Crawl a portal that gives *answer*; return the files opened, and how much was asked."""
    trace = folder.with_suffix(".trace")
    strace = ["strace", "-f", "--seccomp-bpf", "-e", f"trace={_TRACED}", "-o", str(trace)]
    with serving(answer) as portal:
        seed = f"http://127.0.0.2:{portal.port}/"
        command = [*strace, sys.executable, "-c", CRAWL, seed, str(folder)]
        folder.mkdir()
        environ = os.environ | {"TMPDIR": str(folder)}
        subprocess.run(command, check=True, timeout=100, stderr=subprocess.DEVNULL, env=environ)
    calls = map(_PATH.match, trace.read_text(encoding="utf-8", errors="replace").splitlines())
    paths = {Path(call[2]) for call in calls if call and "ENOENT" not in call[3]}
    return paths, len(portal.log)


@pytest.mark.skipif(not _may_trace(), reason="needs strace, and the right to trace a process")
def test_no_attack_opens_a_file_that_a_harmless_portal_would_not(tmp_path):
    secret = tmp_path / "secret.html"
    secret.write_text(report(1), encoding="utf-8")
    files = [spelling.replace("{}", str(secret)) for spelling in FILES]
    attacks = [*spelled(9), *files]
    harmless, _ = opened(tmp_path / "harmless", lambda _: page(listing(["/1"]) + report(1)))
    attacked, asked = opened(tmp_path / "attacked", portal_of(attacks))
    assert asked > len(attacks) * (len(WAYS) - 1)
    own = (tmp_path / "attacked", Path.cwd(), *map(Path, sysconfig.get_paths().values()))
    strange = {path for path in attacked - harmless if not any(map(path.is_relative_to, own))}
    assert strange == set()
    with Archive.open(tmp_path / "attacked", read_only=True) as archive:
        (kept,) = archive.connection.execute("select count(*) from captures where url like '%etc%'")
    assert kept == (0,)
