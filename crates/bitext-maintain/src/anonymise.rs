//! Texts without personal data: names, e-mail addresses, telephone numbers and
//! amounts of money become placeholders.
//!
//! What is found is what the anchors find, so a name that looks like an ordinary
//! word stays; look at the preview before you rely on it.

use std::ops::Range;
use std::sync::Arc;

use bitext_anchor::{AnchorExtractor, AnchorKind};
use bitext_core::{InlineCode, InlineText, decimal_digit};
use bitext_lang::{LanguagePack, PackError, Token, tokens};

/// What is personal in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Personal {
    /// A name of a person, or another name that looks like one.
    Name,
    /// An e-mail address, or `@name`.
    Email,
    /// A telephone number.
    Phone,
    /// An amount of money.
    Amount,
}

impl Personal {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Name, Self::Email, Self::Phone, Self::Amount];

    /// What it is called on the command line and in placeholders.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Amount => "amount",
        }
    }
}

/// Something personal and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalData {
    /// What it is.
    pub kind: Personal,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// Finds personal data in texts of one language.
pub struct Anonymiser {
    extractor: AnchorExtractor,
    kinds: Vec<Personal>,
}

impl Anonymiser {
    /// For texts in the pack's language.
    ///
    /// # Errors
    /// If the pack is malformed.
    pub fn try_new(pack: &Arc<LanguagePack>, kinds: &[Personal]) -> Result<Self, PackError> {
        Ok(Self {
            extractor: AnchorExtractor::try_new(pack)?,
            kinds: kinds.to_vec(),
        })
    }

