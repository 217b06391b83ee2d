//! One translation unit: `tu`, its variants, properties and notes.

use bitext_core::{
    Attribute, History, InlineText, LanguageTag, Note, Property, Timestamp, TranslationUnit,
    Variant,
};

use super::element::Element;
use super::reader::TmxReader;
use super::token::Token;
use super::writer::is_date;
use crate::ReadError;

impl TmxReader {
    /// Reads the unit whose start tag is at hand.
    pub(super) fn read_unit(&mut self) -> Result<TranslationUnit, ReadError> {
        let start = self.tokens.start();
        let mut unit = self.unit_of_tag();
        loop {
            match self.tokens.next_beyond_space()? {
                Token::End(Element::Tu) => break,
                Token::Start(Element::Tuv) => {
                    let variant = self.read_variant()?;
                    unit.variants.push(variant);
                }
                Token::Start(Element::Prop) => unit.properties.push(self.read_property()?),
                Token::Start(Element::Note) => unit.notes.push(self.read_note()?),
                Token::Start(Element::Tu) => return Err(self.unclosed_unit()),
                Token::Start(_) => {
                    self.report_foreign("tu");
                    self.skip_element()?;
                }
                Token::Text => self.expect_white_space()?,
                Token::End(Element::Body | Element::Tmx) | Token::Eof => {
                    return Err(self.ended_inside());
                }
                Token::End(_) | Token::Entity => {}
            }
        }
        let number = self.units;
        if unit.variants.is_empty() {
            self.tokens.find(crate::Severity::Noted, start, || {
                format!("translation unit {number} has no variant")
            });
        }
        Ok(unit)
    }

    fn unit_of_tag(&mut self) -> TranslationUnit {
        let mut unit = TranslationUnit::default();
        let tag = std::mem::take(&mut self.tokens.tag);
        for (name, value) in tag.attributes() {
            if name == "tuid" {
                unit.id = Some(value.to_owned());
            } else {
                self.take_attribute((name, value), &mut unit.history, &mut unit.attributes);
            }
        }
        self.tokens.tag = tag;
        unit
    }

    fn read_variant(&mut self) -> Result<Variant, ReadError> {
        let (language, history, attributes) = self.variant_of_tag()?;
        let (mut properties, mut notes) = (Vec::new(), Vec::new());
        let mut segment: Option<InlineText> = None;
        loop {
            match self.tokens.next_beyond_space()? {
                Token::End(Element::Tuv) => break,
                Token::Start(Element::Seg) => {
                    if self.tokens.tag.attribute_count() > 0 {
                        self.note(|| "the attributes of a `seg` are left out".to_owned());
                    }
                    let text = self.read_segment()?;
                    if segment.is_some() {
                        let byte = self.tokens.start();
                        self.tokens
                            .repair(byte, || "a variant has a second `seg`".to_owned())?;
                    } else {
                        segment = Some(text);
                    }
                }
                Token::Start(Element::Prop) => properties.push(self.read_property()?),
                Token::Start(Element::Note) => notes.push(self.read_note()?),
                Token::Start(Element::Tu) => return Err(self.unclosed_unit()),
                Token::Start(_) => {
                    self.report_foreign("tuv");
                    self.skip_element()?;
                }
                Token::Text => self.expect_white_space()?,
                Token::End(Element::Tu | Element::Body | Element::Tmx) => {
                    return Err(self.tokens.malformed(format!(
                        "the variant `{language}` of translation unit {} is not closed",
                        self.units
                    )));
                }
                Token::Eof => return Err(self.ended_inside()),
                Token::End(_) | Token::Entity => {}
            }
        }
        let number = self.units;
        let Some(segment) = segment else {
            return Err(self.tokens.malformed(format!(
                "the variant `{language}` of translation unit {number} has no `seg`"
            )));
        };
        Ok(Variant {
            language,
            segment,
            properties,
            notes,
            history,
            attributes,
        })
    }

