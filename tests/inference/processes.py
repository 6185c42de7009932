"""Random programs in this process and in two others, forked and spawned: the conclusions are equal.

Run as a script; prints `equal` for each way of starting a process.
"""

import multiprocessing
import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.inference.live import conclusions

if __name__ == "__main__":
    expected = [conclusions(seed) for seed in range(100)]
    for way in ("fork", "spawn"):
        with multiprocessing.get_context(way).Pool(2) as pool:
            found = pool.map(conclusions, range(100), chunksize=10)
        print(way, "equal" if found == expected else "different", flush=True)
    # a session that is open when a process is forked goes on in both
    from tests.inference.live import forked_session

    print("open", "equal" if forked_session(Random(1)) else "different")
