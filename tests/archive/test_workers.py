import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import WorkerError
from archive.intake.nursery import Nursery
from archive.intake.watchdog import Worker
from archive.intake.workers import Job, Limits, parse_many
from parsers import parse_report
from parsers.worker import Task

GOOD = (
    "<html><body><p>一、总体情况</p><table>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>1</td><td>0</td><td>7</td></tr>"
    "<tr><td>行政规范性文件</td><td>2</td><td>0</td><td>9</td></tr>"
    "</table></body></html>"
).encode()
# lxml takes seconds over 100,000 attributes, and no signal gets through to it; a tidy page would
# not be given to it.
UNTIDY = b"<html><body><table><tr><td><table></td></tr>"
SLOW = UNTIDY + b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</p>"
BIG = b"<p>" * 3_000_000
QUICK = Limits(seconds=1)


def outcomes(*contents, limits=QUICK, workers=1):
    jobs = (Job(number, content, "a.html") for number, content in enumerate(contents))
    return list(parse_many(jobs, workers=workers, limits=limits))


def children(pid="self"):
    """The processes that *pid* started; Linux lists them by the thread that did."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for listed in lists for child in listed.read_text().split()}


def descendants(pid="self"):
    """The processes that *pid* started, and those that they did."""
    started = children(pid)
    return started.union(*map(descendants, started))


def is_good(outcome):
    return any(f.key == "regulations.rules.in_force" and f.value == 7 for f in outcome.report.facts)


def test_outcomes_come_in_the_order_of_the_jobs():
    found = outcomes(GOOD, b"%PDF-1.4", GOOD, GOOD, workers=2)
    assert [outcome.id for outcome in found] == [0, 1, 2, 3]
    assert [outcome.error for outcome in found][1] == "the PDF is damaged: pdfium can't open it"
    assert is_good(found[3])


def test_a_document_that_takes_too_long_is_stopped_and_the_next_is_read():
    started = time.monotonic()
    slow, good = outcomes(SLOW, GOOD)
    assert slow.error == "took longer than 1 s"
    assert slow.report is None
    assert is_good(good)
    assert time.monotonic() - started < 10


def test_an_answer_that_follows_the_call_for_patience_at_once_is_read():
    damaged = b"\x89PNG\r\n\x1a\n and no more"
    found = outcomes(*[damaged] * 500, limits=Limits())
    assert {outcome.error for outcome in found} == {"the picture is damaged: it can't be opened"}


def test_a_document_that_takes_too_much_memory_is_stopped_and_the_next_is_read():
    big, good = outcomes(BIG, GOOD, limits=Limits(seconds=20, memory=200 << 20))
    assert big.error == "needed more than 200 MiB"
    assert is_good(good)


def test_a_worker_is_renewed_after_its_documents_and_nobody_notices():
    found = outcomes(*[GOOD] * 7, limits=Limits(documents=2))
    assert all(map(is_good, found))


def test_a_killed_nursery_is_replaced():
    before = children()
    with closing(Nursery(memory=QUICK.memory, cpu_seconds=2)) as nursery:
        worker = Worker(nursery, Limits(documents=1))
        with closing(worker):
            assert worker.ask(Task(GOOD, "a.html", "")).error is None
            (process,) = children() - before
            os.kill(process, signal.SIGKILL)
            os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
            assert worker.ask(Task(GOOD, "a.html", "")).error is None


def test_a_report_comes_through_the_pipe_unchanged():
    (outcome,) = outcomes(GOOD)
    assert outcome.report == parse_report(GOOD, url="a.html")


def test_jobs_are_taken_only_a_few_ahead():
    taken = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield Job(number, GOOD, "a.html")

    first = next(stream := parse_many(jobs(), workers=1))
    stream.close()
    assert first.id == 0
    assert len(taken) <= 6


def test_no_process_is_left_when_the_caller_stops_early():
    before = descendants()
    # The worker that answered the first is alive whatever becomes of the slow ones.
    contents = [GOOD, *[SLOW] * 8]
    stream = parse_many(
        (Job(n, content, "a.html") for n, content in enumerate(contents)), workers=2
    )
    next(stream)
    assert len(descendants()) > len(before)
    stream.close()
    assert descendants() == before


def test_documents_are_read_within_the_limits_that_the_operator_has_set():
    script = textwrap.dedent(
        """
        import resource
        from archive.intake.workers import Job, Limits, parse_many
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))
        jobs = [Job(1, b"<p>nothing much</p>", "a.html")]
        print([outcome.error for outcome in parse_many(jobs, limits=Limits(seconds=60))])
        """
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[None]\n", "")


def test_an_interrupt_ends_at_once_and_leaves_no_process():
    program = textwrap.dedent("""
        from archive.intake.workers import Job, parse_many
        slow = b"<table><tr><td><table></td></tr><p "
        slow += b" ".join(b"a%d=1" % n for n in range(100_000)) + b">"
        print("begun", flush=True)
        try:
            list(parse_many(Job(n, slow, "a.html") for n in range(9)))
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        while len(workers := descendants(process.pid)) < 2:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        # Without the interrupt the documents would take nine times five seconds.
        output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == ("interrupted\n", "", 0)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_where_no_process_can_be_started_an_archive_error_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerError, match="no worker process can be started"):
        outcomes(GOOD)
