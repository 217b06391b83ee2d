//! What may be wrong with a translation, told from the two texts alone.
//!
//! Each check compares things that a translation keeps: numbers in whatever form
//! the language writes them, placeholders, brackets, the mark at the end. None is
//! proof; a person looks at what is listed. Numbers are compared as anchors, so
//! that `1,000.5` equals `1 000,5` and `5 million` equals `5 млн`.

mod consistency;
mod marks;
mod numbers;
mod script;

use std::sync::Arc;

use bitext_anchor::AnchorExtractor;
use bitext_core::InlineText;
use bitext_lang::{LanguagePack, PackError, Script};

pub use consistency::{Consistency, OddOneOut};

/// A kind of doubt about a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IssueKind {
    /// There is no text on one side.
    Empty,
    /// The translation is the source.
    Untranslated,
    /// A number of one side is not on the other.
    Number,
    /// A unit of measurement, a currency or per cent of one side is not on the
    /// other.
    Unit,
    /// The same source is translated otherwise elsewhere.
    Inconsistent,
    /// Placeholders, tags or addresses differ.
    Placeable,
    /// Brackets differ or do not pair.
    Bracket,
    /// One side quotes and the other does not, or a quote is not closed.
    Quote,
    /// The marks at the ends differ.
    EndMark,
    /// One text is much longer than the other.
    Length,
    /// A text is mostly in a script that its language is not written in.
    Script,
    /// A word mixes Latin and Cyrillic letters that look alike.
    LookAlike,
}

impl IssueKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Empty,
        Self::Untranslated,
        Self::Number,
        Self::Unit,
        Self::Inconsistent,
        Self::Placeable,
        Self::Bracket,
        Self::Quote,
        Self::EndMark,
        Self::Length,
        Self::Script,
        Self::LookAlike,
    ];

    /// What it is called on the command line and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Untranslated => "untranslated",
            Self::Number => "number",
            Self::Unit => "unit",
            Self::Inconsistent => "inconsistent",
            Self::Placeable => "placeable",
            Self::Bracket => "bracket",
            Self::Quote => "quote",
            Self::EndMark => "end-mark",
            Self::Length => "length",
            Self::Script => "script",
            Self::LookAlike => "look-alike",
        }
    }

    /// The kind called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A doubt about a translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Of what kind.
    pub kind: IssueKind,
    /// What differs: `1000.5 is missing`.
    pub message: String,
    /// Whether the target has all of the source, and more.
    pub is_addition: bool,
}

impl Issue {
    fn new(kind: IssueKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            is_addition: false,
        }
    }
}

/// Whether a text was left as it is though it has words to translate: neither a name
/// nor a figure stays the same by mistake.
///
/// ```
/// use bitext_maintain::is_untranslated;
/// assert!(is_untranslated("Insert the disc.", " Insert the disc."));
/// assert!(!is_untranslated("Debian GNU/Linux 12", "Debian GNU/Linux 12"));
/// ```
#[must_use]
pub fn is_untranslated(source: &str, target: &str) -> bool {
    source.trim() == target.trim() && script::has_plain_words(source)
}

/// One side of a pair, as it is checked.
struct Side<'text> {
    text: &'text str,
    inline: &'text InlineText,
    extractor: &'text AnchorExtractor,
    script: Script,
}

/// Checks pairs of texts in two languages.
pub struct Checker {
    source: (AnchorExtractor, Script),
    target: (AnchorExtractor, Script),
    /// A text may be this many times as long as the other.
    length_ratio: f64,
}

impl Checker {
    /// How many times as long as the other a text may be, if nothing else is
    /// asked for.
    pub const LENGTH_RATIO: f64 = 3.0;

    /// For pairs in the languages of the two packs.
    ///
    /// # Errors
    /// If a pack is malformed.
    pub fn try_new(
        source: &Arc<LanguagePack>,
        target: &Arc<LanguagePack>,
        length_ratio: f64,
    ) -> Result<Self, PackError> {
        Ok(Self {
            source: (AnchorExtractor::try_new(source)?, source.script()),
            target: (AnchorExtractor::try_new(target)?, target.script()),
            length_ratio,
        })
    }