    /// The personal data in `text`, in order and apart from each other.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<PersonalData> {
        let tokens: Vec<Token> = tokens(text).collect();
        let mut found: Vec<PersonalData> = phones(text)
            .map(|range| PersonalData {
                kind: Personal::Phone,
                range,
            })
            .collect();
        for anchor in self.extractor.extract(text, &tokens) {
            let kind = match anchor.kind {
                AnchorKind::Name if !anchor.is_doubtful => Personal::Name,
                AnchorKind::Email | AnchorKind::Handle => Personal::Email,
                AnchorKind::Money if anchor.range.of(text).contains(char::is_numeric) => {
                    Personal::Amount
                }
                _ => continue,
            };
            found.push(PersonalData {
                kind,
                range: anchor.range.start..anchor.range.end,
            });
        }
        found.retain(|data| self.kinds.contains(&data.kind));
        // Where two overlap, the longer one is the whole of it.
        found.sort_by_key(|data| (data.range.start, std::cmp::Reverse(data.range.end)));
        let mut apart: Vec<PersonalData> = Vec::with_capacity(found.len());
        for data in found {
            match apart.last_mut() {
                Some(last) if data.range.start < last.range.end => {}
                // First name and surname are one person.
                Some(last)
                    if last.kind == Personal::Name
                        && data.kind == Personal::Name
                        && text[last.range.end..data.range.start].trim().is_empty() =>
                {
                    last.range.end = data.range.end;
                }
                _ => apart.push(data),
            }
        }
        apart
    }

    /// The text with a placeholder for each find, its codes included: addresses and
    /// telephone numbers in their markup, all that is personal in texts inside them.
    /// `count` is told of each find.
    #[must_use]
    pub fn anonymise(&self, text: &InlineText, count: &mut dyn FnMut(Personal)) -> InlineText {
        let found = self.find(text.text());
        found.iter().for_each(|data| count(data.kind));
        let (words, mut codes) = self.replace(text, &found).into_parts();
        for code in &mut codes {
            self.anonymise_code(code, count);
        }
        let fallback = words.clone();
        InlineText::try_new(words, codes).unwrap_or_else(|_| InlineText::plain(fallback))
    }

    fn anonymise_code(&self, code: &mut InlineCode, count: &mut dyn FnMut(Personal)) {
        let found = self.find_linked(&code.content);
        for data in found.iter().rev() {
            count(data.kind);
            let placeholder = placeholder(data.kind);
            let Range { start, end } = data.range;
            for subflow in &mut code.subflows {
                if subflow.position >= end {
                    subflow.position = subflow.position - end + start + placeholder.len();
                } else if subflow.position > start {
                    subflow.position = start + placeholder.len();
                }
            }
            code.content.replace_range(start..end, &placeholder);
        }
        for subflow in &mut code.subflows {
            subflow.text = self.anonymise(&subflow.text, count);
        }
    }

    /// The addresses and telephone numbers that links in markup lead to. All else in
    /// it, names, amounts and long rows of digits, is words and numbers of its own:
    /// fonts, sizes, dates, names of files.
    fn find_linked(&self, markup: &str) -> Vec<PersonalData> {
        let mut found = Vec::new();
        if self.kinds.contains(&Personal::Email) {
            for start in behind_schemes(markup, &["mailto:"]) {
                let link = link_at(&markup[start..]);
                let addresses = self.find(link).into_iter().filter(|data| {
                    data.kind == Personal::Email && !link[data.range.clone()].starts_with('@')
                });
                found.extend(addresses.map(|data| PersonalData {
                    kind: data.kind,
                    range: start + data.range.start..start + data.range.end,
                }));
            }
        }
        if self.kinds.contains(&Personal::Phone) {
            let starts = behind_schemes(markup, &["tel:", "sms:"]);
            found.extend(starts.filter_map(|start| {
                let range = linked_phone(&markup[start..])?;
                Some(PersonalData {
                    kind: Personal::Phone,
                    range: start + range.start..start + range.end,
                })
            }));
        }
        found.sort_by_key(|data| data.range.start);
        found.dedup_by(|next, last| next.range.start < last.range.end);
        found
    }

    /// The text with a placeholder such as `[name]` for each find; codes inside a
    /// find move behind it.
    #[must_use]
    pub fn replace(&self, text: &InlineText, found: &[PersonalData]) -> InlineText {
        let words = text.text();
        let mut replaced = String::with_capacity(words.len());
        let mut codes: Vec<InlineCode> = Vec::with_capacity(text.codes().len());
        let mut waiting = text.codes().iter().peekable();
        let mut at = 0;
        for data in found.iter().map(Some).chain([None]) {
            let end = data.map_or(words.len(), |data| data.range.start);
            while let Some(code) = waiting.next_if(|code| code.position <= end) {
                // One inside the find before is behind its placeholder already.
                let position = code.position.max(at);
                replaced.push_str(&words[at..position]);
                at = position;
                let mut code = code.clone();
                code.position = replaced.len();
                codes.push(code);
            }
            replaced.push_str(&words[at..end]);
            if let Some(data) = data {
                replaced.push_str(&placeholder(data.kind));
                at = data.range.end;
            }
        }
        let fallback = replaced.clone();
        InlineText::try_new(replaced, codes).unwrap_or_else(|_| InlineText::plain(fallback))
    }
}

fn placeholder(kind: Personal) -> String {
    format!("[{}]", kind.name())
}

/// Where the links of these schemes go on behind the scheme, in whichever capitals.
fn behind_schemes<'a>(
    markup: &'a str,
    schemes: &'a [&str],
) -> impl Iterator<Item = usize> + use<'a> {
    markup.match_indices(':').filter_map(|(colon, _)| {
        let end = colon + 1;
        let is_scheme = |scheme: &&str| {
            let Some(start) = end.checked_sub(scheme.len()) else {
                return false;
            };
            // `hotel:` is no `tel:`.
            markup
                .get(start..end)
                .is_some_and(|written| written.eq_ignore_ascii_case(scheme))
                && !markup[..start].ends_with(char::is_alphanumeric)
        };
        schemes.iter().any(is_scheme).then_some(end)
    })
}

/// A link up to where its attribute or its tag ends.
fn link_at(text: &str) -> &str {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let link = text.split(is_end).next().unwrap_or("");
    link.split("&quot;").next().unwrap_or("")
}

/// Whether a character is a digit of any script.
fn is_digit(character: char) -> bool {
    decimal_digit(character).is_some()
}

