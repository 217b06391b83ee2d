"""Builds the lexicons: `python build.py --cache DIR --output DIR [PAIR …]`.

For each language: words and probabilities, stems as the language pack makes
them, vectors. For each pair (`en-ru`, `de-fr`): the entries, as `left stem,
right stem, strength` a line. For each language its frequent stems with their
share of running text.
"""

import argparse
import json
import os
import subprocess
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np

import distil
import glosses
from encoder import Encoder
from looks import Looks
from sources import Sources
from vocabulary import LANGUAGES, LATIN, UNSPACED, Probabilities, Vocabulary

STEMS = {"en": 20_000}       # stems of a language that are compared at all
DEFAULT_STEMS = 26_000
ENTRIES = 65_000             # some 250 KB packed
CROWDED = 128                # a stem with more partners is one the encoder cannot spell
FREQUENT = 2e-5              # rarer stems weigh as if their share were 0


class Builder:
    def __init__(self, cache, output, threads, stem_command):
        self.cache, self.output, self.stem_command = cache, output, stem_command
        self.encoder = Encoder(cache / "vectors", threads)
        self.sources = Sources(cache / "sources")
        self.output.mkdir(parents=True, exist_ok=True)

    def vocabulary(self, language):
        """Words and their probabilities; the Latin-script languages are made together."""
        path = self.cache / f"vocabulary-{language}.json"
        if not path.exists():
            looks = Looks()
            made = Probabilities(self.sources, self.encoder, looks)
            if language in LATIN:
                for name, vocabulary in made.latin():
                    self._store(name, vocabulary)
            else:
                self._store(language, made.other(language))
        return Vocabulary(*json.loads(path.read_text()))

    def _store(self, language, vocabulary):
        path = self.cache / f"vocabulary-{language}.json"
        logs = [round(p, 4) for p in vocabulary.log_probability]
        path.write_text(json.dumps([vocabulary.words, logs], ensure_ascii=False))

    def stem(self, language, words):
        """Stems by the language pack itself, so that they are what the aligner sees."""
        command = [part.format(language) for part in self.stem_command]
        done = subprocess.run(command, input="\n".join(words) + "\n", text=True,
                              capture_output=True, check=True)
        stems = done.stdout.splitlines()
        if len(stems) != len(words):
            raise ValueError(f"{len(words)} words, {len(stems)} stems")
        return stems

    @lru_cache(None)
    def stems(self, language):
        vocabulary = self.vocabulary(language)
        stems = self.stem(language, vocabulary.words)
        vectors = self.encoder.vectors(vocabulary.words, language)
        limit = STEMS.get(language, DEFAULT_STEMS)
        return distil.collapse(stems, vocabulary.log_probability, vectors, limit)

    def frequencies(self, language):
        vocabulary = self.vocabulary(language)
        share = {}
        for stem, log in zip(self.stem(language, vocabulary.words), vocabulary.log_probability):
            share[stem] = share.get(stem, 0.0) + float(np.exp(log))
        lines = [f"{stem}\t{share[stem]:.1e}\n" for stem in sorted(share) if share[stem] >= FREQUENT]
        (self.output / f"freq-{language}.tsv").write_text("".join(lines))
        return len(lines)

    def by_hand(self, left_language, right_language):
        """Entries written down by hand, words and phrases apart, keyed by stems."""
        path = Path(__file__).parent / "by-hand" / f"{left_language}-{right_language}.txt"
        words, phrases = {}, {}
        if not path.exists():
            return words, phrases
        for line in path.read_text().splitlines():
            if line.startswith("#") or "=" not in line:
                continue
            left, right = ([side.split() for side in part.split("|")] for part in line.split("="))
            left = [" ".join(self.stem(left_language, side)) for side in left]
            right = [" ".join(self.stem(right_language, side)) for side in right]
            strength = 0.9 if len(set(left)) * len(set(right)) <= 6 else 0.7
            for a in left:
                for b in right:
                    table = phrases if " " in a + b else words
                    table[a, b] = max(strength, table.get((a, b), 0.0))
        return words, phrases

    def pair(self, name):
        """Writes the lexicon of a pair; its numbers of stems and entries."""
        left_language, right_language = name.split("-")
        left, right = self.stems(left_language), self.stems(right_language)
        chosen = distil.select(left, right, distil.distil(left, right), ENTRIES)
        partners = Counter(a for a, _, _ in chosen)
        entries = {(a, b): strength for a, b, strength in chosen if partners[a] <= CROWDED}
        if name == "en-zh":
            known = {b for _, b in entries}
            glossed = glosses.entries(self.sources.chinese_glosses(), known,
                                      lambda words: self.stem("en", words))
            for key, strength in glossed.items():
                entries[key] = max(strength, entries.get(key, 0.0))
        words, phrases = self.by_hand(left_language, right_language)
        for key, strength in words.items():
            entries[key] = max(strength, entries.get(key, 0.0))
        self._write(f"{name}.tsv", entries)
        if phrases:
            self._write(f"phrases-{name}.tsv", phrases)
        return len({e[0] for e in entries}), len({e[1] for e in entries}), len(entries)

    def _write(self, name, entries):
        lines = [f"{a}\t{b}\t{strength:.2f}\n" for (a, b), strength in sorted(entries.items())]
        (self.output / name).write_text("".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--stem", default="cargo run --release -q -p xtask -- stem --language {}")
    parser.add_argument("pairs", nargs="*",
                        default=[f"en-{language}" for language in LANGUAGES if language != "en"])
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", str(arguments.threads))
    builder = Builder(arguments.cache, arguments.output, arguments.threads, arguments.stem.split())
    builder.sources.fetch()
    for language in sorted({language for pair in arguments.pairs for language in pair.split("-")}):
        print(language, builder.frequencies(language), "frequent stems", flush=True)
    for pair in arguments.pairs:
        left, right, entries = builder.pair(pair)
        line = f"{pair}: {left} and {right} stems, {entries} entries"
        print(line, flush=True)
        (builder.output / f"READY-{pair}").write_text(line + "\n")


if __name__ == "__main__":
    main()