    /// The doubts about a pair, by kind; an empty side is the only one then.
    #[must_use]
    pub fn check(&self, source: &InlineText, target: &InlineText) -> Vec<Issue> {
        let side = |inline: &'_ InlineText| inline.text().trim().is_empty();
        match (side(source), side(target)) {
            (true, true) => return Vec::new(),
            (true, false) => return vec![Issue::new(IssueKind::Empty, "the source is empty")],
            (false, true) => return vec![Issue::new(IssueKind::Empty, "the target is empty")],
            (false, false) => {}
        }
        let source = Side {
            text: source.text(),
            inline: source,
            extractor: &self.source.0,
            script: self.source.1,
        };
        let target = Side {
            text: target.text(),
            inline: target,
            extractor: &self.target.0,
            script: self.target.1,
        };
        let mut issues = Vec::new();
        if source.text.trim() == target.text.trim() {
            // What is left the same as a whole cannot differ in its parts.
            if is_untranslated(source.text, target.text) {
                issues.push(Issue::new(
                    IssueKind::Untranslated,
                    "the target is the source",
                ));
            }
            return issues;
        }
        numbers::check(&source, &target, &mut issues);
        marks::check(&source, &target, &mut issues);
        self.check_length(&source, &target, &mut issues);
        script::check(&source, &target, &mut issues);
        issues
    }

