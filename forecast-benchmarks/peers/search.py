"""The peer of the search: FAISS, which scans all. Prints the size of the database and microseconds a query."""

import sys
import time

import faiss
import numpy as np

VALUES = 18
K = 500
QUERIES = 1_000
GROUPS = 15
GROUP_SECONDS = 0.1


def walks(count, seed):
    """Random walks with drift, as those of Examples.randomWalks."""
    random = np.random.default_rng(seed)
    drift = 0.3 * random.standard_normal((count, 1))
    return np.cumsum(drift + random.standard_normal((count, VALUES)), axis=1).astype(np.float32)


faiss.omp_set_num_threads(1)
queries = walks(QUERIES, 3)
size = 10_000
while size <= int(sys.argv[1]):
    index = faiss.IndexFlatL2(VALUES)
    index.add(walks(size, 1))
    micros = []
    number = 0
    for group in range(GROUPS):
        calls = 0
        start = time.perf_counter()
        while calls == 0 or time.perf_counter() - start < GROUP_SECONDS:
            index.search(queries[number % QUERIES : number % QUERIES + 1], K)
            number += 1
            calls += 1
        micros.append((time.perf_counter() - start) / calls * 1e6)
    print("search", size, f"{sorted(micros)[GROUPS // 2]:.3f}", flush=True)
    size *= 10
