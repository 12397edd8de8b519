"""However a page spells it, nothing outside the source and its networks is asked."""

import ipaddress

import pytest

from archive import Archive, Kind
from crawler import Options, crawl
from crawler.network import refusal
from crawler.scope import in_scope, scope_of
from crawler.sources import Source
from tests.crawler.serving import Reply, listing, page, report, serving

# The portal may be fetched, the forbidden server beside it may not.
ALLOWED = Options(allow_networks=(ipaddress.ip_network("127.0.0.2/32"),), max_pages=10_000)
# PORT is the port of the forbidden server, which listens on 127.0.0.1.
SPELLINGS = (
    "http://127.0.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://１２７.０.０.１:PORT/",
    "http://127。0。0。1:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://localhost:PORT/",
    "http://LOCALHOST.:PORT/",
    "http://localhost.localdomain:PORT/",
    "http://portal@127.0.0.1:PORT/",
    "http://127.0.0.2@127.0.0.1:PORT/",
    "http://127.0.0.2:80@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@127.0.0.2/",
    "http://127.0.0.1:PORT#@127.0.0.2/",
    "http://127.0.0.1:PORT?@127.0.0.2/",
    "http:\\\\127.0.0.1:PORT\\",
    "http:////127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "\\\\127.0.0.1:PORT/",
    "http://127.0.0.2.127.0.0.1.nip.test:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://127.0.0.1%00.127.0.0.2:PORT/",
    "HTTP://127.0.0.1:PORT/",
    "https://127.0.0.1:PORT/",
    "ht\ntp://127.0.0.1:PORT/",
    "http://127.0.\t0.1:PORT/",
    "file:///etc/hostname",
    "file://127.0.0.2/etc/hostname",
    "FILE:/etc/hostname",
    "ftp://127.0.0.1:PORT/",
    "data:text/html,<h1>2023年政府信息公开工作年度报告</h1>",
    "s3://127.0.0.1:PORT/x",
    "gopher://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/index.pdf",
    "http://127.0.0.2:22/",
    "http://127.0.0.2/",
    "http://127.0.0.3:PORT/",
)
WAYS = ("link", "redirect", "refresh", "script", "attachment")


def portal_of(spellings: list[str]):
    def answer(target: str) -> Reply:
        _, way, number = (*target.split("/"), "", "")[:3]
        if way not in WAYS or not number.isdigit():
            links = [f"/{way}/{number}" for way in WAYS[1:] for number in range(len(spellings))]
            return page(listing([*spellings, *links]))
        evil = spellings[int(number)]
        header = evil.replace("\n", "").encode().decode("latin-1")
        return {
            "redirect": page("", f"Location: {header}", status="302 Found"),
            "refresh": page(f'<meta http-equiv="refresh" content="0;url={evil}">'),
            "script": page(f'<script>location.href="{evil}"</script>'),
            "attachment": page(report(int(number), f'<a href="{evil}">附件.pdf</a>')),
        }[way]

    return answer


def spelled(port: int) -> list[str]:
    return [spelling.replace("PORT", str(port)) for spelling in SPELLINGS]


@pytest.fixture
def forbidden():
    with serving(lambda target: page("secret"), hosts=("127.0.0.1", "127.0.0.3")) as server:
        yield server


def crawled(folder, seeds, options=ALLOWED) -> set[str]:
    """Crawl from *seeds* and return the addresses of what was captured."""
    source = Source(name="portal", title="portal", seeds=tuple(seeds), delay=0)
    crawl([source], folder, options=options)
    with Archive.open(folder, read_only=True) as archive:
        return {url for (url,) in archive.connection.execute("select url from captures")}


