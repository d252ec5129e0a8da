"""Makes baselines.json: what the evaluation's baselines and metrics must come to, worked out apart.

    pip install numpy scipy
    python3 make.py > baselines.json

Whole matrices and sorted lists, where the program uses sparse rows and counts: the two share
formulas (docs/evaluation.md) and nothing else. The tests read the numbers, never this file.
"""

import json
import sys

import numpy
from scipy import sparse

ITEMS, COMMON, TRAIN, ASKED, DRAWS, SEED = 300, 260, 700, 60, 3, 20101201
LIFT_FLOOR_PERMILLE, NEIGHBOURS, K1, B, EASE_STRENGTH = 3, 200, 1.2, 0.75, 0.5
KINDS = {"page": 1, "cart3": 3, "cart": ITEMS}
random = numpy.random.default_rng(SEED)


def draw_order():
    """Items of one order: best-sellers, a run of neighbours, now and then a rarity."""
    lines = 1 + random.poisson(9)
    centre = random.integers(COMMON)
    near = (centre + random.integers(-12, 13, size=lines)) % COMMON
    popular = (COMMON * random.random(lines) ** 3).astype(int)
    rare = random.integers(COMMON, ITEMS, size=int(random.random() < 0.1))
    drawn = numpy.where(random.random(lines) < 0.5, near, popular)
    return sorted(set(drawn.tolist() + rare.tolist()))


def learn(orders):
    """Ids by falling popularity, then name; counts; the items in at least three orders."""
    counts = numpy.zeros(ITEMS, int)
    for order in orders:
        counts[order] += 1
    by_rank = sorted(range(ITEMS), key=lambda item: (-counts[item], item))
    vocabulary = [item for item in by_rank if counts[item] >= 3]
    return {item: rank for rank, item in enumerate(vocabulary)}, counts[vocabulary]


orders = [draw_order() for _ in range(TRAIN)]
ids, n = learn(orders)
V, N = len(ids), len(orders)
rows = [sorted(ids[item] for item in order if item in ids) for order in orders]
X = sparse.csr_matrix(
    (numpy.ones(sum(map(len, rows))), numpy.concatenate(rows).astype(int),
     numpy.cumsum([0] + [len(row) for row in rows])), shape=(N, V))
C = (X.T @ X).toarray()
off = ~numpy.eye(V, dtype=bool)
both = C * off
left, right = numpy.meshgrid(n.astype(float), n.astype(float), indexing="ij")

# Orders as words of the documents that items are: rare words are orders of few items.
idf = numpy.log(V) - numpy.log1p(numpy.asarray(X.sum(axis=1)).ravel())
R = (X.T @ sparse.diags(idf**2) @ X).toarray()


def llr():
    total = numpy.zeros((V, V))
    for observed, a, b in [
        (both, left, right), (left - both, left, N - right),
        (right - both, N - left, right), (N - left - right + both, N - left, N - right),
    ]:
        expected = a * b / N
        with numpy.errstate(divide="ignore", invalid="ignore"):
            part = observed * numpy.log(observed / expected)
        total += numpy.where(observed > 0, part, 0.0)
    return numpy.where(both * N > left * right, 2 * total, 0.0)


def nearest(similarity):
    """Each row's best, ties to the lower id."""
    kept = numpy.zeros_like(similarity)
    for row, values in enumerate(similarity):
        best = numpy.lexsort((numpy.arange(V), -values))[:NEIGHBOURS]
        kept[row, best] = values[best]
    return kept


def ease():
    P = numpy.linalg.inv(C + EASE_STRENGTH * n.mean() * numpy.eye(V))
    return off * -(P / numpy.diag(P)[None, :])


f = (K1 + 1) / (K1 * (1 - B + B * n / n.mean()) + 1)
floor = min(max(2, int(numpy.ceil(N * LIFT_FLOOR_PERMILLE / 1000))), 50)
WEIGHTS = {
    "popularity": None,
    "co-count": both,
    "confidence": both / left,
    "lift": numpy.where(both >= floor, both * N / (left * right), 0.0),
    "cosine": both / numpy.sqrt(left * right),
    "jaccard": both / (left + right - both),
    "llr": llr(),
    "bm25": nearest(f[:, None] * f[None, :] * R * off),
    "tf-idf": nearest(R * off / numpy.sqrt(numpy.outer(numpy.diag(R), numpy.diag(R)))),
    "ease": ease(),
}
assert V < ITEMS, "items under the floor of the vocabulary must be tried"
assert ((both > 0).sum(axis=1) > NEIGHBOURS).any(), "the cut to the nearest must be tried"


def scores_of(name, query):
    if name == "popularity":
        return n.astype(float)
    total = numpy.zeros(V)
    for item in query:
        total = total + WEIGHTS[name][item]
    return total


