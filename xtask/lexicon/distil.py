"""From word vectors to a lexicon: which stems of two languages translate each other.

The idea: in one vector space translations lie close, but some words lie close
to everything. So a pair's value is its cosine against the mean cosine of each
side's nearest neighbours (as in CSLS, Conneau et al. 2018). A first round
finds mutual best pairs; they teach a projection that keeps what translations
share and damps what tells languages apart; a second round uses it.
"""

import numpy as np

NEIGHBOURS = 16      # over how many the mean cosine of a stem is taken
ANCHORS = 5_000      # mutual best pairs that teach the projection
DIMENSIONS = 200


class Stems:
    """The stems of a language, most probable first: key, probability, vector."""

    def __init__(self, keys, probability, vectors):
        self.keys, self.probability, self.vectors = keys, probability, vectors


def collapse(stems, log_probability, vectors, limit):
    """Words to stems: a stem's vector is the mean of its words', probable ones first.

    The square root of the probability weighs a word, so that the rarer forms
    of a paradigm still speak.
    """
    probability = np.exp(np.asarray(log_probability, dtype=np.float64))
    vectors = vectors.astype(np.float32)
    vectors = vectors - np.average(vectors, axis=0, weights=np.minimum(probability, 1e-4))
    keys = sorted(set(stems))
    number = {key: i for i, key in enumerate(keys)}
    index = np.array([number[stem] for stem in stems])
    weight = np.sqrt(probability)
    together = np.argsort(index, kind="stable")
    starts = np.searchsorted(index[together], np.arange(len(keys)))
    weighted = (vectors * weight[:, None].astype(np.float32))[together]
    means = np.add.reduceat(weighted, starts) / np.bincount(index, weight)[:, None]
    means = means.astype(np.float32)
    total = np.bincount(index, probability)
    order = np.argsort(-np.round(np.log(total), 6), kind="stable")[:limit]
    return Stems([keys[i] for i in order], total[order], means[order])


def _unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _nearest(left, right, count):
    """For each row of `left` the `count` nearest rows of `right` and their cosines."""
    indices, cosines = [], []
    for start in range(0, len(left), 1000):
        block = left[start:start + 1000] @ right.T
        index = np.argpartition(-block, count, axis=1)[:, :count]
        indices.append(index)
        cosines.append(np.take_along_axis(block, index, 1))
    # Rounded, so that the order of additions in a matrix product does not show.
    return np.concatenate(indices), np.round(np.concatenate(cosines), 4)


class Neighbours:
    """The stems of two languages in one space, with those nearest to each."""

    def __init__(self, left, right):
        self.left, self.right = left, right
        self._index_l, self._cosine_l = _nearest(left, right, NEIGHBOURS)
        self._index_r, self._cosine_r = _nearest(right, left, NEIGHBOURS)

    def value(self, rows, columns, cosine):
        """What pairs are worth: their cosine, against those of each side's neighbours."""
        return 2 * cosine - self._cosine_l.mean(1)[rows] - self._cosine_r.mean(1)[columns]

    def values(self, rows, columns):
        """The same for any pairs."""
        cosine = np.einsum("ij,ij->i", self.left[rows], self.right[columns])
        return self.value(rows, columns, np.round(cosine, 4))

    def pairs(self):
        """Pairs in each other's or one's neighbourhood: row, column, cosine, value, sorted."""
        rows = np.concatenate([np.repeat(np.arange(len(self.left)), NEIGHBOURS),
                               self._index_r.ravel()])
        columns = np.concatenate([self._index_l.ravel(),
                                  np.repeat(np.arange(len(self.right)), NEIGHBOURS)])
        cosine = np.concatenate([self._cosine_l.ravel(), self._cosine_r.ravel()])
        _, first = np.unique(rows.astype(np.int64) * len(self.right) + columns, return_index=True)
        rows, columns, cosine = rows[first], columns[first], cosine[first]
        return rows, columns, cosine, self.value(rows, columns, cosine)


def _anchors(left, right):
    """The best mutual best pairs."""
    rows, columns, _, value = Neighbours(left, right).pairs()
    best_l = np.full(len(left), -1)
    best_r = np.full(len(right), -1)
    for k in np.lexsort((columns, rows, np.round(value, 4))):
        best_l[rows[k]] = k
        best_r[columns[k]] = k
    mutual = [k for k in best_l if k >= 0 and best_r[columns[k]] == k]
    mutual.sort(key=lambda k: (-round(float(value[k]), 4), rows[k]))
    mutual = mutual[:ANCHORS]
    return rows[mutual], columns[mutual]


def _projection(left, right):
    """Directions in which translations agree, from pairs of rows (discriminant analysis)."""
    within = np.cov((left - right).T.astype(np.float64)) / 2
    within += np.trace(within) / len(within) * np.eye(len(within))
    scale, rotation = np.linalg.eigh(within)
    whiten = rotation / np.sqrt(scale)
    total = np.cov(np.concatenate([left, right]).T.astype(np.float64))
    spread, rotation = np.linalg.eigh(whiten.T @ total @ whiten)
    keep = np.argsort(-spread)[:DIMENSIONS]
    shrink = np.sqrt(np.maximum(spread[keep] - 1, 1e-3) / spread[keep])
    return (whiten @ rotation[:, keep] * shrink).astype(np.float32)


def distil(left: Stems, right: Stems):
    """The stems of two languages where translations lie close."""
    a = left.vectors - left.vectors.mean(0)
    b = right.vectors - right.vectors.mean(0)
    sample = np.concatenate([a[::4], b[::4]])
    _, basis = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    basis = basis[:, -DIMENSIONS:].astype(np.float32)
    rows, columns = _anchors(_unit(a @ basis), _unit(b @ basis))
    a, b = _unit(a), _unit(b)
    a, b = a - a.mean(0), b - b.mean(0)
    projection = _projection(a[rows], b[columns])
    return Neighbours(_unit(a @ projection), _unit(b @ projection))


def strength(value):
    """How far to trust a pair, from its value."""
    return np.clip(0.45 + 1.8 * value, 0.15, 1.0)


def _best(owner, value):
    """Marks for each owner its best pair."""
    order = np.lexsort((np.arange(len(value)), -np.round(value, 4), owner))
    first = np.ones(len(value), bool)
    first[1:] = owner[order][1:] != owner[order][:-1]
    best = np.zeros(len(value), bool)
    best[order[first]] = True
    return best


def select(left, right, pairs, entries):
    """The `entries` best pairs as `(left key, right key, strength)`, sorted by key."""
    rows, columns, cosine, value = pairs
    # Between two function words most neighbourhoods are accidents of position.
    frequent = (left.probability[rows] > 4e-4) & (right.probability[columns] > 4e-4)
    usable = (cosine > 0.3) & (value > np.where(frequent, 0.1, -0.08))
    # A pair of probable stems is met more often, so it may be a little worse; and
    # a stem's first translation is worth more than another's tenth.
    met = 0.5 * (np.log(left.probability[rows]) + np.log(right.probability[columns]))
    rank = 16 * np.minimum(value, 0.5) + 0.3 * met
    rank = rank + 2 * _best(rows, value) + 2 * _best(columns, value)
    usable = np.nonzero(usable)[0]
    order = usable[np.lexsort((columns[usable], rows[usable], -np.round(rank[usable], 3)))]
    return sorted((left.keys[rows[k]], right.keys[columns[k]], float(round(strength(value[k]), 2)))
                  for k in order[:entries])
