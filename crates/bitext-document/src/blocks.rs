//! Plain text into blocks: paragraphs, headings and list items.
//!
//! News texts put a paragraph on a line, so each line with something visible on
//! it is a block; only text hard-wrapped at a column is joined first (`wrap`).
//! What kind of block it is matters to the segmenter and aligner as evidence
//! alone, so the rules here are few: a marker makes a list item, a short line
//! without an end mark above running text makes a heading.

use bitext_core::{Block, BlockKind, TextRange, is_end_mark};

use crate::wrap::unwrap_lines;

/// Longest heading, in characters.
const HEADING: usize = 120;

/// A line with something visible on it, white space at both ends left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) range: TextRange,
    /// Whether a blank line stands above it.
    pub(crate) after_blank: bool,
    /// Columns of white space in front.
    pub(crate) indent: usize,
}

impl Line {
    /// Whether the line begins with a list marker: a bullet, or a number with a
    /// full stop or bracket.
    pub(crate) fn is_item(self, text: &str) -> bool {
        let line = self.range.of(text);
        let mut rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.len() - rest.len();
        if (1..=3).contains(&digits) {
            rest = match rest.strip_prefix(['.', ')']) {
                Some(rest) => rest,
                None => return false,
            };
        } else if digits == 0 {
            rest = match rest.strip_prefix(['•', '▪', '●', '·', '*', '◦', '‣']) {
                Some(rest) => rest,
                None => return false,
            };
        } else {
            return false;
        }
        rest.starts_with(char::is_whitespace)
    }
}

/// The blocks of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<Block> {
    let lines = unwrap_lines(text, visible_lines(text));
    let kinds: Vec<BlockKind> = (0..lines.len())
        .map(|index| kind(text, &lines, index))
        .collect();
    lines
        .iter()
        .zip(kinds)
        .map(|(line, kind)| Block {
            range: line.range,
            kind,
        })
        .collect()
}

/// Every line as a block of its own, block index = line number from 0; a blank
/// line keeps its line break, so that no block is empty.
pub(crate) fn one_per_line(text: &str) -> Vec<Block> {
    let blocks = line_ranges(text, LineBreaks::Newlines).map(|(line, whole)| Block {
        range: if line.is_empty() { whole } else { line },
        kind: BlockKind::Line,
    });
    blocks.collect()
}

/// Whether a text ends as a sentence does, or before a list or clause that may stand
/// by itself; closing quotes and brackets aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let core = without_closers(text);
    has_full_end(core) || core.ends_with([':', ';'])
}

/// Whether a text ends with the mark of a whole sentence, closing quotes and brackets
/// aside.
pub(crate) fn ends_whole_sentence(text: &str) -> bool {
    has_full_end(without_closers(text))
}

fn has_full_end(core: &str) -> bool {
    core.ends_with(is_end_mark)
}

fn without_closers(text: &str) -> &str {
    text.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '»' | '”' | '“' | '’' | ')' | ']') || c.is_whitespace()
    })
}

fn kind(text: &str, lines: &[Line], index: usize) -> BlockKind {
    let line = lines[index];
    if line.is_item(text) {
        return BlockKind::ListItem;
    }
    let words = line.range.of(text);
    let is_short = words.chars().count() <= HEADING;
    let starts_a_text = lines
        .get(index + 1)
        .is_some_and(|next| ends_sentence(next.range.of(text)));
    if is_short && starts_a_text && !ends_sentence(words) && !words.ends_with(',') {
        BlockKind::Heading
    } else {
        BlockKind::Paragraph
    }
}

fn visible_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    for (range, _) in line_ranges(text, LineBreaks::All) {
        let line = range.of(text);
        let start = line.trim_start_matches(is_invisible);
        if start.is_empty() {
            after_blank = true;
            continue;
        }
        let front = &line[..line.len() - start.len()];
        let indent = front.chars().map(|c| if c == '\t' { 8 } else { 1 }).sum();
        let visible = start.trim_end_matches(is_invisible);
        let at = range.start + front.len();
        lines.push(Line {
            range: TextRange::new(at, at + visible.len()),
            after_blank,
            indent,
        });
        after_blank = false;
    }
    lines
}

/// White space, controls, and characters without width at the ends of lines.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{200e}' | '\u{200f}'
        )
}

/// Which characters end a line.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum LineBreaks {
    /// `\n`, `\r\n`, and `\r` in a text without any `\n`, as tools that count
    /// lines have it.
    Newlines,
    /// Those, and page breaks, vertical tabs, and Unicode's line separators.
    All,
}