def answer(name, query, held_out):
    """The sorted list, and whether rounding could have changed what is read from it."""
    scores = scores_of(name, query)
    candidates = [item for item in range(V) if item not in query]
    ranking = sorted(candidates, key=lambda item: (-scores[item], item))
    values = scores[ranking]
    rank = ranking.index(held_out) + 1
    gaps = numpy.abs(numpy.concatenate([values - scores[held_out], numpy.diff(values[:12])]))
    close = ((gaps > 0) & (gaps < 1e-9 * numpy.abs(values).max())).any()
    return rank, ranking[:10], bool((values > 0).any()), len(candidates), close


queries, order_of = [], []
while len(queries) < ASKED * DRAWS:
    known = [ids[item] for item in draw_order() if item in ids]
    if len(known) < 2:
        continue
    random.shuffle(known)
    drawn = [(known[d % len(known)], known[d % len(known) + 1:] + known[:d % len(known)])
             for d in range(DRAWS)]
    if not any(answer(name, others[:shown], held_out)[4]
               for held_out, others in drawn for name in WEIGHTS for shown in KINDS.values()):
        order_of += [len(queries) // DRAWS] * DRAWS
        queries += drawn
order_of = numpy.array(order_of)

sold = numpy.concatenate([[0], numpy.cumsum(n)[:-1]]) / n.sum()
stratum = numpy.where(sold < 1 / 3, 0, numpy.where(sold < 2 / 3, 1, 2))


def estimate(values, orders=None):
    """Mean and standard error: orders are what chance deals out, a query is one look at one."""
    values = numpy.asarray(values, float)
    orders = order_of if orders is None else orders
    if not len(values):
        return {"mean": 0.0, "standard_error": 0.0}
    mean = values.mean()
    spread = [(values[orders == order] - mean).sum() for order in numpy.unique(orders)]
    m = len(spread)
    error = numpy.sqrt(m / (m - 1) * numpy.square(spread).sum()) / len(values) if m > 1 else 0.0
    return {"mean": mean, "standard_error": error}


def parts(values, strata):
    return {
        name: {"queries": int((strata == number).sum()),
               "hr_10": estimate(values[strata == number], order_of[strata == number])}
        for number, name in enumerate(["head", "torso", "tail"])
    }


def metrics(name, shown):
    answers = [answer(name, others[:shown], held_out) for held_out, others in queries]
    ranks = numpy.array([a[0] for a in answers], float)
    candidates = numpy.array([a[3] for a in answers], float)
    held_out = numpy.array([q[0] for q in queries])
    middle = [sorted(others[:shown])[(len(others[:shown]) - 1) // 2] for _, others in queries]
    hits = (ranks <= 10).astype(float)
    top = numpy.concatenate([a[1] for a in answers])
    return {
        "queries": len(queries),
        "hr_1": estimate(ranks <= 1),
        "hr_4": estimate(ranks <= 4),
        "hr_10": estimate(hits),
        "ndcg_10": estimate(numpy.where(ranks <= 10, 1 / numpy.log2(ranks + 1), 0)),
        "mrr": estimate(1 / ranks),
        "mpr": estimate(100 * (1 - (ranks - 1) / (candidates - 1))),
        "non_head_hr_10": estimate(hits[stratum[held_out] > 0], order_of[stratum[held_out] > 0]),
        "coverage_10": len(set(top.tolist())) / V,
        "popularity_bias": n[top].mean() / n[held_out].mean(),
        "empty": float(numpy.mean([not a[2] for a in answers])),
        "by_query": parts(hits, stratum[middle]),
        "by_target": parts(hits, stratum[held_out]),
    }


names = {rank: item for item, rank in ids.items()}
fixture = {
    "orders": orders,
    "queries": [[names[held_out], [names[item] for item in others]] for held_out, others in queries],
    "draws": DRAWS,
    "vocabulary": V,
    "ease_strength": EASE_STRENGTH,
    "scores": [
        {"ranker": name, "query": number, "items": [names[i] for i in range(0, V, 17)],
         "values": scores_of(name, queries[number][1])[::17].tolist()}
        for name in WEIGHTS for number in range(3)
    ],
    "results": [
        {"kind": kind, "ranker": name, **metrics(name, shown)}
        for kind, shown in KINDS.items() for name in WEIGHTS
    ],
}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


# A record a line: a change shows as the lines it changes.
out = sys.stdout
out.write("{\n")
for key, value in fixture.items():
    last = key == "results"
    if isinstance(value, list):
        out.write(f"{json.dumps(key)}:[\n" + ",\n".join(map(compact, value)) + "\n]")
    else:
        out.write(f"{json.dumps(key)}:{compact(value)}")
    out.write("\n" if last else ",\n")
out.write("}\n")
