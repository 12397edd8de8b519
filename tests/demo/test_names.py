"""Every simulated portal has a name that can be started and that the manual knows."""

from pathlib import Path

import pytest

from demo.__main__ import main
from demo.faults import FAULTS, SLOW_FAULTS
from demo.portals import OTHERS, PORTALS, build_portals
from demo.portals.traps import TRAPS

DOCS = Path(__file__).parents[2] / "docs" / "demo.md"


def test_every_portal_is_in_the_manual():
    text = DOCS.read_text(encoding="utf-8")
    names = [name for name in (*PORTALS, *OTHERS, *TRAPS) if not name.startswith("trap-")]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert f"all {len(FAULTS | SLOW_FAULTS)}" in text


def test_a_faults_portal_is_as_large_as_its_name_says():
    (portal,) = build_portals(["fault-soft-404:20:4"])
    assert (portal.name, len(portal.held)) == ("fault-soft-404:20:4", 20)


def test_an_unknown_portal_is_named():
    with pytest.raises(ValueError, match="there is no portal called fault-unheard-of"):
        build_portals(["fault-unheard-of"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "70000"], "'70000' is no port: write a number up to 65535"),
        (["--port", "0", "--log", "/nowhere/log"], "/nowhere/log: No such file or directory"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_sentence(monkeypatch, capsys, arguments, told):
    monkeypatch.setattr("sys.argv", ["demo", "--portals", "plain", *arguments])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.splitlines()[-1].endswith(told)