/// The lines of a text: without their line break, and with it. What follows the
/// last line break is a line only if it is not empty.
pub(crate) fn line_ranges(
    text: &str,
    breaks: LineBreaks,
) -> impl Iterator<Item = (TextRange, TextRange)> {
    let lone_returns = !text.contains('\n');
    let is_break = move |c: char| match c {
        '\n' => true,
        '\r' => lone_returns,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => breaks == LineBreaks::All,
        _ => false,
    };
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let (line, whole) = match rest.find(is_break) {
            None => (rest.len(), rest.len()),
            Some(at) => {
                let width = rest[at..].chars().next().map_or(0, char::len_utf8);
                let is_pair = rest[..at].ends_with('\r') && rest[at..].starts_with('\n');
                (if is_pair { at - 1 } else { at }, at + width)
            }
        };
        let from = start;
        start += whole;
        Some((
            TextRange::new(from, from + line),
            TextRange::new(from, from + whole),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_blocks(text: &str, expected: &[(BlockKind, &str)]) {
        let blocks = paragraphs(text);
        let found: Vec<_> = blocks
            .iter()
            .map(|block| (block.kind, block.range.of(text)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_visible_line_is_a_block_of_its_kind() {
        use BlockKind::{Heading, ListItem, Paragraph};
        assert_blocks(
            "\u{feff}Итоги дня\r\n\r\n  Первый абзац.  \r\n1. Пункт\r\n• Пункт\r\n2019 год.\u{1a}",
            &[
                (Heading, "Итоги дня"),
                (Paragraph, "Первый абзац."),
                (ListItem, "1. Пункт"),
                (ListItem, "• Пункт"),
                (Paragraph, "2019 год."),
            ],
        );
        assert_blocks(" \n\u{200b}\n", &[]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_others_are_not() {
        let wrapped = "A CITY WITHOUT TRAMS\n\n\
            The last tram left the depot on Harbour Street at ten past\n\
            eleven, and by midnight the rails had already been covered\n\
            with sand. Nobody made a speech.\n\
            \n\
            Three hundred people had come to see it off, among them the\n\
            driver of the first tram to run after the war; she is 101\n\
            now and would not let anybody help her up the step.\n";
        let blocks = paragraphs(wrapped);
        assert_eq!(blocks.len(), 3, "{blocks:?}");
        assert_eq!(blocks[0].kind, BlockKind::Heading);
        assert!(blocks[1].range.of(wrapped).ends_with("made a speech."));
        let lines = "«Вы довольны?»\n«Нет, мы ждали большего от этой встречи в Женеве».\n\
            Потом он ушёл, не сказав больше ни слова журналистам.\nДверь закрылась.\n\
            На улице шёл дождь, и никто не расходился.\nВсе ждали.\n";
        assert_eq!(paragraphs(lines).len(), 6);
    }

    #[test]
    fn wide_letters_fill_a_line_sooner() {
        let wrapped = "渡轮因为大风连续三天停在港口，两百名乘客在候船大厅里过夜，港\n\
            务长为带孩子的家庭打开了旧海关大厅。\n\n\
            地区议会说，从星期二开始，岛上的食品将由直升机运送，直到风停\n\
            为止。药品和邮件也是这样。谁也不知道风什么时候会停下来，气象\n\
            台说周末以前不会有变化，而海港的灯要一直亮着，因为渔船还在外\n\
            面，\n";
        assert_eq!(paragraphs(wrapped).len(), 2);
        let lines = "渡轮因为大风连续三天停在港口，两百名乘客在候船大厅里过夜。\n\
            港务长为带孩子的家庭打开了旧海关大厅。\n\
            地区议会说，从星期二开始，岛上的食品将由直升机运送，直到风停为止。\n\
            药品和邮件也是这样。\n谁也不知道风什么时候会停。\n\
            气象台说周末以前不会有变化。\n";
        assert_eq!(paragraphs(lines).len(), 6);
    }

    #[test]
    fn lists_and_tables_do_not_hide_that_a_text_is_wrapped() {
        let text = "Delivery\n\n\
            The cranes shall be delivered to the site no later than the end\n\
            of April. Delivery costs are borne by the\n\
            Lessor.\n\n\
            -   The Lessor carries out maintenance every 250 operating\n    hours.\n\
            -   The Lessee keeps a log.\n\
            -   Damage is repaired.\n\n\
            \x20 Part          Interval   Responsible\n\
            \x20 ------------- ---------- -------------\n\
            \x20 Hoist rope    500 h      Lessor\n\
            \x20 Brake pads    250 h      Lessor\n\n\
            Upon termination the Lessee shall return the cranes in good\n\
            condition. Any dispute is settled in the courts of Stockholm\n\
            alone.\n";
        let blocks = paragraphs(text);
        let found: Vec<_> = blocks.iter().map(|block| block.range.of(text)).collect();
        assert_eq!(found.len(), 10, "{found:?}");
        assert!(found[1].ends_with("borne by the\nLessor."));
        assert!(found[2].ends_with("operating\n    hours."));
        assert_eq!(found[3], "-   The Lessee keeps a log.");
        assert_eq!(found[7], "Hoist rope    500 h      Lessor");
        assert!(found[9].ends_with("Stockholm\nalone."));
    }

    #[test]
    fn manual_pages_are_wrapped() {
        let text = "NAME\n\
            \x20      ferry - crosses the  sound  between  the  harbour  and  the  islands\n\
            \x20      when the wind allows it\n\n\
            OPTIONS\n\
            \x20      -c     Carry  cars,  as  long  as  there  is  room  on  the lower\n\
            \x20             deck.\n\
            \x20      --night\n\
            \x20             Go  at night, too; the lights of the harbour have to be on\n\
            \x20             then.\n\n\
            \x20          struct deck {\n\
            \x20              int   cars;    /* never below 0 */\n\
            \x20              int   lamps;\n\
            \x20          };\n\n\
            \x20      The   ferry   does   not   leave   before  the  harbour  master\n\
            \x20      agrees.\n";
        let blocks = paragraphs(text);
        let lines = |range: TextRange| range.of(text).split('\n').count();
        let found: Vec<_> = blocks.iter().map(|block| lines(block.range)).collect();
        assert_eq!(found, [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 2], "{blocks:?}");
    }

    #[test]
    fn lines_keep_their_numbers() {
        let text = "one\n\r\nthree\r\n\u{c}four";
        let blocks = one_per_line(text);
        let found: Vec<_> = blocks.iter().map(|block| block.range.of(text)).collect();
        assert_eq!(found, ["one", "\r\n", "three", "\u{c}four"]);
        assert_eq!(one_per_line("a\rb\r").len(), 2);
        assert!(one_per_line("").is_empty());
    }
}