/// The telephone number that a link begins with. Its scheme says that it is one, so
/// however its digits are grouped; fewer than five are a service that all share.
fn linked_phone(link: &str) -> Option<Range<usize>> {
    let is_start = |c: char| is_digit(c) || matches!(c, '+' | '(');
    let start = link.len() - link.trim_start_matches([' ', '/']).len();
    let rest = &link[start..];
    let is_part =
        |c: char| is_start(c) || matches!(c, ' ' | '\u{a0}' | '-' | ')' | '.' | '‑' | '%');
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let number = rest[..length].trim_end_matches(|c| !is_digit(c));
    let digits = number.chars().filter(|&c| is_digit(c)).count();
    (number.starts_with(is_start) && digits >= 5).then(|| start..start + number.len())
}

/// Telephone numbers: nine digits or more, or `+` and seven, in groups joined by
/// spaces, hyphens, dots or brackets, and not one long number.
fn phones(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = None;
    let mut end = 0;
    for (position, character) in text.char_indices().chain([(text.len(), 'x')]) {
        let is_digit = is_digit(character);
        if is_digit || (start.is_none() && matches!(character, '+' | '(')) {
            start.get_or_insert(position);
            if is_digit {
                end = position + character.len_utf8();
            }
            continue;
        }
        let joins = matches!(character, ' ' | '\u{a0}' | '-' | '(' | ')' | '.' | '‑');
        if start.is_some() && joins && text[end.max(start.unwrap_or(0))..position].len() < 3 {
            continue;
        }
        if let Some(start) = start.take()
            && end > start
            && is_phone(&text[start..end])
        {
            ranges.push(start..end);
        }
    }
    ranges.into_iter()
}