    fn variant_of_tag(&mut self) -> Result<(LanguageTag, History, Vec<Attribute>), ReadError> {
        let mut history = History::default();
        let mut attributes = Vec::new();
        let mut language = None;
        let tag = std::mem::take(&mut self.tokens.tag);
        for (name, value) in tag.attributes() {
            match name.as_bytes() {
                b"xml:lang" => language = Some(value),
                b"lang" => language = language.or(Some(value)),
                _ => self.take_attribute((name, value), &mut history, &mut attributes),
            }
        }
        let language = language.map(|written| self.language(written));
        self.tokens.tag = tag;
        match language {
            Some(language) => Ok((language, history, attributes)),
            None => {
                let what = format!(
                    "translation unit {} has a variant without language",
                    self.units
                );
                Err(self.tokens.malformed(what))
            }
        }
    }

    /// Puts an attribute where it belongs.
    pub(super) fn take_attribute(
        &mut self,
        (name, value): (&str, &str),
        history: &mut History,
        attributes: &mut Vec<Attribute>,
    ) {
        match take_history(history, name, value) {
            Taken::Yes => return,
            Taken::No if is_namespace(name) => return,
            Taken::No => {}
            Taken::Unreadable(message) => self.note(|| message),
        }
        attributes.push(Attribute::new(name, value));
    }

    pub(super) fn read_property(&mut self) -> Result<Property, ReadError> {
        let mut property = Property::new("", "");
        for (name, value) in self.tokens.tag.attributes() {
            if name == "type" || (name == "name" && property.name.is_empty()) {
                value.clone_into(&mut property.name);
            } else if !is_namespace(name) {
                property.attributes.push(Attribute::new(name, value));
            }
        }
        property.value = self.read_text(Element::Prop)?;
        Ok(property)
    }

    pub(super) fn read_note(&mut self) -> Result<Note, ReadError> {
        let attributes = self.attributes_of_tag();
        let text = self.read_text(Element::Note)?;
        Ok(Note { text, attributes })
    }

    /// The text of an element that has nothing else; other elements in it are
    /// kept as they are written.
    fn read_text(&mut self, element: Element) -> Result<String, ReadError> {
        let mut text = String::new();
        let mut depth = 0_u32;
        loop {
            match self.tokens.next()? {
                Token::Text => text.push_str(&self.tokens.text),
                Token::Entity => {
                    text.push('&');
                    text.push_str(&self.tokens.text);
                    text.push(';');
                }
                Token::End(other) if other == element && depth == 0 => return Ok(text),
                Token::Start(Element::Tu) => return Err(self.unclosed_unit()),
                Token::Start(_) => {
                    depth += 1;
                    self.note(|| format!("there are tags in a `{}`", element.name()));
                    text.push_str(&self.tokens.tag.markup());
                    if self.tokens.tag.is_empty {
                        self.tokens.next()?;
                        depth -= 1;
                    }
                }
                Token::End(other) => {
                    depth = depth.saturating_sub(1);
                    let name = self.tokens.end_tag(other);
                    text.push_str(&format!("</{name}>"));
                }
                Token::Eof => return Err(self.ended_inside()),
            }
        }
    }

    /// Another unit begins before this one ended.
    pub(super) fn unclosed_unit(&mut self) -> ReadError {
        self.is_at_unit = true;
        let number = self.units;
        self.tokens
            .malformed(format!("translation unit {number} is not closed"))
    }

    pub(super) fn ended_inside(&mut self) -> ReadError {
        let number = self.units;
        self.tokens
            .malformed(format!("the file ends inside translation unit {number}"))
    }
}

/// What became of an attribute.
enum Taken {
    /// It is in the history.
    Yes,
    /// It belongs to no field.
    No,
    /// It is a date that cannot be read; this is to be said about it.
    Unreadable(String),
}

/// Puts an attribute into the history if it is one of its four.
fn take_history(history: &mut History, name: &str, value: &str) -> Taken {
    let place = match name.as_bytes() {
        b"creationdate" => &mut history.created,
        b"changedate" => &mut history.changed,
        b"creationid" => {
            history.created_by = Some(value.to_owned());
            return Taken::Yes;
        }
        b"changeid" => {
            history.changed_by = Some(value.to_owned());
            return Taken::Yes;
        }
        _ => return Taken::No,
    };
    match date(value) {
        Some(date) => {
            *place = Some(date);
            Taken::Yes
        }
        None => Taken::Unreadable(format!("`{name}` is `{value}`, which is no date of TMX")),
    }
}

