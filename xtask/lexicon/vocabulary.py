"""The words of each language with their probabilities in running text.

The idea: a word counts as one of the language if a word list has it, or if two
independent vocabularies of pieces hold it whole and its letters look like the
language. Its probability is the encoder's, and where languages share a
spelling ("die", "a", "no"), each gets the part that its own share of real text
(interface strings) and the look of the word suggest.
"""

import math
import re
from collections import Counter
from pathlib import Path

import hunspell

LATIN = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"]
LANGUAGES = LATIN + ["ar", "ja", "ko", "ru", "th", "zh"]
UNSPACED = {"ja", "th", "zh"}

# Words as the aligner's tokens are: letters with inner apostrophes.
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LETTERS = {
    "ar": re.compile(r"[\u0621-\u064a]+"),
    "de": re.compile(r"[a-zäöüß]+"),
    "en": re.compile(r"[a-z]+(?:'[a-z]+)?"),
    "es": re.compile(r"[a-záéíóúüñ]+"),
    "fr": re.compile(r"(?:[a-zàâæçèéêëîïôùûüÿœ]+)(?:'[a-zàâæçèéêëîïôùûüÿœ]+)?"),
    "it": re.compile(r"[a-zàèéìíòóùú]+"),
    "ja": re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u4e00-\u9fff]+"),
    "ko": re.compile(r"[\uac00-\ud7a3]+"),
    "nl": re.compile(r"[a-záäèéêëïíöóôüúç]+(?:'[a-z]+)?"),
    "pl": re.compile(r"[a-zóąćęłńśźż]+"),
    "pt": re.compile(r"[a-záàâãçéêíóôõúü]+"),
    "ru": re.compile(r"[а-яё]+"),
    "th": re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+"),
    "tr": re.compile(r"[a-zçöüğışâîû]+"),
    "zh": re.compile(r"[\u3007\u4e00-\u9fff]+"),
}
# Word forms kept for embedding, most probable first.
_LIMIT = {"ru": 150_000, "pl": 150_000, "tr": 120_000, "nl": 90_000, "en": 75_000,
          "ja": 60_000, "ko": 60_000, "zh": 60_000, "th": 40_000}


class Vocabulary:
    """Words with natural logarithms of their probabilities, words sorted."""

    def __init__(self, words, log_probability):
        self.words = words
        self.log_probability = log_probability


def words_of(text):
    """The words of a text, folded as the aligner folds them."""
    return _WORD.findall(text.lower().replace("’", "'"))


def _listed(language, sources):
    """Words that a word list of the language vouches for."""
    if language == "en":
        lists = (sources.list_words("debian/wamerican-large/usr/share/dict/*-large")
                 + sources.list_words("debian/wbritish-large/usr/share/dict/*-large"))
        return {w for w in lists if not w.endswith("'s")}
    if language == "ru":
        path = sources.path("debian/hunspell-ru/usr/share/hunspell/ru_RU.dic")
        return set(hunspell.forms(path.with_suffix("")))
    if language == "nl":
        return set(sources.list_words("debian/wdutch/usr/share/dict/dutch"))
    if language == "pl":
        return set(sources.list_words("debian/wpolish/usr/share/dict/polish"))
    if language == "tr":
        return set(sources.turkish())
    if language == "ko":
        # Nouns, adverbs, interjections, and the bare stems of verbs.
        kinds = {"NNG", "NNP", "NNB", "NP", "NR", "VV", "VA", "MAG", "MAJ", "MM", "IC", "XR"}
        return {w for w, kind in sources.korean() if kind in kinds}
    if language == "ja":
        skip = {"人名", "地域", "組織"}
        return {w for w, part, kind in sources.japanese()
                if part not in {"記号"} and not (kind == "固有名詞" and skip)}
    if language == "th":
        return set(sources.thai())
    return set()


def _supplement(language):
    """Informal words written down by hand beside this script."""
    path = Path(__file__).parent / "informal" / f"{language}.txt"
    if not path.exists():
        return set()
    lines = path.read_text().splitlines()
    return {w for line in lines if not line.startswith("#") for w in line.split()}


