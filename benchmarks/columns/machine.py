"""What figures were taken on, and the environment of the other engines."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
OURS = ("covenant-rules", "numpy", "llvmlite", "pyarrow", "pyspark")


def peers(folder: Path) -> str:
    """Make an environment with the other engines in *folder*, and return its interpreter."""
    python = folder / "bin" / "python"
    if not python.exists():
        sys.stderr.write(f"the other engines get an environment of their own: {folder}\n")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(python), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return str(python)


def described() -> dict[str, Any]:
    """Return the machine, the day, the load, and the versions on our side."""
    lines = (
        Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if Path("/proc/cpuinfo").exists()
        else []
    )
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "day": datetime.now(UTC).date().isoformat(),
        "load": [round(one, 1) for one in os.getloadavg()],
        "versions": {name: _version(name) for name in OURS}
        | {line.partition("==")[0]: line.partition("==")[2] for line in _pinned()},
    }


def _pinned() -> list[str]:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "==" in line]


def _version(name: str) -> str:
    try:
        return version(name)
    except Exception:  # noqa: BLE001  (a figure without it says so)
        return "not installed"
