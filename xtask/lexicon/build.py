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
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np

import dictionaries
import distil
import glosses
import senses
import strings
from encoder import Encoder
from looks import Looks
from sources import Sources
from vocabulary import LANGUAGES, LATIN, UNSPACED, Probabilities, Vocabulary

# Languages of interface strings that neither the encoder nor the dictionaries know.
STRINGS = ["bn", "ca", "cs", "da", "et", "fa", "he", "hi", "hr", "hu", "lv", "ro", "sk", "sl",
           "sr", "sw", "ta", "uk", "vi"]
PAIRS = [f"en-{language}"
         for language in sorted({*LANGUAGES, *dictionaries.NAMES, *STRINGS} - {"en"})]
PAIRS += ["de-fr", "de-ru", "fr-ru", "ru-uk"]
STEMS = {"en": 20_000}       # stems of a language that are compared at all
DEFAULT_STEMS = 26_000
DISTILLED = 35_000           # entries that the encoder finds; with those of dictionaries
ALONE = 65_000               # the same where no dictionary helps
SENSES, FEWER = 120_000, 5_000        # entries from dictionaries at most, and fewer until they fit
SIZE = 395_000               # bytes of a packed lexicon
STRENGTHS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0]     # finer ones only make a file larger
CROWDED = 128                # a stem with more partners is one the encoder cannot spell
FREQUENT = 2e-5              # rarer stems weigh as if their share were 0


class Builder:
    def __init__(self, cache, output, threads, xtask):
        self.cache, self.output, self.xtask = cache, output, xtask
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
        if not words:
            return []
        command = [*self.xtask, "stem", "--language", language]
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

    @cached_property
    def dictionaries(self):
        return dictionaries.Dictionaries(self.sources)

    def beliefs(self, left, right):
        """Log-odds of pairs of stems, from all dictionaries, and of the pairs of words behind."""
        found = self.dictionaries.beliefs(left, right)
        words = dictionaries.word_beliefs(found, left, right)
        headwords = {"ja": self.sources.japanese_glosses, "zh": self.sources.chinese_glosses}
        if left == "en" and right in headwords:
            glossed = glosses.word_beliefs(headwords[right]())
            words = senses.strongest(words.items(), glossed.items())
        return senses.stem_beliefs(words, *(partial(self.stem, x) for x in (left, right))), words

    def log_probability(self, language, words):
        """Log probabilities of the stems of these words, and of all that the encoder knows."""
        share = {}
        for stem, log in zip(self.stem(language, words), self.encoder.log_probability(words)):
            share[stem] = share.get(stem, 0.0) + float(np.exp(log))
        if language in LANGUAGES:
            stems = self.stems(language)
            share.update(zip(stems.keys, map(float, stems.probability)))
        return {stem: float(np.log(p)) for stem, p in share.items()}

    def ranked_senses(self, left, right, neighbours=None):
        """The entries from dictionaries, those first that serve most."""
        beliefs, words = self.beliefs(left, right)
        stems = (self.stems(left), self.stems(right), neighbours) if neighbours else ()
        logs = [self.log_probability(language, sorted({pair[side] for pair in words}))
                for side, language in enumerate((left, right))]
        return senses.ranked(senses.strengths(beliefs, *stems), *logs)

    def distilled(self, left, right, neighbours, count):
        """The entries that the encoder finds."""
        chosen = distil.select(self.stems(left), self.stems(right), neighbours.pairs(), count)
        partners = Counter(a for a, _, _ in chosen)
        return {(a, b): strength for a, b, strength in chosen if partners[a] <= CROWDED}

    def strings(self, left, right):
        """The entries that interface strings show; none where words are not parted by spaces."""
        if {left, right} & UNSPACED:
            return {}
        bitext = strings.pairs(self.sources, left, right)
        stems = []
        for side, language in enumerate((left, right)):
            words = sorted({word for pair in bitext for word in pair[side]})
            stems.append(dict(zip(words, self.stem(language, words))))
        return strings.entries([tuple(tuple(known[word] for word in side)
                                      for known, side in zip(stems, pair)) for pair in bitext])

    def pair(self, name):
        """Writes the lexicon of a pair; its numbers of stems and entries."""
        left, right = name.split("-")
        entries, neighbours = {}, None
        if {left, right} <= set(LANGUAGES):
            neighbours = distil.distil(self.stems(left), self.stems(right))
        sensed = self.ranked_senses(left, right, neighbours)
        if neighbours:
            entries = self.distilled(left, right, neighbours, DISTILLED if sensed else ALONE)
        words, phrases = self.by_hand(left, right)
        shown = self.strings(left, right)
        entries = senses.strongest(entries.items(), words.items(), shown.items())
        count = min(SENSES, len(sensed))
        both = senses.strongest(entries.items(), sensed[:count])
        while self._packed_size(f"{name}.tsv", both) > SIZE:
            if count < FEWER:
                raise ValueError(f"{name} does not fit in {SIZE} bytes")
            count -= FEWER
            both = senses.strongest(entries.items(), sensed[:count])
        if phrases:
            self._write(f"phrases-{name}.tsv", phrases)
        return len({e[0] for e in both}), len({e[1] for e in both}), len(both)

    def small(self, name):
        """Writes what a pair would have if there were interface strings only."""
        left, right = name.split("-")
        entries = self.strings(left, right)
        self._packed_size(f"small-{name}.tsv", entries)
        return len({e[0] for e in entries}), len({e[1] for e in entries}), len(entries)

    def _packed_size(self, name, entries):
        """Writes and packs a lexicon; how many bytes it takes."""
        self._write(name, entries)
        packed = (self.output / name).with_suffix(".lexicon")
        command = [*self.xtask, "pack-lexicon", self.output / name, packed]
        subprocess.run(command, check=True, capture_output=True)
        return packed.stat().st_size

    def _write(self, name, entries):
        def level(strength):
            return min(STRENGTHS, key=lambda level: abs(level - strength))

        lines = [f"{a}\t{b}\t{level(strength):.2f}\n"
                 for (a, b), strength in sorted(entries.items())]
        (self.output / name).write_text("".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--xtask", default="cargo run --release -q -p xtask --")
    parser.add_argument("--small", action="store_true",
                        help="from interface strings only, for the aligner's weights to learn on")
    parser.add_argument("pairs", nargs="*", default=PAIRS)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", str(arguments.threads))
    builder = Builder(arguments.cache, arguments.output, arguments.threads, arguments.xtask.split())
    builder.sources.fetch()
    languages = {language for pair in arguments.pairs for language in pair.split("-")}
    if not arguments.small:
        for language in sorted(languages & set(LANGUAGES)):
            print(language, builder.frequencies(language), "frequent stems", flush=True)
    for pair in arguments.pairs:
        left, right, entries = builder.small(pair) if arguments.small else builder.pair(pair)
        line = f"{pair}: {left} and {right} stems, {entries} entries"
        print(line, flush=True)
        (builder.output / f"READY-{pair}").write_text(line + "\n")


if __name__ == "__main__":
    main()