@pytest.mark.parametrize(
    ("seed", "inside", "outside"),
    [
        (
            "http://www.a.test/",
            (
                "http://a.test/1",
                "https://a.test/1",
                "https://www.a.test:443/1",
                "http://A.test:80/",
            ),
            ("http://a.test:8080/", "http://b.a.test/", "http://a.test.b.test/", "ftp://a.test/"),
        ),
        (
            "http://a.test:8080/",
            ("http://www.a.test:8080/1", "https://a.test:8080/1"),
            ("http://a.test/", "https://a.test/"),
        ),
    ],
)
def test_a_source_is_its_hosts_with_and_without_www_at_their_ports(seed, inside, outside):
    scope = scope_of(Source(name="portal", title="portal", seeds=(seed,)))
    assert [url for url in inside if not in_scope(url, scope)] == []
    assert [url for url in outside if in_scope(url, scope)] == []


def test_other_hosts_are_asked_as_the_source_lists_them():
    places = {"hosts": ("old.test:8080",), "attachment_hosts": ("files.test",)}
    scope = scope_of(Source(name="a", title="a", seeds=("http://a.test/",), **places))
    assert in_scope("http://old.test:8080/1", scope)
    assert not in_scope("http://old.test/1", scope)
    assert in_scope("https://files.test/1.pdf", scope, Kind.ATTACHMENT)
    assert not in_scope("https://files.test/1.html", scope, Kind.PAGE)


def test_a_listed_host_of_attachments_is_asked_for_them_as_its_robots_allow(tmp_path):
    robots = "User-agent: *\nDisallow: /closed/"
    with serving(lambda target: page(robots), hosts=("127.0.0.3",)) as files:
        host = f"127.0.0.3:{files.port}"
        targets = ("a.pdf", "closed/b.pdf", "c.html")
        listed = listing([f"http://{host}/{target}" for target in targets])
        with serving(lambda _: page(listed)) as portal:
            seeds = (f"http://127.0.0.2:{portal.port}/nb.html",)
            source = Source(name="a", title="a", seeds=seeds, attachment_hosts=(host,))
            loopback = (ipaddress.ip_network("127.0.0.0/8"),)
            crawl([source], tmp_path, options=Options(allow_networks=loopback, delay=0))
    assert files.targets() == ["/robots.txt", "/a.pdf"]


def test_no_link_redirect_shell_or_attachment_leads_out_of_the_source(tmp_path, forbidden):
    spellings = spelled(forbidden.port)
    with serving(portal_of(spellings)) as portal:
        seed = f"http://127.0.0.2:{portal.port}"
        captured = crawled(tmp_path, [f"{seed}/"])
    attempts = len(spellings) * len(WAYS)
    asked = {target for target in portal.targets() if target.split("/")[-1].isdigit()}
    assert len(asked) == len(spellings) * (len(WAYS) - 1)
    assert attempts >= 240
    assert forbidden.connections == 0
    assert all(url.startswith(seed) for url in captured)


def test_no_robots_txt_leads_out_of_the_source(tmp_path, forbidden):
    spellings = spelled(forbidden.port)[:37]
    hosts = tuple(f"127.0.0.{number}" for number in range(128, 128 + len(spellings)))
    answers = iter(spellings)

    def answer(target: str) -> Reply:
        evil = next(answers, "/").replace("\n", "").encode().decode("latin-1")
        return page("", f"Location: {evil}", status="302 Found")

    options = Options(allow_networks=(ipaddress.ip_network("127.0.0.128/25"),))
    with serving(answer, hosts=hosts) as portal:
        seeds = [f"http://{host}:{portal.port}/" for host in hosts]
        crawled(tmp_path, seeds, options)
    assert portal.connections >= len(hosts)
    assert forbidden.connections == 0


def test_a_source_on_a_private_network_is_not_asked_unless_it_is_listed(tmp_path, forbidden):
    seeds = [seed for seed in spelled(forbidden.port) if seed.startswith("http://")]
    assert crawled(tmp_path, seeds, Options(delay=1.0)) == set()
    assert forbidden.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("127.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::"),
        *("fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::", "2001:db8::1"),
    ],
)
def test_private_addresses_are_refused(address):
    assert "private network" in refusal(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address):
    assert refusal(address, ()) == ""