    fn check_length(&self, source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
        // A few characters more make a word of three twice as long.
        const SHORT: usize = 12;
        let length = |side: &Side<'_>| side.text.chars().filter(|c| !c.is_whitespace()).count();
        let (first, second) = (length(source), length(target));
        // Characters of scripts without spaces say as much as two or three others.
        let weight = |script| if script == Script::Unspaced { 2.5 } else { 1.0 };
        let (a, b) = (
            first as f64 * weight(source.script),
            second as f64 * weight(target.script),
        );
        if first.max(second) > SHORT && (a > self.length_ratio * b || b > self.length_ratio * a) {
            let message = if first > second {
                format!("{first} characters against {second}")
            } else {
                format!("{first} against {second} characters")
            };
            issues.push(Issue::new(IssueKind::Length, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;

    #[track_caller]
    fn issues(source: &str, target: &str) -> Vec<String> {
        issues_between(["en", "ru"], source, target)
    }

    #[track_caller]
    fn issues_between(tags: [&str; 2], source: &str, target: &str) -> Vec<String> {
        let packs = PackLibrary::built_in();
        let pack = |tag: &str| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
        let checker =
            Checker::try_new(&pack(tags[0]), &pack(tags[1]), Checker::LENGTH_RATIO).unwrap();
        let (source, target) = (InlineText::plain(source), InlineText::plain(target));
        let issues = checker.check(&source, &target);
        issues
            .iter()
            .map(|issue| format!("{}: {}", issue.kind.name(), issue.message))
            .collect()
    }

    #[test]
    fn good_translations_raise_no_doubt() {
        for (source, target) in [
            ("It cost 1,000.5 roubles.", "Это стоило 1000,5 рубля."),
            (
                "He paid $5 million on April 11.",
                "Он заплатил 5 млн долларов 11 апреля.",
            ),
            ("\"Yes,\" she said.", "«Да», — сказала она."),
            ("The meeting starts at 3 p.m.", "Встреча начнётся в 15:00."),
            ("One of them left.", "Один из них ушёл."),
            (
                "Call +7 495 123-45-67 now.",
                "Звоните сейчас: +7 495 123-45-67.",
            ),
            (
                "Press {0} to go (or Esc)",
                "Нажмите {0}, чтобы перейти (или Esc)",
            ),
            ("Microsoft Windows", "Microsoft Windows"),
            ("It was 20 km away.", "Это было в 20 км отсюда."),
        ] {
            assert_eq!(issues(source, target), [""; 0], "{source}");
        }
    }

    #[test]
    fn what_no_pack_can_read_is_not_missing() {
        let english = "Sales rose 5 percent to 20 million dollars over 30 km.";
        let hindi = "बिक्री 5 प्रतिशत बढ़कर 30 किलोमीटर में 20 मिलियन डॉलर हो गई।";
        assert_eq!(issues_between(["en", "hi"], english, hindi), [""; 0]);
        let chinese = "贸易额达到657亿美元。";
        let english = "Trade reached 65.7 billion dollars.";
        assert_eq!(issues_between(["en", "zh"], english, chinese), [""; 0]);
        let wrong = "Trade reached 66.7 billion dollars.";
        assert_eq!(
            issues_between(["en", "zh"], wrong, chinese),
            ["number: `66700000000` is missing, `65700000000` is new"]
        );
    }

    #[test]
    fn years_and_money_are_no_measures() {
        for (source, target) in [
            (
                "It was made on 14 March 2025 in Perm.",
                "Он заключён 14 марта 2025 г. в Перми.",
            ),
            ("I came in 2019.", "Я приехал в 2019 г."),
            ("Take 1500 g of flour.", "Возьмите 1500 г муки."),
        ] {
            assert_eq!(issues(source, target), [""; 0], "{source}");
        }
        assert_eq!(
            issues("Take 150 g of salt.", "Возьмите 150 кг соли."),
            ["unit: `gram` is missing, `kilogram` is new"]
        );
        let forints = issues_between(
            ["hu", "en"],
            "A beruházás 2,8 milliárd forintba került, a jegy 900 Ft.",
            "The project cost 2.8 billion forints, a ticket HUF 900.",
        );
        assert_eq!(forints, [""; 0]);
    }

    #[test]
    fn words_for_numbers_money_and_measures_are_understood_in_each_language() {
        let source = "On 11 April 2018 the firm paid 20 million dollars, 7.5 percent more, \
                      for 40 kilometres of road.";
        for (tag, target) in [
            (
                "it",
                "L'11 aprile 2018 la ditta ha pagato 20 milioni di dollari, il 7,5 per cento \
                 in più, per 40 chilometri di strada.",
            ),
            (
                "pt",
                "Em 11 de abril de 2018 a firma pagou 20 milhões de dólares, 7,5 por cento \
                 mais, por 40 quilômetros de estrada.",
            ),
            (
                "pl",
                "Firma zapłaciła 11 kwietnia 2018 roku 20 mln dolarów, o 7,5 proc. więcej, \
                 za 40 kilometrów drogi.",
            ),
            (
                "nl",
                "Op 11 april 2018 betaalde de firma 20 miljoen dollar, 7,5 procent meer, \
                 voor 40 kilometer weg.",
            ),
            (
                "tr",
                "Şirket 11 Nisan 2018'de 40 kilometre yol için yüzde 7,5 fazlasıyla \
                 20 milyon dolar ödedi.",
            ),
            (
                "ar",
                "دفعت الشركة في 11 أبريل 2018 مبلغ 20 مليون دولار، أي أكثر بنسبة 7.5 في المئة، \
                 مقابل 40 كيلومترا من الطرق.",
            ),
            (
                "sv",
                "Den 11 april 2018 betalade firman 20 miljoner dollar, 7,5 procent mer, \
                 för 40 kilometer väg.",
            ),
            (
                "da",
                "Den 11. april 2018 betalte firmaet 20 mio. dollar, 7,5 procent mere, \
                 for 40 kilometer vej.",
            ),
            (
                "nb",
                "Den 11. april 2018 betalte firmaet 20 mill. dollar, 7,5 prosent mer, \
                 for 40 kilometer vei.",
            ),
            (
                "fi",
                "Yhtiö maksoi 11. huhtikuuta 2018 20 miljoonaa dollaria, 7,5 prosenttia \
                 enemmän, 40 kilometristä tietä.",
            ),
            (
                "hi",
                "11 अप्रैल 2018 को कंपनी ने 40 किलोमीटर सड़क के लिए 20 मिलियन डॉलर दिए, 7.5 प्रतिशत अधिक।",
            ),
            (
                "bg",
                "На 11 април 2018 г. фирмата плати 20 млн. долара, със 7,5 процента повече, \
                 за 40 километра път.",
            ),
            (
                "he",
                "ב-11 באפריל 2018 שילמה החברה 20 מיליון דולר, 7.5 אחוזים יותר, על 40 ק\"מ של כביש.",
            ),
            (
                "fa",
                "شرکت در ۱۱ آوریل ۲۰۱۸ برای ۴۰ کیلومتر راه ۲۰ میلیون دلار پرداخت، ۷٫۵ درصد بیشتر.",
            ),
            (
                "sk",
                "Firma zaplatila 11. apríla 2018 20 miliónov dolárov, o 7,5 percenta viac, \
                 za 40 kilometrov cesty.",
            ),
            (
                "hr",
                "Tvrtka je 11. travnja 2018. platila 20 milijuna dolara, 7,5 posto više, \
                 za 40 kilometara ceste.",
            ),
            (
                "sr",
                "Фирма је 11. априла 2018. платила 20 милиона долара, 7,5 одсто више, \
                 за 40 километара пута.",
            ),
            (
                "lt",
                "2018 m. balandžio 11 d. įmonė sumokėjo 20 mln. dolerių, 7,5 proc. daugiau, \
                 už 40 kilometrų kelio.",
            ),
            (
                "lv",
                "2018. gada 11. aprīlī uzņēmums samaksāja 20 miljonus dolāru, par 7,5 procentiem \
                 vairāk, par 40 kilometriem ceļa.",
            ),
            (
                "et",
                "11. aprillil 2018 maksis firma 40 kilomeetri tee eest 20 miljonit dollarit, \
                 7,5 protsenti rohkem.",
            ),
            (
                "cs",
                "Firma zaplatila 11. dubna 2018 20 milionů dolarů, o 7,5 procenta více, \
                 za 40 kilometrů silnice.",
            ),
            (
                "el",
                "Στις 11 Απριλίου 2018 η εταιρεία πλήρωσε 20 εκατ. δολάρια, 7,5 τοις εκατό \
                 περισσότερα, για 40 χιλιόμετρα δρόμου.",
            ),
            (
                "id",
                "Pada 11 April 2018 perusahaan itu membayar 20 juta dolar, 7,5 persen lebih, \
                 untuk 40 kilometer jalan.",
            ),
            (
                "vi",
                "Ngày 11 tháng 4 năm 2018 công ty trả 20 triệu đô la, nhiều hơn 7,5 phần trăm, \
                 cho 40 km đường.",
            ),
        ] {
            assert_eq!(
                issues_between(["en", tag], source, target),
                [""; 0],
                "{tag}"
            );
        }
        assert_eq!(
            issues_between(
                ["en", "it"],
                "It cost 20 million dollars.",
                "Costò 20 miliardi di euro."
            ),
            [
                "number: `20000000` is missing, `20000000000` is new",
                "unit: `USD` is missing, `EUR` is new"
            ]
        );
    }

    #[test]
    fn each_doubt_has_its_kind() {
        for (source, target, kinds) in [
            ("It cost 1,000 roubles.", "Это стоило 100 рублей.", "number"),
            ("It was 20 km away.", "Это было в 20 м отсюда.", "unit"),
            (
                "Open the file please",
                "Open the file please",
                "untranslated",
            ),
            ("Press {0} now", "Нажмите сейчас", "placeable"),
            ("Wait (a moment)", "Подождите (минуту", "bracket"),
            ("He said \"no\".", "Он отказался.", "quote"),
            ("Is it so?", "Это так.", "end-mark"),
            (
                "Yes.",
                "Да, и ещё очень много слов сверх того, что было сказано.",
                "length",
            ),
            ("Hello there", "Privet vsem", "script"),
            ("The word here", "Cлово здесь", "look-alike"),
            ("Something", " ", "empty"),
        ] {
            let found = issues(source, target);
            let found: Vec<&str> = found
                .iter()
                .filter_map(|issue| issue.split(':').next())
                .collect();
            assert!(found.contains(&kinds), "{source}: {found:?}");
        }
    }
}
