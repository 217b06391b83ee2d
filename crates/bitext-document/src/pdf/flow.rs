//! Lines into paragraphs, over columns and pages.
//!
//! A paragraph ends where the space below a line, an indent, another size, or a
//! short line that ends a sentence says so. Notes follow the paragraph that refers
//! to them.

use std::collections::BTreeMap;

use bitext_core::{BlockKind, Origin};

use crate::blocks::ends_sentence;
use crate::draft::Draft;
use crate::pdf::hyphens::{Hyphens, joined};
use crate::pdf::layout::{Line, Page};
use crate::pdf::references::{is_note_sign, numbered, without_mark};

/// Shape of a column.
#[derive(Clone, Copy, Default)]
struct Column {
    left: f32,
    right: f32,
    leading: f32,
}

struct Paragraph<'pages> {
    lines: Vec<&'pages Line>,
    kind: BlockKind,
    page: usize,
    /// Whether its last line goes as far as the column.
    is_full: bool,
    /// The notes that it refers to.
    notes: Vec<Self>,
}

pub(crate) fn draft(pages: &[Page], boilerplate: bool) -> Draft {
    let body = body_size(pages);
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let mut found = paragraphs_of(page, index, body);
        if !boilerplate {
            found.retain(|paragraph| paragraph.kind != BlockKind::Boilerplate);
        }
        // Notes of a page stand below it, and the text goes on behind them.
        let (notes, text): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|paragraph| paragraph.kind == BlockKind::Footnote);
        let mut hosts: Vec<(usize, Vec<&Line>)> = Vec::new();
        for paragraph in text {
            let lines = paragraph.lines.clone();
            hosts.push((join_or_push(&mut paragraphs, paragraph), lines));
        }
        for note in notes {
            match host_of(&note, page, &hosts) {
                Some(host) => paragraphs[host].notes.push(note),
                None => paragraphs.push(note),
            }
        }
    }
    let hyphens = Hyphens::of(pages);
    let mut draft = Draft::default();
    let with_notes = paragraphs
        .iter()
        .flat_map(|text| std::iter::once(text).chain(&text.notes));
    for paragraph in with_notes {
        let text = joined(&paragraph.lines, &hyphens);
        let text = match paragraph.kind {
            BlockKind::Footnote => without_mark(&text, &pages[paragraph.page].references),
            BlockKind::ListItem => without_bullet(&text),
            _ => &text,
        };
        let first = paragraph.lines[0];
        let origin = Origin::Page {
            page: u32::try_from(paragraph.page + 1).unwrap_or(u32::MAX),
            left: first.left as i32,
            top: first.base as i32,
        };
        draft.push(paragraph.kind, text, origin);
    }
    draft
}

/// The size of most letters.
fn body_size(pages: &[Page]) -> f32 {
    let mut letters: BTreeMap<i32, usize> = BTreeMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *letters.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
    }
    let most = letters.into_iter().max_by_key(|&(_, count)| count);
    most.map_or(10.0, |(size, _)| size as f32 / 2.0)
}

fn columns(page: &Page) -> BTreeMap<usize, Column> {
    let mut columns = BTreeMap::new();
    let mut regions: BTreeMap<usize, Vec<&Line>> = BTreeMap::new();
    for line in &page.lines {
        let lines = regions.entry(line.region).or_default();
        lines.extend((!line.is_boilerplate).then_some(line));
    }
    for (region, lines) in regions {
        let mut lefts: Vec<f32> = lines.iter().map(|line| line.left).collect();
        let mut rights: Vec<f32> = lines.iter().map(|line| line.right).collect();
        lefts.sort_by(f32::total_cmp);
        rights.sort_by(f32::total_cmp);
        let mut steps: Vec<f32> = lines
            .windows(2)
            .map(|pair| pair[1].base - pair[0].base)
            .zip(lines.windows(2).map(|pair| pair[0].size))
            .filter(|&(step, size)| step > 0.5 * size && step < 3.0 * size)
            .map(|(step, _)| step)
            .collect();
        steps.sort_by(f32::total_cmp);
        let column = Column {
            left: lefts.get(lefts.len() / 10).copied().unwrap_or(0.0),
            right: rights.get(rights.len() * 9 / 10).copied().unwrap_or(0.0),
            // Inside paragraphs the steps are the smallest, however short the
            // paragraphs are.
            leading: steps.get(steps.len() / 10).copied().unwrap_or(0.0),
        };
        columns.insert(region, column);
    }
    columns
}

