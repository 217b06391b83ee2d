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
# Words of one letter; others of that length are initials and list marks.
_SINGLE = {"ar": "و", "de": "", "en": "ai", "es": "aeouy", "fr": "aày", "it": "aeèio", "nl": "u",
           "pl": "aiouwz", "pt": "aeoéà", "ru": "абвжикосуяэ", "tr": "o"}
# Word forms kept for embedding, most probable first.
_LIMIT = {"ru": 130_000, "pl": 80_000, "tr": 60_000, "nl": 60_000, "en": 62_000,
          "ja": 45_000, "ko": 45_000, "zh": 50_000, "th": 35_000}


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
        # Four million forms; most long ones and most forms of names are never met.
        common = sources.subwords()
        return {w for w in sources.list_words("debian/wpolish/usr/share/dict/polish")
                if len(w) <= 12 and w.islower() or w.lower() in common}
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


class Pool:
    """The words that may belong to a language, by how well they are vouched for."""

    def __init__(self, language, sources, encoder):
        letters = _LETTERS[language]
        single = _SINGLE.get(language)

        def fits(word):
            if len(word) == 1 and single is not None:
                return word in single
            return letters.fullmatch(word) is not None

        folded = (w.lower().replace("’", "'") for w in _listed(language, sources))
        # A word whose first letters begin no piece is mostly rare: do not weigh millions.
        prefix = {"ko": 2, "nl": 4, "pl": 5, "tr": 4}.get(language)
        self.listed = {w for w in folded
                       if fits(w) and (not prefix or encoder.begins_piece(w[:prefix]))}
        self.sure = {w for w in sources.stopwords(language) if fits(w)} | _supplement(language)
        self.shown = Counter()
        if language not in UNSPACED:
            for text in sources.browser_strings(language).values():
                self.shown.update(w for w in words_of(text) if fits(w))
        self.rate = {w: c / max(1, sum(self.shown.values())) for w, c in self.shown.items()}
        self.printed = {w for w, c in self.shown.items() if c >= 2}
        self.subwords = self.rare = set()
        if language not in UNSPACED:
            self.printed |= {w for phrase in sources.annotations(language)
                             for w in words_of(phrase) if fits(w)}
            votes = Counter({p[1:].lower() for p, _ in encoder.pieces() if p.startswith("▁")})
            votes.update(sources.subwords())
            # Pieces are often cut inside a word. What ends as no known word ends is such.
            known = self.listed | self.sure | self.printed
            endings = Counter(w[-3:] for w in known if len(w) > 3)
            floor = 2 if len(known) < 50_000 else 20
            found = {w for w in votes if fits(w) and len(w) > 2 and w not in known
                     and (endings[w[-3:]] >= floor or votes[w] > 2 or len(w) > 6)}
            self.subwords = {w for w in found if votes[w] > 1}
            self.rare = {w for w in found if votes[w] == 1 and len(w) > 4}


