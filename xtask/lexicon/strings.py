"""Translations of words that interface strings and the names of emoji show.

The idea: a browser speaks fifty languages, string by string, so its strings are a small bitext
of each of them with English. IBM model 1 (Brown et al. 1993) learns from it in both directions
which word translates which; pairs that both directions believe are kept. It is what is left for
languages that neither the encoder nor the dictionaries know.
"""

import math
import unicodedata
from collections import Counter, defaultdict

ROUNDS = 6
LEAST = 1e-3               # translations less probable than this are forgotten
EXPECTED = 0.7             # a pair comes up so often at least, by both directions
ONCE, LESS = 1.5, 0.6      # one that comes up less often is believed less
SCALE, BELIEVED = 1.3, 0.13      # strength by the mean of both directions, and the least
LONGEST = 60               # words of a string
_INSIDE = "'\u200c\u200d"   # what may stand inside a word, besides letters and their marks


def words(text):
    """The words of a text in small letters; vowel signs and joiners are parts of words."""
    def part(character):
        return unicodedata.category(character)[0] in "LM" or character in _INSIDE

    text = text.lower().replace("’", "'")
    runs = "".join(character if part(character) else " " for character in text).split()
    return [word for word in (run.strip(_INSIDE) for run in runs) if word]


def pairs(sources, left, right):
    """The distinct pairs of strings, in words, in the order of the sources.

    Where most words on the right are in another script than Latin, those in Latin letters are
    names or were not translated, and are left out.
    """
    found = {}
    for strings in (sources.browser_strings, sources.home_strings, sources.emoji_names):
        near, far = strings(left), strings(right)
        for key, text in near.items():
            if far.get(key, text) != text:
                pair = tuple(words(text)), tuple(words(far[key]))
                if all(pair) and max(map(len, pair)) <= LONGEST:
                    found[pair] = None
    own = Counter(_is_latin(word) for _, far in found for word in far)
    if own[False] < own[True]:
        return list(found)
    left = ((near, tuple(word for word in far if not _is_latin(word))) for near, far in found)
    return [pair for pair in left if pair[1]]


def _is_latin(word):
    return unicodedata.name(word[0], "").startswith("LATIN")


def entries(bitext):
    """`{(left stem, right stem): strength}` from pairs of strings in stems."""
    forward, seen_forward = _model(bitext)
    backward, seen_backward = _model([(far, near) for near, far in bitext])
    found = {}
    for near, translations in forward.items():
        for far, probability in translations.items():
            back = backward.get(far, {}).get(near, 0.0)
            seen = min(seen_forward[near][far], seen_backward[far].get(near, 0.0))
            strength = min(1.0, SCALE * math.sqrt(probability * back))
            if near and far and seen >= EXPECTED and strength >= BELIEVED:
                found[near, far] = round(strength * (1.0 if seen > ONCE else LESS), 4)
    return found


def _model(bitext):
    """Translation probabilities of IBM model 1, and how often each pair is expected to have come up.

    The empty word stands for what has no counterpart.
    """
    table, expected = None, None
    for _ in range(ROUNDS):
        expected, totals = defaultdict(Counter), Counter()
        for near, far in bitext:
            near = ("", *near)
            for word in far:
                shares = [table[one].get(word, 0.0) if table else 1.0 for one in near]
                total = sum(shares)
                for one, share in zip(near, shares):
                    if share:
                        expected[one][word] += share / total
                        totals[one] += share / total
        table = {one: {word: count / totals[one] for word, count in counts.items()
                       if count / totals[one] >= LEAST} for one, counts in expected.items()}
    return table, expected