fn paragraphs_of(page: &Page, index: usize, body: f32) -> Vec<Paragraph<'_>> {
    let columns = columns(page);
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    for line in &page.lines {
        let column = columns.get(&line.region).copied().unwrap_or_default();
        let goes_on = paragraphs
            .last()
            .is_some_and(|open| continues(open, line, column));
        let is_full = !is_short(line, column);
        match paragraphs.last_mut() {
            Some(open) if goes_on => {
                open.lines.push(line);
                open.is_full = is_full;
            }
            _ => paragraphs.push(Paragraph {
                lines: vec![line],
                kind: BlockKind::Paragraph,
                page: index,
                is_full,
                notes: Vec::new(),
            }),
        }
    }
    for paragraph in &mut paragraphs {
        paragraph.kind = kind(paragraph, body, page.height);
    }
    paragraphs
}

fn continues(open: &Paragraph<'_>, line: &Line, column: Column) -> bool {
    let Some(&last) = open.lines.last() else {
        return false;
    };
    if last.region != line.region
        || last.is_boilerplate != line.is_boilerplate
        || last.is_cell != line.is_cell
        || (line.is_cell && !line.is_ruled)
        || (last.size - line.size).abs() > 0.12 * last.size
        || (last.is_bold != line.is_bold
            && (!ends_open(&last.text) || is_set_apart(last, line, column)))
    {
        return false;
    }
    if let Some(bullet) = bullet(&line.text)
        && open.lines[0].text.starts_with(bullet)
        && (open.lines[0].left - line.left).abs() < 0.5 * line.size
    {
        return false;
    }
    if line.text.starts_with(is_note_sign) && open.lines[0].text.starts_with(is_note_sign) {
        return false;
    }
    let size = line.size;
    let step = line.base - last.base;
    let leading = if column.leading > 0.0 {
        column.leading
    } else {
        1.25 * size
    };
    // Type of another size than most has other space between its lines.
    let leading = leading.clamp(1.05 * size, 1.7 * size);
    if step > 1.35 * leading || step < 0.3 * size {
        return false;
    }
    if starts_item(&line.text) && (ends_sentence(&last.text) || is_short(last, column)) {
        return false;
    }
    if line.is_ruled {
        // Lines of a cell may be centred.
        return !(is_short(last, column) && ends_sentence(&last.text));
    }
    let is_first = open.lines.len() == 1;
    let indent = line.left - last.left;
    if indent > 0.8 * size {
        // A hanging indent after the first line, or a new paragraph.
        let is_hanging = is_first && starts_item(&last.text);
        let is_entry = is_first && !ends_sentence(&last.text) && !is_short(last, column);
        return is_hanging || is_entry || (!is_first && ends_open(&last.text));
    }
    if indent < -0.8 * size && !is_first {
        return ends_open(&last.text);
    }
    !(is_short(last, column) && ends_sentence(&last.text))
}

/// Whether a line of another weight is a heading of about the size of the text: it
/// ends although the first word of the next line had room.
fn is_set_apart(last: &Line, line: &Line, column: Column) -> bool {
    let letters = line.text.chars().count().max(1);
    let first = line.text.split_whitespace().next().unwrap_or("");
    let needed = (line.right - line.left) * (first.chars().count() + 1) as f32 / letters as f32;
    let is_other_size = (last.size - line.size).abs() > 0.04 * last.size;
    is_other_size || column.right - last.right > needed
}

/// Whether a line leaves more room than the first word of the next would need.
fn is_short(line: &Line, column: Column) -> bool {
    let width = column.right - column.left;
    line.right < column.right - (0.15 * width).max(2.0 * line.size)
}

/// A letter of a script without capitals, which cannot tell that a sentence begins.
fn is_caseless(character: char) -> bool {
    character.is_alphabetic() && !character.is_uppercase() && !character.is_lowercase()
}

fn ends_open(text: &str) -> bool {
    !ends_sentence(text)
}

/// A sign that begins the items of lists and nothing else; a dash may stand
/// anywhere.
fn bullet(text: &str) -> Option<char> {
    let bullet = text.chars().next()?;
    // Fonts of signs have theirs in the private area.
    matches!(
        bullet,
        '•' | '▪' | '●' | '◦' | '‣' | '■' | '○' | '\u{f0a7}' | '\u{f0b7}' | '\u{f0d8}'
    )
    .then_some(bullet)
}

/// The text of an item without its bullet, which a program has put there: in the
/// formats that say what a list is, it is no text either.
fn without_bullet(item: &str) -> &str {
    let Some(bullet) = bullet(item) else {
        return item;
    };
    let words = &item[bullet.len_utf8()..];
    if words.starts_with(char::is_whitespace) {
        words.trim_start()
    } else {
        item
    }
}

/// A bullet, or a number with a full stop or bracket.
fn starts_item(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    let core = first.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_bullet = match bullet(first) {
        Some(bullet) => first.len() == bullet.len_utf8(),
        None => matches!(first, "·" | "*" | "–" | "—" | "-"),
    };
    let is_closed = core.len() < first.len();
    let is_number =
        core.len() <= 3 && !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter =
        core.chars().count() == 1 && first.ends_with(')') && core.chars().all(char::is_alphabetic);
    is_bullet || (is_closed && (is_number || is_letter) && text.len() > first.len())
}