/// A date in TMX's form; `None` if it is in none that says the same plainly. A time
/// without a zone is taken for one in UTC.
fn date(written: &str) -> Option<String> {
    if is_date(written) {
        return Some(written.to_owned());
    }
    let written = written.trim();
    if written.bytes().all(|byte| byte.is_ascii_digit()) && matches!(written.len(), 12 | 14) {
        let (day, time) = written.split_at(8);
        return date(&format!("{day} {time:0<6}"));
    }
    let (time, seconds) = moment(written)?;
    if !time.has_time() {
        return Some(format!("{}T000000Z", time.to_string().replace('-', "")));
    }
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (hour, minute) = (second / 3600, second / 60 % 60);
    let day = day_of(days);
    let date = format!("{day}T{hour:02}{minute:02}{:02}Z", second % 60);
    // A zone may lead out of the years that TMX can write.
    is_date(&date).then_some(date)
}

/// A date or time and its seconds since 1970. The end of a day, `24:00`, is the
/// beginning of the next.
fn moment(written: &str) -> Option<(Timestamp, i64)> {
    if let Ok(time) = written.parse::<Timestamp>() {
        return Some((time, time.unix_seconds()));
    }
    let (day, rest) = written.split_once(['T', 't', ' '])?;
    let rest = rest.strip_prefix("24")?;
    let midnight: Timestamp = format!("{day}T00{rest}").parse().ok()?;
    let seconds = midnight.unix_seconds();
    let local = seconds + i64::from(midnight.offset_minutes().unwrap_or(0)) * 60;
    (local % 86_400 == 0).then_some((midnight, seconds + 86_400))
}

/// The day that is so many days after 1970-01-01, as `20180411`.
fn day_of(days: i64) -> String {
    // Years counted from March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year + 400 * era + i64::from(month > 9);
    let month = if month > 9 { month - 9 } else { month + 3 };
    format!("{year:04}{month:02}{day:02}")
}

/// Whether an attribute declares a name space, which belongs to the file and not
/// to the element.
pub(super) fn is_namespace(name: &str) -> bool {
    name.starts_with("xmlns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_other_forms_are_read_if_they_are_plain() {
        let expected = Some("20180411T113000Z".to_owned());
        assert_eq!(date("20180411T113000Z"), expected);
        assert_eq!(date("2018-04-11T11:30:00Z"), expected);
        assert_eq!(date("2018-04-11T11:30:00.123456"), expected);
        assert_eq!(date("20180411 1130"), expected);
        assert_eq!(date("2018-04-11").as_deref(), Some("20180411T000000Z"));
        assert_eq!(date("11.04.2018"), None);
        assert_eq!(date("20180411113000"), expected);
        // A zone counts, also behind fractions of a second.
        assert_eq!(date("2018-04-11T14:30:00+03:00"), expected);
        assert_eq!(date("2018-04-11T14:30:00.1234567+03:00"), expected);
        assert_eq!(date("2018-04-11T06:30-05"), expected);
        let before = Some("20200229T223000Z".to_owned());
        assert_eq!(date("2020-03-01T01:30:00.5+03:00"), before);
        assert_eq!(
            date("2019-12-31T23:30:00-01:00").as_deref(),
            Some("20200101T003000Z")
        );
        assert_eq!(date("2018-13-11T11:30:00"), None);
        assert_eq!(date("20181345123000"), None);
        assert_eq!(date("20180411253000"), None);
    }

    #[test]
    fn dates_at_the_edges_can_be_written_or_are_none() {
        assert_eq!(date("9999-12-31T23:59:59-05:00"), None);
        assert_eq!(date("0000-01-01T00:00:00+03:00"), None);
        assert_eq!(date("9999-12-31T24:00:00Z"), None);
        let expected = Some("99991231T235959Z".to_owned());
        assert_eq!(date("9999-12-31T23:59:59"), expected);
        let midnight = Some("20180501T000000Z".to_owned());
        assert_eq!(date("2018-04-30T24:00:00Z"), midnight);
        assert_eq!(date("20180430240000"), midnight);
        assert_eq!(date("2018-05-01T24:00:00+24:00"), None);
        assert_eq!(
            date("2018-05-01T24:00+03:00").as_deref(),
            Some("20180501T210000Z")
        );
        assert_eq!(date("2018-04-30T24:00:01Z"), None);
        assert_eq!(date("2018-04-30T24:30Z"), None);
        let leap = Some("20180411T113059Z".to_owned());
        assert_eq!(date("2018-04-11T11:30:60Z"), leap);
    }
}
