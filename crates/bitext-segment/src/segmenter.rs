//! The segmenter as its callers see it, and the pass over the text.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use bitext_core::{BlockKind, Document, Origin, Segment, SegmentedText, TextRange};
use bitext_lang::LanguagePack;
use bitext_srx::RuleSet;

use crate::character::{Stops, ending_at, is_bullet, is_line_break};
use crate::dateline::dateline;
use crate::decide::{Judge, Rule, Verdict};
use crate::explain::Candidate;
use crate::knowledge::Knowledge;
use crate::lines::{joined_lines, softened};
use crate::list::NextItem;
use crate::model::{Features, TrainingSite};
use crate::site::Site;
use crate::spaces::{Space, ends_in_abbreviation};
use crate::{LineMode, Reason, SegmentError, SegmentOptions, by_rules};

/// Splits texts of one language into segments. Prepared once, used from any
/// number of threads.
#[derive(Debug)]
pub struct Segmenter {
    options: SegmentOptions,
    engine: Engine,
}

/// What cuts.
#[derive(Debug)]
enum Engine {
    /// What is known of the language; the caller's rules have the last word.
    Knowledge(Box<Knowledge>, Option<Arc<RuleSet>>),
    /// Rules alone.
    Rules(Arc<RuleSet>),
}

impl Segmenter {
    /// Prepares a segmenter for the language of `pack`.
    ///
    /// # Errors
    /// If a segmentation file of the pack or the caller's own abbreviations are
    /// malformed.
    pub fn try_new(pack: &LanguagePack, options: &SegmentOptions) -> Result<Self, SegmentError> {
        let knowledge = Knowledge::try_new(pack, options)?;
        Ok(Self {
            options: options.clone(),
            engine: Engine::Knowledge(Box::new(knowledge), None),
        })
    }

    /// A segmenter that cuts by rules alone, as a client does. Line breaks that
    /// the line mode takes for ends are ends whatever the rules say.
    ///
    /// ```
    /// use bitext_segment::{LineMode, Segmenter};
    /// use bitext_srx::{LanguageRule, Rule, RuleSet};
    /// let list = LanguageRule {
    ///     name: "all".to_owned(),
    ///     rules: vec![Rule::joining(r"\bDr\.", r"\s"), Rule::breaking(r"\.", r"\s")],
    ///     ..LanguageRule::default()
    /// };
    /// let rules = RuleSet::compile(&[&list], Default::default());
    /// let segmenter = Segmenter::from_rules(rules, LineMode::EveryLine);
    /// assert_eq!(segmenter.boundaries("Dr. Orr came. She left."), [0, 14, 23]);
    /// ```
    #[must_use]
    pub fn from_rules(rules: impl Into<Arc<RuleSet>>, line_mode: LineMode) -> Self {
        let options = SegmentOptions {
            line_mode,
            ..SegmentOptions::default()
        };
        Self {
            options,
            engine: Engine::Rules(rules.into()),
        }
    }

    /// The same segmenter with the caller's rules before its own knowledge:
    /// where a rule forbids a break there is none, where one breaks there is
    /// one. A segmenter that cuts by rules alone stays as it is.
    #[must_use]
    pub fn with_exceptions(mut self, rules: impl Into<Arc<RuleSet>>) -> Self {
        if let Engine::Knowledge(_, exceptions) = &mut self.engine {
            *exceptions = Some(rules.into());
        }
        self
    }

    /// Whether it cuts by rules alone.
    #[must_use]
    pub fn is_by_rules(&self) -> bool {
        matches!(self.engine, Engine::Rules(_))
    }

    /// The rules that it cuts by or that come before its own knowledge, if any.
    #[must_use]
    pub fn rules(&self) -> Option<&RuleSet> {
        match &self.engine {
            Engine::Knowledge(_, rules) => rules.as_deref(),
            Engine::Rules(rules) => Some(rules),
        }
    }

    /// Byte offsets of the segment boundaries of `text`, ascending.
    ///
    /// The first is 0 and the last is `text.len()`; each lies on a character
    /// boundary. White space between two segments belongs to the piece before
    /// the boundary. An empty text has the single boundary 0.
    #[must_use]
    pub fn boundaries(&self, text: &str) -> Vec<usize> {
        let mut boundaries = vec![0];
        self.each_end(text, self.options.line_mode, |next| boundaries.push(next));
        if boundaries.last() != Some(&text.len()) {
            boundaries.push(text.len());
        }
        boundaries
    }

