"""Which of the senses that dictionaries list go into a lexicon, and how far to trust each.

The idea: the dictionary's word and the encoder's nearness are two opinions on one pair. Their
log-odds add up; where the encoder does not know a stem, only the dictionary speaks.
"""

import math

import numpy as np

SLOPE = 2.5                # of the log-odds over the encoder's value of a pair
USUAL = -0.3               # the value at which the encoder says nothing, and that of unknown stems
LOWEST, HIGHEST = -0.5, 0.6      # how far a value may be from that
LEAST = 0.3                # weaker pairs are left out
TRUST = 3.0                # what the strength of a pair is worth, against how often it is met


def strongest(*tables):
    """The pairs of all tables `(pair, value)`, each with the greatest value that one gives it."""
    found = {}
    for table in tables:
        for pair, value in table:
            found[pair] = max(value, found.get(pair, value))
    return found


def stem_beliefs(beliefs, stem_left, stem_right):
    """The log-odds of pairs of words by their stems, the most of each."""
    stems = []
    for side, stem in ((0, stem_left), (1, stem_right)):
        words = sorted({pair[side] for pair in beliefs})
        stems.append(dict(zip(words, stem(words))))
    return strongest(((stems[0][a], stems[1][b]), belief) for (a, b), belief in beliefs.items())


def strengths(beliefs, left=None, right=None, neighbours=None):
    """`{pair: strength}` of pairs of stems; `neighbours` holds the stems of both languages."""
    pairs = sorted(beliefs)
    if not pairs:
        return {}
    values = np.full(len(pairs), USUAL)
    if neighbours is not None:
        row = {key: i for i, key in enumerate(left.keys)}
        column = {key: i for i, key in enumerate(right.keys)}
        known = [i for i, (a, b) in enumerate(pairs) if a in row and b in column]
        rows = np.array([row[pairs[i][0]] for i in known], dtype=int)
        columns = np.array([column[pairs[i][1]] for i in known], dtype=int)
        values[known] = neighbours.values(rows, columns)
    nearness = SLOPE * np.clip(values - USUAL, LOWEST, HIGHEST)
    odds = np.array([beliefs[pair] for pair in pairs]) + nearness
    trust = np.round(1 / (1 + np.exp(-odds)), 3)
    return {pair: float(s) for pair, s in zip(pairs, trust) if s >= LEAST}


def ranked(trusted, left_log, right_log):
    """`[(pair, strength)]`, those first that serve most: trusted ones of stems that are often met.

    `trusted` holds the strengths of pairs, `left_log` and `right_log` the log probabilities of
    stems.
    """
    def rank(entry):
        (left, right), strength = entry
        met = 0.5 * (left_log[left] + right_log[right])
        return -round(met + TRUST * math.log(strength), 4), left, right

    return sorted(trusted.items(), key=rank)
