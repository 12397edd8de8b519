"""What is installed is whole: data files that the rooms read are in the wheel."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
ROOMS = ("archive", "crawler", "demo", "parsers", "terminal")


def test_the_wheel_holds_every_file_of_the_rooms(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for room in ROOMS:
        shutil.copytree(ROOT / room, checkout / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("nianbao.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*command, "--wheel-dir", tmp_path, checkout], check=True)

    (wheel,) = tmp_path.glob("nianbao-*.whl")
    packed = set(ZipFile(wheel).namelist())
    there = {str(p.relative_to(checkout)) for room in ROOMS for p in (checkout / room).rglob("*.*")}
    assert sorted(there - packed) == []
    assert "nianbao.py" in packed