    /// The segments of `text` in order, without the white space around them.
    ///
    /// A text of nothing but white space has none.
    #[must_use]
    pub fn segments(&self, text: &str) -> Vec<TextRange> {
        self.segments_in(text, self.options.line_mode)
    }

    fn segments_in(&self, text: &str, line_mode: LineMode) -> Vec<TextRange> {
        let mut segments = Vec::new();
        let mut start = 0;
        let mut push = |start, end| {
            segments.extend(trimmed(text, TextRange::new(start, end)));
        };
        self.each_end(text, line_mode, |next| {
            push(start, next);
            start = next;
        });
        push(start, text.len());
        segments
    }

    /// The segments of a document. No segment crosses a block; a block of kind
    /// [`BlockKind::Line`] is one segment as it is; a blank block has none. A line
    /// break inside a block counts as a space, whatever the line mode; only where
    /// rules alone cut does it count as the line mode says. With them and
    /// [`LineMode::BlankLine`], the paragraphs of a plain text are those between
    /// blank lines, whatever its blocks, and segments keep their line breaks.
    #[must_use]
    pub fn segment_document(&self, document: &Document) -> SegmentedText {
        let text = document.text();
        if self.is_by_rules() && self.options.line_mode == LineMode::BlankLine && is_plain(document)
        {
            return self.segment_plain(document);
        }
        let mut segments = Vec::new();
        for (index, found) in document.blocks().iter().enumerate() {
            if found.kind == BlockKind::Line {
                let range = trimmed(text, found.range);
                segments.extend(range.map(|range| Segment {
                    range,
                    block: index,
                }));
                continue;
            }
            let block = found.range.of(text);
            // To a client every line is a paragraph.
            let ranges = match self.engine {
                Engine::Rules(_) => self.segments(block),
                Engine::Knowledge(..) => self.segments(&joined_lines(block)),
            };
            segments.extend(ranges.into_iter().map(|range| Segment {
                range: range.shifted(found.range.start),
                block: index,
            }));
        }
        match SegmentedText::try_new(text.to_owned(), segments) {
            Ok(segmented) => segmented,
            Err(error) => unreachable!("blocks ascend and segments ascend in them: {error}"),
        }
    }

    /// The segments of a plain text whose paragraphs are those of a client, which
    /// need not be its blocks. A segment belongs to the block it starts in.
    fn segment_plain(&self, document: &Document) -> SegmentedText {
        let mut block = 0;
        let blocks = document.blocks();
        let segments = self.segments(document.text()).into_iter().map(|range| {
            while blocks
                .get(block + 1)
                .is_some_and(|next| next.range.start <= range.start)
            {
                block += 1;
            }
            Segment { range, block }
        });
        match SegmentedText::try_new(document.text().to_owned(), segments.collect()) {
            Ok(segmented) => segmented,
            Err(error) => unreachable!("segments ascend: {error}"),
        }
    }