def candidates(language, sources, encoder):
    """Every word that may belong to the language, with the folded list words apart."""
    letters = _LETTERS[language]
    fits = lambda w: letters.fullmatch(w) is not None
    listed = {w.lower().replace("’", "'") for w in _listed(language, sources)}
    # A word whose first letters begin no piece is rare: do not weigh millions of forms.
    listed = {w for w in listed
              if fits(w) and (language in UNSPACED or encoder.begins_piece(w[:5]))}
    listed |= {w for w in sources.stopwords(language) if fits(w)}
    listed |= _supplement(language)
    shown = Counter(w for text in sources.browser_strings(language).values()
                    for w in words_of(text))
    known = {w for phrase in sources.annotations(language) for w in words_of(phrase)}
    pieces = {p[1:].lower() for p, _ in encoder.pieces() if p.startswith("▁")}
    if language in UNSPACED:
        pieces = {p.lstrip("▁") for p, _ in encoder.pieces()}
        shown = known = {}
    first, second = sources.subwords()
    twice = (pieces & first) | (pieces & second) | (first & second)
    if language in {"zh", "ja", "th"}:
        twice = set()
    vouched = listed | {w for w in shown if shown[w] >= 2 and fits(w)} | {w for w in known if fits(w)}
    return listed, vouched, {w for w in twice if fits(w) and len(w) > 1} - vouched


class Probabilities:
    """Splits the encoder's probability of a spelling among the languages that have it."""

    def __init__(self, sources, encoder, detector):
        self.sources, self.encoder, self.detector = sources, encoder, detector

    def latin(self):
        """Vocabularies of all languages in Latin letters, made together."""
        members = {}
        confidence = {}
        pool = {}
        for language in LATIN:
            pool[language] = candidates(language, self.sources, self.encoder)
        doubtful = {w for listed, vouched, twice in pool.values() for w in twice}
        for language in LATIN:
            listed, vouched, twice = pool[language]
            rest = (vouched - listed) if language in {"en", "nl", "pl"} else vouched
            doubtful |= rest if language != "tr" else {w for w in vouched}
        for word in sorted(doubtful):
            confidence[word] = self.detector(word)
        for language in LATIN:
            listed, vouched, twice = pool[language]
            strict = {"en", "nl", "pl"}
            keep = {w for w in twice
                    if confidence[w].get(language, 0) >= 0.15 * max(confidence[w].values())
                    and confidence[w].get(language, 0) >= 0.03}
            if language in strict:
                keep = {w for w in keep if confidence[w].get(language, 0)
                        >= 0.999 * max(confidence[w].values())}
            if language == "tr":
                vouched = {w for w in vouched if confidence[w].get("tr", 0)
                           >= 0.1 * max(confidence[w].values())}
            members[language] = vouched | keep
        shown = {}
        for language in LATIN:
            counts = Counter(w for text in self.sources.browser_strings(language).values()
                             for w in words_of(text))
            total = sum(counts.values())
            shown[language] = {w: c / total for w, c in counts.items()}
        everything = sorted(set().union(*members.values()))
        log_probability = dict(zip(everything, self.encoder.log_probability(everything)))
        owners = {w: [l for l in LATIN if w in members[l]] for w in everything}
        mass = dict.fromkeys(LATIN, 1.0)
        share = {}
        for _ in range(6):
            total = Counter()
            for word, languages in owners.items():
                p = math.exp(log_probability[word])
                if len(languages) == 1:
                    total[languages[0]] += p
                    continue
                looks = confidence.get(word)
                weights = [
                    mass[l] * (shown[l].get(word, 0.0)
                               + 2e-6 + 2e-5 * (looks.get(l, 0) if looks else 0.2))
                    for l in languages
                ]
                for l, weight in zip(languages, weights):
                    share[word, l] = weight / sum(weights)
                    total[l] += p * share[word, l]
            mass = {l: total[l] / max(total.values()) for l in LATIN}
        for language in LATIN:
            words = sorted(members[language])
            logs = [log_probability[w] + math.log(share.get((w, language), 1.0)) for w in words]
            yield language, self._finish(language, words, logs)

    def other(self, language):
        """The vocabulary of a language that has its script for itself."""
        if language == "zh":
            counts = {w: c for w, c in self.sources.jieba()
                      if _LETTERS["zh"].fullmatch(w) and len(w) <= 6}
            words = sorted(counts)
            return self._finish("zh", words, [math.log(counts[w] + 0.5) for w in words])
        listed, vouched, twice = candidates(language, self.sources, self.encoder)
        words = sorted(vouched | twice)
        logs = list(self.encoder.log_probability(words))
        if language == "th":
            counts = self.sources.thai()
            total = sum(counts.values())
            logs = [math.log((counts.get(w, 0) + 0.1) / total) for w in words]
        return self._finish(language, words, logs)

    @staticmethod
    def _finish(language, words, logs):
        order = sorted(range(len(words)), key=lambda i: (-round(logs[i], 3), words[i]))
        kept = sorted(order[:_LIMIT.get(language, 80_000)])
        words = [words[i] for i in kept]
        total = math.log(math.fsum(math.exp(logs[i]) for i in kept))
        return Vocabulary(words, [logs[i] - total for i in kept])
