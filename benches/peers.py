"""Makes an order export from a seed, and finds each item's 20 nearest by cosine in it with one of
three libraries: from the file to the lists, one process a library, so that CPU time and peak memory
are of that alone.

    peers.py make FILE LINES
    peers.py run {implicit,rusket,sparse_dot_topn} FILE THREADS LISTS
    peers.py compare LISTS LISTS

`cargo xtask peers` makes an environment for it, runs everything and prints the table.
"""

import json
import resource
import sys
import time

ITEMS = 100_000
DEPARTMENTS = 1_000
NEIGHBOURS = 20


def make(file, lines):
    """Orders of 1 to 30 lines. Half of an order's items are of one department, half are anything;
    both fall off as 1/(rank + 20), departments too. One customer in the file: nobody is named."""
    import numpy as np

    random = np.random.default_rng(1)

    def zipf(count, size):
        ends = np.cumsum(1.0 / (np.arange(count) + 20.0))
        return np.searchsorted(ends, random.random(size) * ends[-1])

    # Item numbers say nothing of popularity, as in a shop.
    sku_of = random.permutation(ITEMS)
    per_department = ITEMS // DEPARTMENTS
    written = 0
    number = 0
    clock = np.datetime64("2024-01-01T00:00:00")
    with open(file, "w", newline="\n") as out:
        out.write("order_id,order_date,sku\n")
        while written < lines:
            orders = 20_000
            # The product of two draws: many small orders, few large ones.
            size = 1 + (random.integers(0, 30, orders) * random.integers(0, 30, orders)) // 30
            order = np.repeat(np.arange(orders), size)
            department = zipf(DEPARTMENTS, orders)
            anything = zipf(ITEMS, len(order))
            within = zipf(per_department, len(order)) * DEPARTMENTS + department[order]
            item = np.where(random.random(len(order)) < 0.5, within, anything)
            # An order holds an item once, in no order.
            pairs = np.unique(order * ITEMS + item)
            order, item = pairs // ITEMS, pairs % ITEMS
            shuffled = np.lexsort((random.random(len(order)), order))
            order, item = order[shuffled][: lines - written], item[shuffled][: lines - written]
            dates = np.datetime_as_string(clock + 3 * (number + np.arange(orders)).astype("m8[s]"))
            dates = [date.replace("T", " ") for date in dates]
            skus = sku_of[item]
            out.write(
                "".join(
                    f"{100_000 + number + o},{dates[o]},P{s:05}\n"
                    for o, s in zip(order.tolist(), skus.tolist())
                )
            )
            written += len(order)
            number += orders


def read(file):
    """The orders as a sparse matrix, and the SKU of each column. polars: the fastest reader there is
    for Python, and on as many threads as the rest."""
    import numpy as np
    import polars as pl
    from scipy.sparse import csr_matrix

    frame = pl.read_csv(
        file, columns=["order_id", "sku"], schema_overrides={"order_id": pl.String, "sku": pl.String}
    )
    order = frame["order_id"].rle_id().to_numpy()
    names = frame["sku"].unique().sort()
    item = frame["sku"].cast(pl.Enum(names)).to_physical().to_numpy()
    del frame
    ones = np.ones(len(order), dtype=np.float64)
    shape = (int(order[-1]) + 1, len(names))
    return csr_matrix((ones, (order, item)), shape=shape), names.to_list()


def implicit(matrix, threads):
    from implicit.nearest_neighbours import CosineRecommender

    # An item is its own nearest.
    model = CosineRecommender(K=NEIGHBOURS + 1, num_threads=threads)
    model.fit(matrix, show_progress=False)
    return model.similarity.tocsr()


def rusket(matrix, threads):
    from rusket import ItemKNN

    # Its own cosine divides by the length of orders, not of items: the counts of a matrix already
    # divided are the cosine that the others give. It takes threads from RAYON_NUM_THREADS.
    model = ItemKNN(method="count", k=NEIGHBOURS + 1)
    model.fit(divided(matrix))
    from scipy.sparse import csr_matrix

    items = matrix.shape[1]
    return csr_matrix((model.w_data, model.w_indices, model.w_indptr), shape=(items, items))


def divided(matrix):
    """Columns of length one: their products are cosines."""
    import numpy as np

    matrix.data /= np.sqrt(np.bincount(matrix.indices))[matrix.indices]
    return matrix


def sparse_dot_topn(matrix, threads):
    from sparse_dot_topn import sp_matmul_topn

    matrix = divided(matrix)
    return sp_matmul_topn(
        matrix.T.tocsr(), matrix, top_n=NEIGHBOURS + 1, sort=True, n_threads=threads
    )


def run(name, file, threads, lists):
    start = time.perf_counter()
    matrix, names = read(file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    reading = used.ru_utime + used.ru_stime
    similar = globals()[name](matrix, threads)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "name": name,
        "threads": threads,
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "reading": reading,
        "bytes": used.ru_maxrss * 1024,
    }
    print(json.dumps(figures), flush=True)
    write(similar, names, lists)


def write(similar, names, lists):
    """SKU and the scores of its nearest, best first; ids are left out, since ties are broken
    differently by each."""
    import numpy as np

    with open(lists, "w", newline="\n") as out:
        for item in np.argsort(names):
            row = slice(similar.indptr[item], similar.indptr[item + 1])
            others = similar.indices[row] != item
            scores = -np.sort(-similar.data[row][others])[:NEIGHBOURS]
            scores = scores[scores > 0]
            out.write(names[item] + "".join(f"\t{score:.7f}" for score in scores) + "\n")


def compare(ours, theirs):
    """Whether two files of lists are equal, but for the last digit."""
    different = lists = scores = 0
    with open(ours) as a, open(theirs) as b:
        for left, right in zip(a, b, strict=True):
            (sku, *left), (other, *right) = left.split("\t"), right.split("\t")
            left, right = [float(x) for x in left], [float(x) for x in right]
            lists += 1
            scores += len(left)
            if sku.strip() != other.strip() or len(left) != len(right) or any(
                abs(x - y) > 2e-6 for x, y in zip(left, right)
            ):
                different += 1
    print(json.dumps({"lists": lists, "scores": scores, "different": different}))
    return different == 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", file, lines]:
            make(file, int(lines))
        case ["run", name, file, threads, lists]:
            run(name, file, int(threads), lists)
        case ["compare", ours, theirs]:
            sys.exit(0 if compare(ours, theirs) else 1)
        case _:
            sys.exit(__doc__)