    /// Every place where a segment could end, with what decided about it.
    ///
    /// Ends of lines are among them, the end of the text is not.
    ///
    /// ```
    /// # use bitext_core::LanguageTag;
    /// # use bitext_lang::PackLibrary;
    /// # use bitext_segment::{Reason, SegmentOptions, Segmenter};
    /// # let pack = PackLibrary::built_in().get(&LanguageTag::try_new("en")?)?;
    /// let segmenter = Segmenter::try_new(&pack, &SegmentOptions::default())?;
    /// let candidates = segmenter.explain("Sen. Moreno left. Nobody saw him.");
    /// assert_eq!(candidates[0].reason, Reason::Abbreviation(vec!["title"]));
    /// assert!(candidates[1].is_break);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self, text: &str) -> Vec<Candidate> {
        let line_mode = self.options.line_mode;
        let softened = self.softened(text, line_mode);
        let mut candidates = Vec::new();
        match &self.engine {
            Engine::Knowledge(knowledge, rules) => {
                let rules = rules.as_deref();
                self.walk(&softened, knowledge, rules, None, |found| {
                    candidates.push(Candidate {
                        mark: found.mark,
                        next: found.next,
                        is_break: found.is_break,
                        reason: Reason::new(found.rule, rules),
                    });
                });
                if let Some(rules) = rules {
                    by_rules::add_breaks(rules, &softened, &mut candidates);
                }
            }
            Engine::Rules(rules) => {
                by_rules::explain(rules, &softened, line_mode, &mut candidates);
            }
        }
        candidates
    }

    /// The sites of `text` that the model has to decide, for learning it.
    ///
    /// `gold` holds the starts of the segments as they should be; the sites are
    /// seen as they stand when every earlier decision is right.
    #[must_use]
    pub fn training_sites(&self, text: &str, gold: &BTreeSet<usize>) -> Vec<TrainingSite> {
        let mut sites = Vec::new();
        let Engine::Knowledge(knowledge, _) = &self.engine else {
            return sites;
        };
        self.walk(text, knowledge, None, Some(gold), |found| {
            sites.extend(found.features.map(|features| TrainingSite {
                next: found.next,
                features: features.names,
            }));
        });
        sites
    }

    /// `text` with the line breaks that end nothing as spaces. Rules see the line
    /// breaks between blank lines as they are.
    fn softened<'text>(&self, text: &'text str, line_mode: LineMode) -> Cow<'text, str> {
        if self.is_by_rules() && line_mode == LineMode::BlankLine {
            Cow::Borrowed(text)
        } else {
            softened(text, line_mode)
        }
    }

    /// Calls `report` with the start of every segment but the first, in order.
    fn each_end(&self, text: &str, line_mode: LineMode, mut report: impl FnMut(usize)) {
        let softened = self.softened(text, line_mode);
        match &self.engine {
            Engine::Knowledge(knowledge, None) => {
                self.walk(&softened, knowledge, None, None, |found| {
                    if found.is_break {
                        report(found.next);
                    }
                });
            }
            Engine::Knowledge(knowledge, Some(rules)) => {
                let mut breaks = Vec::new();
                self.walk(&softened, knowledge, Some(rules), None, |found| {
                    if found.is_break {
                        breaks.push(found.next);
                    }
                });
                by_rules::each_break(rules, &softened, |at| breaks.push(at));
                breaks.sort_unstable();
                breaks.dedup();
                breaks.into_iter().for_each(report);
            }
            Engine::Rules(rules) => {
                by_rules::each_paragraph_break(rules, &softened, line_mode, report);
            }
        }
    }

    /// Calls `report` with every place where a segment could end, in order.
    /// Where the model would decide, `gold` does if it is given.
    fn walk(
        &self,
        text: &str,
        knowledge: &Knowledge,
        rules: Option<&RuleSet>,
        gold: Option<&BTreeSet<usize>>,
        mut report: impl FnMut(Found),
    ) {
        let bytes = text.as_bytes();
        let mut judge = Judge::new(knowledge, self.options.profile);
        let mut segment = first_letter(text, 0);
        let mut line = dateline(text, segment);
        let mut item = NextItem::after(&text[segment..], false);
        let mut at = segment;
        // Where the last space between words stood, in a language without full stops.
        let mut stretch = segment;
        // Whether a rule of the caller forbids a break.
        let unless_forbidden = |(is_break, rule): Verdict, place: Range<usize>| {
            let exception = rules.filter(|_| is_break);
            match exception.and_then(|rules| by_rules::exception(rules, text, place)) {
                Some(exception) => (false, Rule::Given(exception)),
                None => (is_break, rule),
            }
        };
        while let Some(mark) = next_stop(bytes, at, knowledge.stops()) {
            let Some(letter) = text[mark..].chars().next() else {
                break;
            };
            let found = |next: usize, is_break: bool, rule: Rule| Found {
                mark,
                next,
                is_break,
                rule,
                features: None,
            };
            at = mark + letter.len_utf8();
            if is_line_break(letter) {
                let next = first_letter(text, mark);
                if next < text.len() {
                    report(found(next, true, Rule::LineBreak));
                }
                (segment, at) = (next, next);
                line = dateline(text, next);
                item = NextItem::after(&text[next..], false);
                continue;
            }
            if letter == ' ' {
                let next = first_letter(text, at);
                let Some(spaces) = &knowledge.spaces else {
                    continue;
                };
                if next == text.len() || text[at..next].contains(is_line_break) {
                    continue;
                }
                at = next;
                let space = spaces.space(&text[stretch.max(segment)..mark], &text[next..]);
                let verdict = match space {
                    Space::End => (true, Rule::Space),
                    Space::GoesOn | Space::Parts => (false, Rule::GoesOn),
                };
                let (is_break, rule) = unless_forbidden(verdict, mark..next);
                report(found(next, is_break, rule));
                if space != Space::GoesOn {
                    stretch = next;
                }
                if is_break {
                    segment = next;
                    item = NextItem::after(&text[next..], item.is_some()).or(item);
                }
                continue;
            }
            // The label of the next item may hide among sentences that end, so it
            // is looked for first.
            if matches!(letter, '.' | ')')
                && let Some(start) = item
                    .as_ref()
                    .and_then(|item| item.starts_at(text, segment, mark))
                && !judge.counts(&text[segment..start])
            {
                report(found(start, true, Rule::Bullet));
                segment = start;
                item = NextItem::after(&text[segment..], true);
                continue;
            }
            if ending_at(text, mark).is_none() {
                let opens_item = is_bullet(letter)
                    && mark > segment
                    && text[..mark].ends_with([' ', '\t', '\u{a0}']);
                if opens_item {
                    report(found(mark, true, Rule::Bullet));
                    segment = mark;
                    item = None;
                }
                continue;
            }
            if letter == '.' && knowledge.spaces.is_some() && ends_in_abbreviation(&text[..at]) {
                continue;
            }
            // Most full stops without a space are inside numbers and addresses.
            if letter == '.'
                && bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            {
                continue;
            }
            if let Some(dateline) = line {
                if mark < dateline.end {
                    let next = first_letter(text, at);
                    let is_end = dateline.is_segment
                        && dateline.end == at
                        && next < text.len()
                        && !text[at..next].contains(is_line_break);
                    report(found(next, is_end, Rule::Dateline));
                    if is_end {
                        (segment, at) = (next, next);
                    }
                    continue;
                }
                line = None;
            }
            let Some(site) = Site::read(text, segment, mark) else {
                continue;
            };
            at = site.end;
            if site.ends_line {
                continue;
            }
            let verdict = judge.decide(&site);
            let features = judge.take_features();
            let (mut is_break, rule) = unless_forbidden(verdict, mark..site.next);
            if let (Some(gold), Some(_)) = (gold, &features) {
                is_break = gold.contains(&site.next);
            }
            report(Found {
                features,
                ..found(site.next, is_break, rule)
            });
            if is_break {
                segment = site.next;
                at = site.next;
                // A new item, or a sentence more in the item before.
                item = NextItem::after(&text[segment..], item.is_some()).or(item);
            }
        }
    }
}

/// Whether a document is a text that was read as it stands, not one gathered from
/// markup, and not one of segments that are cut already.
fn is_plain(document: &Document) -> bool {
    document.blocks().iter().enumerate().all(|(index, block)| {
        let own = Origin::Bytes {
            part: 0,
            range: block.range,
        };
        block.kind != BlockKind::Line && document.origin(index) == Some(own)
    })
}

/// A place where a segment could end.
struct Found {
    mark: usize,
    next: usize,
    is_break: bool,
    rule: Rule,
    /// The features, where the model decided.
    features: Option<Features>,
}

/// The next byte at or behind `at` where something may happen.
fn next_stop(bytes: &[u8], at: usize, stops: &Stops) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let found = rest.iter().position(|&byte| stops[usize::from(byte)])?;
    Some(at + found)
}

/// The first character at or behind `at` that is not white space.
pub(crate) fn first_letter(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// `range` without the white space at its ends; `None` if nothing is left.
fn trimmed(text: &str, range: TextRange) -> Option<TextRange> {
    let piece = range.of(text);
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = start + piece.trim().len();
    (end > start).then(|| TextRange::new(start, end))
}