fn kind(paragraph: &Paragraph<'_>, body: f32, height: f32) -> BlockKind {
    let first = paragraph.lines[0];
    let letters: usize = paragraph
        .lines
        .iter()
        .map(|line| line.text.chars().count())
        .sum();
    let last = paragraph.lines[paragraph.lines.len() - 1];
    if first.is_boilerplate {
        BlockKind::Boilerplate
    } else if first.is_cell {
        BlockKind::Cell
    } else if letters < 250
        && (first.size > 1.13 * body || (first.is_bold && last.is_bold && letters < 120))
        && !last.text.ends_with(['.', ';', ','])
    {
        BlockKind::Heading
    } else if first.size < 0.88 * body
        && first.base > 0.5 * height
        && first
            .text
            .starts_with(|c: char| c.is_ascii_digit() || is_note_sign(c))
    {
        BlockKind::Footnote
    } else if starts_item(&first.text) {
        BlockKind::ListItem
    } else {
        BlockKind::Paragraph
    }
}

/// The paragraph, by its place among all, that refers to a note: where pages end differs
/// from one language to the other, so notes follow what they belong to.
fn host_of(note: &Paragraph<'_>, page: &Page, hosts: &[(usize, Vec<&Line>)]) -> Option<usize> {
    let (number, _) = numbered(&note.lines[0].text);
    let &(x, base) = page.references.get(&number)?;
    let holds = |line: &&Line| {
        let slack = 0.5 * line.size;
        (line.base - base).abs() < slack && line.left - slack < x && x < line.right + slack
    };
    let host = hosts.iter().find(|(_, lines)| lines.iter().any(holds));
    host.map(|&(place, _)| place)
}

/// Goes on with the last paragraph of the column or page before, if it was left
/// inside a sentence; gives its place.
fn join_or_push<'pages>(
    paragraphs: &mut Vec<Paragraph<'pages>>,
    paragraph: Paragraph<'pages>,
) -> usize {
    let is_running = |kind| matches!(kind, BlockKind::Paragraph | BlockKind::ListItem);
    let first = paragraph.lines[0];
    let open = paragraphs
        .iter_mut()
        .enumerate()
        .rev()
        .find(|(_, open)| !matches!(open.kind, BlockKind::Footnote | BlockKind::Boilerplate));
    if let Some((place, open)) = open
        && let Some(&last) = open.lines.last()
        && is_running(open.kind)
        && paragraph.kind == BlockKind::Paragraph
        && (open.page != paragraph.page || last.region != first.region)
        && (last.size - first.size).abs() < 0.1 * last.size
        && ends_open(&last.text)
        && (first.text.starts_with(char::is_lowercase)
            || last.text.ends_with(['-', '\u{ad}', ','])
            || open.is_full && first.text.starts_with(is_caseless))
    {
        open.lines.extend(paragraph.lines);
        open.is_full = paragraph.is_full;
        return place;
    }
    paragraphs.push(paragraph);
    paragraphs.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, base: f32, right: f32, is_bold: bool) -> Line {
        Line {
            text: text.to_owned(),
            left: 50.0,
            right,
            base,
            size: 10.0,
            is_bold,
            region: 0,
            is_cell: false,
            is_ruled: false,
            is_boilerplate: false,
        }
    }

    #[test]
    fn a_bold_line_that_ends_short_is_a_heading() {
        let texts = |right| {
            let lines = vec![
                line("3.1 Setting it up", 50.0, right, true),
                line(
                    "Put the machine on an even surface that water does",
                    62.0,
                    400.0,
                    false,
                ),
                line("no harm to.", 74.0, 100.0, false),
            ];
            let page = Page {
                lines,
                height: 800.0,
                ..Page::default()
            };
            paragraphs_of(&page, 0, 10.0).len()
        };
        assert_eq!(texts(140.0), 2);
        assert_eq!(texts(390.0), 1);
    }

    #[test]
    fn lines_of_a_cell_with_borders_are_one_text() {
        let cell = |is_ruled| {
            let mut lines = vec![
                line("Message “Fill the", 50.0, 150.0, false),
                line("tank”", 62.0, 90.0, false),
            ];
            lines[1].left = 80.0;
            for line in &mut lines {
                line.is_cell = true;
                line.is_ruled = is_ruled;
            }
            let page = Page {
                lines,
                height: 800.0,
                ..Page::default()
            };
            let found = paragraphs_of(&page, 0, 10.0);
            assert!(found.iter().all(|it| it.kind == BlockKind::Cell));
            found.len()
        };
        assert_eq!(cell(true), 1);
        assert_eq!(cell(false), 2);
    }
}