class Probabilities:
    """Splits the encoder's probability of a spelling among the languages that have it."""

    def __init__(self, sources, encoder, confidence):
        self.sources, self.encoder, self.confidence = sources, encoder, confidence

    def latin(self):
        """Vocabularies of all languages in Latin letters, made together."""
        pools = {l: Pool(l, self.sources, self.encoder) for l in LATIN}
        members = {l: self._members(l, pools) for l in LATIN}
        everything = sorted(set().union(*members.values()))
        logs = dict(zip(everything, self.encoder.log_probability(
            everything, self.sources.subwords())))
        owners = {w: [l for l in LATIN if w in members[l]] for w in everything}
        mass = dict.fromkeys(LATIN, 1.0)
        share = {}
        for _ in range(6):
            total = Counter()
            for word, languages in owners.items():
                weights = [1.0]
                if len(languages) > 1:
                    looks = self.confidence(word) if logs[word] > -16 else {}
                    weights = [mass[l] * (pools[l].rate.get(word, 0.0) + 3e-6)
                               * (looks.get(l, 0.0) + 0.02) for l in languages]
                for language, weight in zip(languages, weights):
                    share[word, language] = weight / sum(weights)
                    total[language] += math.exp(logs[word]) * share[word, language]
            mass = {l: total[l] / max(total.values()) for l in LATIN}
        for language in LATIN:
            words = sorted(members[language])
            yield language, self._finish(
                language, words, [logs[w] + math.log(share[w, language]) for w in words])

    def _members(self, language, pools):
        """The words of a pool that look like the language, and not like English text."""
        pool, english = pools[language], pools["en"]

        def looks(word, part):
            looks = self.confidence(word)
            return looks.get(language, 0.0) >= part * max(looks.values())

        words = set(pool.sure)
        complete = language in {"en", "nl", "pl"}
        listed = pool.listed
        if not complete:
            # Foreign words are among them, and asking how each looks takes time.
            candidates = sorted(listed)
            logs = self.encoder.log_probability(candidates, self.sources.subwords())
            order = sorted(range(len(candidates)), key=lambda i: (-round(logs[i], 3), candidates[i]))
            listed = {candidates[i] for i in order[:2 * _LIMIT.get(language, 50_000)]}
        words |= {w for w in listed if complete or looks(w, 0.3)}
        words |= {w for w in pool.printed if looks(w, 0.3) or pool.shown[w] >= 5}
        # The more vocabularies hold a word whole, the less it has to look the part:
        # letters alone tell short words of related languages apart badly.
        votes = self.sources.subwords()
        least = {0: 0.6, 1: 0.6, 2: 0.3, 3: 0.15, 4: 0.1, 5: 0.1}
        if not complete:
            words |= {w for w in pool.subwords if looks(w, least[votes[w]])}
            words |= {w for w in pool.rare if looks(w, 0.999) and self.confidence(w)[language] > 0.3}
        if language == "en":
            return words

        def native(word):
            """Not merely an English word in this language's material."""
            if word in pool.sure or word not in english.listed or complete:
                return word in pool.sure or word not in english.listed or looks(word, 0.3)
            here, there = self.confidence(word).get(language, 0.0), self.confidence(word)["en"]
            shown, elsewhere = pool.rate.get(word, 0.0), english.rate.get(word, 0.0)
            return shown > 0.3 * elsewhere + 1e-5 or here > there or (
                shown >= elsewhere and here > 0.5 * there)

        return {w for w in words if native(w)}

    def other(self, language):
        """The vocabulary of a language that has its script for itself."""
        if language == "zh":
            counts = {w: c for w, c in self.sources.jieba()
                      if _LETTERS["zh"].fullmatch(w) and len(w) <= 6}
            # The list counts this particle a tenth of what every text shows.
            counts["的"] = 3 * max(counts.values())
            words = sorted(counts)
            return self._finish("zh", words, [math.log(counts[w] + 0.5) for w in words])
        pool = Pool(language, self.sources, self.encoder)
        words = pool.listed | pool.sure | pool.printed | pool.subwords
        if language == "ar":
            # Persian and Urdu share most letters, but not the encoder's longer pieces.
            rare = sorted(pool.rare)
            words |= {w for w, p in zip(rare, self.encoder.log_probability(rare)) if p > -19}
        words = sorted(words)
        if language == "th":
            counts = self.sources.thai()
            return self._finish(language, words, [math.log(counts.get(w, 0) + 0.1) for w in words])
        witnesses = None if language in UNSPACED else self.sources.subwords()
        logs = list(self.encoder.log_probability(words, witnesses))
        if language == "ja":
            # The encoder's Chinese shares the characters; kana is Japanese alone.
            han = re.compile(r"[\u4e00-\u9fff]+")
            logs = [p - (3.5 if len(w) == 1 else 1.5) * (han.fullmatch(w) is not None)
                    for w, p in zip(words, logs)]
        return self._finish(language, words, logs)

    @staticmethod
    def _finish(language, words, logs):
        order = sorted(range(len(words)), key=lambda i: (-round(logs[i], 3), words[i]))
        kept = sorted(order[:_LIMIT.get(language, 50_000)])
        words = [words[i] for i in kept]
        total = math.log(math.fsum(math.exp(logs[i]) for i in kept))
        return Vocabulary(words, [logs[i] - total for i in kept])
