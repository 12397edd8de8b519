"""Ask pywb, which lives in an environment of its own, what it replays from some captures."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

needs_pywb = pytest.mark.skipif(not shutil.which("wayback"), reason="needs pywb: make replay")

# Played in pywb's own Python, without a port: the answers come out as JSON.
_PLAY = """
import base64, json, sys
from pywb.apps.frontendapp import FrontEndApp
from werkzeug.test import Client
client = Client(FrontEndApp())
answers = [client.get(target, headers={"Accept-Encoding": "gzip"}) for target in sys.argv[1:]]
print(json.dumps([(each.status_code, base64.b64encode(each.data).decode()) for each in answers]))
"""


def replayed(
    folder: Path, files: Iterable[Path], targets: Iterable[str], *options: str
) -> list[tuple[int, bytes]]:
    """Return the status and the body that pywb gives for each `moment/address` of *targets*.

    The *files* become a collection under *folder*, added with *options*.
    """
    _manage(folder, "init", "evidence")
    _manage(folder, "add", *options, "evidence", *map(str, files))
    paths = [f"/evidence/{target.replace('/', 'id_/', 1)}" for target in targets]
    python = Path(str(shutil.which("wayback"))).with_name("python")
    played = subprocess.run(
        [python, "-c", _PLAY, *paths], cwd=folder, check=True, capture_output=True, timeout=60
    )
    answers = json.loads(played.stdout.splitlines()[-1])
    return [(status, base64.b64decode(body)) for status, body in answers]


def _manage(folder: Path, *arguments: str) -> None:
    subprocess.run(["wb-manager", *arguments], cwd=folder, check=True, timeout=60)