fn is_phone(text: &str) -> bool {
    let groups = text.split(|c| !is_digit(c)).filter(|part| !part.is_empty());
    let groups: Vec<usize> = groups.map(|part| part.chars().count()).collect();
    let digits: usize = groups.iter().sum();
    let is_international = text.starts_with('+') && (7..=15).contains(&digits);
    // Groups of three throughout are a number with thousands marked; a group of
    // four first may be a date.
    let thousands =
        groups.len() > 1 && groups[1..].iter().all(|&length| length == 3) && groups[0] <= 3;
    let is_local = (9..=12).contains(&digits)
        && groups.len() >= 3
        && groups.iter().all(|&length| length <= 4)
        && (!thousands || text.contains(['-', '(']));
    is_international || is_local
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::{CodeKind, LanguageTag, Subflow};
    use bitext_lang::PackLibrary;

    fn replaced(language: &str, text: &str) -> String {
        let pack = PackLibrary::built_in().get(&LanguageTag::try_new(language).unwrap());
        let anonymiser = Anonymiser::try_new(&pack.unwrap(), &Personal::ALL).unwrap();
        let found = anonymiser.find(text);
        let text = anonymiser.replace(&InlineText::plain(text), &found);
        text.text().to_owned()
    }

    #[test]
    fn personal_data_become_placeholders() {
        assert_eq!(
            replaced(
                "en",
                "Write to anna.berg@example.org or call +7 (495) 123-45-67."
            ),
            "Write to [email] or call [phone]."
        );
        assert_eq!(
            replaced("en", "The contract with Boris Ivanov is worth $5 million."),
            "The contract with [name] is worth [amount]."
        );
        assert_eq!(
            replaced("en", "There are 1 000 000 500 stars."),
            "There are 1 000 000 500 stars."
        );
    }

    #[test]
    fn codes_inside_personal_data_move_behind_it() {
        let pack = PackLibrary::built_in().get(&LanguageTag::try_new("en").unwrap());
        let anonymiser = Anonymiser::try_new(&pack.unwrap(), &[Personal::Email]).unwrap();
        let words = "To ann@example.org or bob@example.org.";
        let code = |position| InlineCode::new(position, CodeKind::Standalone, "<br/>");
        let codes = vec![code(0), code(6), code(19), code(28), code(words.len())];
        let text = InlineText::try_new(words.to_owned(), codes).unwrap();
        let replaced = anonymiser.replace(&text, &anonymiser.find(words));
        assert_eq!(replaced.text(), "To [email] or [email].");
        let positions: Vec<usize> = replaced.codes().iter().map(|code| code.position).collect();
        assert_eq!(positions, [0, 10, 11, 21, 22]);
    }

    #[test]
    fn codes_are_anonymised_too() {
        let pack = PackLibrary::built_in().get(&LanguageTag::try_new("en").unwrap());
        let anonymiser = Anonymiser::try_new(&pack.unwrap(), &Personal::ALL).unwrap();
        let content = "<a href=\"mailto:ann@example.org\" title=\"\" style=\"font: Times New\">";
        let mut code = InlineCode::new(4, CodeKind::Standalone, content);
        code.subflows.push(Subflow {
            position: content.find("\" style").unwrap(),
            text: InlineText::plain("Write to bob@example.org."),
            attributes: Vec::new(),
        });
        let text = InlineText::try_new("See here.".to_owned(), vec![code]).unwrap();
        let mut counts = Vec::new();
        let text = anonymiser.anonymise(&text, &mut |kind| counts.push(kind));
        let code = &text.codes()[0];
        let expected = "<a href=\"mailto:[email]\" title=\"\" style=\"font: Times New\">";
        assert_eq!(code.content, expected);
        let subflow = &code.subflows[0];
        assert!(code.content[subflow.position..].starts_with("\" style"));
        assert_eq!(subflow.text.text(), "Write to [email].");
        assert_eq!(counts, [Personal::Email, Personal::Email]);
    }

    #[test]
    fn only_links_in_codes_are_personal() {
        let pack = PackLibrary::built_in().get(&LanguageTag::try_new("en").unwrap());
        let anonymiser = Anonymiser::try_new(&pack.unwrap(), &Personal::ALL).unwrap();
        let anonymised = |content: &str| {
            let code = InlineCode::new(0, CodeKind::Standalone, content);
            let text = InlineText::try_new("Here.".to_owned(), vec![code]).unwrap();
            let text = anonymiser.anonymise(&text, &mut |_| {});
            text.codes()[0].content.clone()
        };
        for markup in [
            "<svg viewBox=\"0 0 1200 1600\">",
            "<time date=\"2024-01-15 10:30\">",
            "{\\rsid 12-34-56-78-90}",
            "<img srcset=\"logo@2x.png 2x\">",
            "<a href=\"hotel:030-123-45-67\">",
            "<a href=\"tel:112\">",
            "é:tel:",
        ] {
            assert_eq!(anonymised(markup), markup);
        }
        for (markup, expected) in [
            ("<a href='TEL:+49-30-1234567'>", "<a href='TEL:[phone]'>"),
            (
                "<a href=\"tel:0301234567;ext=1\">",
                "<a href=\"tel:[phone];ext=1\">",
            ),
            (
                "<a href=sms:(030)%2012345?body=1>",
                "<a href=sms:[phone]?body=1>",
            ),
            (
                "<a href=\"MailTo:ann@example.org?cc=bob@example.org\" rel=\"x@2x.png\">",
                "<a href=\"MailTo:[email]?cc=[email]\" rel=\"x@2x.png\">",
            ),
        ] {
            assert_eq!(anonymised(markup), expected);
        }
    }

    #[test]
    fn telephone_numbers_are_told_from_other_numbers() {
        for phone in [
            "+၉၅ ၁ ၂၃၄ ၅၆၇",
            "٠٣٠ ١٢٣٤ ٥٦٧٨",
            "+49 30 1234567",
            "8 (495) 123-45-67",
            "030-123-45-67",
            "+74951234567",
        ] {
            assert_eq!(phones(phone).count(), 1, "{phone}");
        }
        for other in [
            "1,000,000",
            "2018-04-11",
            "11.04.2018",
            "1 234 567 890",
            "12345678901",
            "11:30",
        ] {
            assert_eq!(phones(other).count(), 0, "{other}");
        }
    }
}
