"""A crawl that is told to stop stops, whatever the portal does, and goes on where it was."""

import signal
import subprocess
import sys
import time

from archive import Archive
from tests.crawler.serving import Reply, listing, page, report, serving

CRAWL = """
import ipaddress, sys
from pathlib import Path
from crawler import Options, Source, crawl
loopback = (ipaddress.ip_network("127.0.0.0/8"),)
source = Source(name="portal", title="portal", seeds=(sys.argv[1],), delay=0)
sys.exit(crawl([source], Path(sys.argv[2]), options=Options(allow_networks=loopback)).status)
"""
REPORTS = 24


def test_sigterm_ends_a_crawl_of_a_hung_portal_and_the_next_run_goes_on(tmp_path):
    mended = False

    def answer(target: str) -> Reply:
        if target.endswith("/list"):
            return page(listing([f"/{number}" for number in range(REPORTS)]))
        if not target.strip("/").isdigit():
            return page("", status="404 Not Found")
        whole = page(report(int(target.strip("/"))))
        if mended or int(target.strip("/")) < 8:
            return whole
        hung = int(target.strip("/")) % 2
        return Reply(b"", "hang") if hung else Reply(whole.raw, "keep", drip=0.5)

    with serving(answer) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        command = [sys.executable, "-c", CRAWL, seed, str(tmp_path)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            portal.wait_for(2 + 8 + 8)
            process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            assert process.wait(timeout=20) == 3
            assert time.monotonic() - told < 10
        mended = True
        assert subprocess.run(command, check=False).returncode == 0
    with Archive.open(tmp_path, read_only=True) as archive:
        sql = "select count(*), count(distinct url) from captures where verdict = 'report'"
        assert archive.connection.execute(sql).fetchone() == (REPORTS, REPORTS)
