"""`python -m benchmarks.columns.large`: Parquet to Parquet at any size, with its memory.

The evidence is generated in pieces, 20 lines with their targets, in blocs of six. In the same run, each in a
process of its own: pyarrow alone scans it and writes as many columns as the scores have, and `batch`
scores, ranks and writes it. Both print their time and the most memory that they held.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.columns import data
from benchmarks.columns.compare import make_case
from benchmarks.columns.sheet import Column

GROUP = 2**17


def write_evidence(folder: Path, rows: int) -> Path:
    """Write the evidence of *rows* units, a piece at a time; the covenant is in *folder* too."""
    case = make_case(20, 1000, "plain", folder)
    path, writer = folder / "evidence.parquet", None
    for first in range(0, rows, GROUP):
        size = min(GROUP, rows - first)
        drawn = data.draw(case.sheet, size, np.random.default_rng([data.SEED, first]))
        units = pa.array(np.arange(first, first + size))
        columns = {
            "unit": pc.binary_join_element_wise("u", units.cast(pa.string()), ""),
            "bloc": pa.array(np.arange(first, first + size) // 6),
        }
        columns |= {_named(c): _decimals(drawn[c.name], c) for c in case.sheet.columns}
        table = pa.table(columns)
        if writer is None:
            writer = pq.ParquetWriter(
                path, table.schema, use_dictionary=False, store_decimal_as_integer=True
            )
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return path


def _named(column: Column) -> str:
    role, _, rest = column.name.partition(":")
    return f"{role}:{rest.replace(':', '.')}" if rest else role


def _decimals(values: np.ndarray, column: Column) -> pa.Array:
    if column.scale == 1:
        return pa.array(values)
    words = np.stack([values, values >> 63], axis=1)
    kind = pa.decimal128(18, len(str(column.scale)) - 1)
    return pa.Decimal128Array.from_buffers(kind, len(values), [None, pa.py_buffer(words)])


def alone(folder: Path) -> None:
    """Scan the evidence and write as many of its columns as the scores have, with pyarrow alone."""
    file = pq.ParquetFile(folder / "evidence.parquet")
    kept = pq.read_schema(folder / "scores.parquet").names
    names = file.schema_arrow.names[: len(kept)]
    schema = pa.schema([file.schema_arrow.field(name) for name in names])
    with pq.ParquetWriter(
        folder / "copy.parquet", schema, use_dictionary=False, store_decimal_as_integer=True
    ) as writer:
        for batch in file.iter_batches(GROUP):
            writer.write_batch(batch.select(names))


def ours(folder: Path) -> None:
    """Score the evidence."""
    import covenant_rules as cr

    sheet = next(folder.rglob("covenant.yaml"))
    cr.batch(cr.load(sheet).covenant, folder / "evidence.parquet", folder / "scores.parquet")


def measured(name: str, folder: Path) -> dict[str, float]:
    """Run one of the two in a process of its own; return seconds and megabytes."""
    words = [sys.executable, "-m", "benchmarks.columns.large", "--only", name, str(folder)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Generate, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--scratch", type=Path, help="where to write for the time of the run")
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        started = time.perf_counter()
        {"alone": alone, "ours": ours}[asked.only[0]](Path(asked.only[1]))
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = {"seconds": round(seconds, 2), "megabytes": round(peak)}
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    with tempfile.TemporaryDirectory(prefix="covenant-large-", dir=asked.scratch) as name:
        folder = Path(name)
        write_evidence(folder, asked.rows)
        found = {what: measured(what, folder) for what in ("ours", "alone")}
        found["sizes"] = {
            f: round((folder / f).stat().st_size / 1e6)
            for f in ("evidence.parquet", "scores.parquet", "copy.parquet")
        }
        found["times"] = round(found["ours"]["seconds"] / found["alone"]["seconds"], 2)
        sys.stdout.write(json.dumps({"rows": asked.rows, **found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
