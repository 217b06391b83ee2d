//! The operators of a page: letters with their places.
//!
//! Only the operators for text and for coordinates are followed (ISO 32000-1,
//! 8.3 and 9.4). What a tagged file marks as an artifact is a running head or
//! decoration; `ActualText` says what letters stand for.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use crate::fault::Fault;
use crate::pdf::Allowance;
use crate::pdf::font::Font;
use crate::pdf::rules::{Path, Rule};

/// How deep drawings may stand in drawings.
const DEEPEST: usize = 12;

/// Most letters of a page.
pub(crate) const MOST_LETTERS: usize = 1_000_000;

/// A letter, or several that are one sign.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) text: String,
    /// Left and right edge and baseline, in points from the top left corner.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) base: f32,
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
    pub(crate) is_artifact: bool,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    pub(crate) letters: Vec<Letter>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) height: f32,
    /// Signs of which nobody knows the characters.
    pub(crate) unreadable: usize,
    /// Whether there are more letters than are read.
    pub(crate) is_cut: bool,
}

/// Fonts that were read, by the object they are.
#[derive(Default)]
pub(crate) struct Fonts {
    known: BTreeMap<(u32, i32), Rc<Font>>,
}

impl Fonts {
    fn get(&mut self, dict: &Dict<'_>, allowance: &mut Allowance) -> Result<Rc<Font>, Fault> {
        let key = dict.obj_id().map(
            |ObjectIdentifier {
                 obj_number,
                 gen_number,
             }| (obj_number, gen_number),
        );
        if let Some(font) = key.and_then(|key| self.known.get(&key)) {
            return Ok(Rc::clone(font));
        }
        let font = Rc::new(Font::read(dict, allowance)?);
        if let Some(key) = key {
            self.known.insert(key, Rc::clone(&font));
        }
        Ok(font)
    }
}

pub(crate) fn read_page(
    page: &Page<'_>,
    fonts: &mut Fonts,
    allowance: &mut Allowance,
) -> Result<Letters, Fault> {
    let (_, height) = page.render_dimensions();
    let mut reader = Reader {
        fonts,
        allowance,
        found: Letters {
            height,
            ..Letters::default()
        },
        depth: 0,
    };
    let mut contents = Vec::new();
    let dict = page.raw();
    if let Some(stream) = dict.get::<Stream<'_>>(keys::CONTENTS) {
        contents.extend(reader.allowance.unpack(&stream)?.unwrap_or_default());
    } else if let Some(streams) = dict.get::<Array<'_>>(keys::CONTENTS) {
        for stream in streams.iter::<Stream<'_>>() {
            contents.extend(reader.allowance.unpack(&stream)?.unwrap_or_default());
            contents.push(b' ');
        }
    }
    let start = Matrix(page.initial_transform(true).as_coeffs());
    reader.run(&contents, page.resources(), start)?;
    Ok(reader.found)
}

/// An affine map.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map, and `outer` after it.
    fn then(self, outer: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [p, q, r, s, t, u] = outer.0;
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    fn point(self, x: f64, y: f64) -> (f32, f32) {
        let [_, _, _, _, x, y] = self.moved(x, y).0;
        (x as f32, y as f32)
    }

    fn moved(self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn point(&self, x: Number, y: Number) -> (f32, f32) {
        self.matrix.point(x.as_f64(), y.as_f64())
    }
}

/// Marked content that is open.
struct Mark {
    /// Whether it is an artifact, or stands in one.
    is_artifact: bool,
    /// What the letters inside stand for, until the first of them is shown.
    actual: Option<String>,
    /// Which of the open marks says what letters here stand for: the innermost that
    /// says so.
    meant: Option<usize>,
}

struct Reader<'reader> {
    fonts: &'reader mut Fonts,
    allowance: &'reader mut Allowance,
    found: Letters,
    depth: usize,
}

impl Reader<'_> {
    fn run(&mut self, bytes: &[u8], resources: &Resources<'_>, start: Matrix) -> Result<(), Fault> {
        let mut state = State {
            matrix: start,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut saved: Vec<State> = Vec::new();
        let mut marks: Vec<Mark> = Vec::new();
        let mut text = Matrix::IDENTITY;
        let mut line = Matrix::IDENTITY;
        let mut path = Path::default();
        let mut operators = TypedIter::new(bytes);
        while let Some(operator) = operators.next() {
            match operator {
                Op::SaveState(_) if saved.len() < 256 => saved.push(state.clone()),
                Op::RestoreState(_) => {
                    if let Some(old) = saved.pop() {
                        state = old;
                    }
                }
                Op::Transform(it) => {
                    let map = [it.0, it.1, it.2, it.3, it.4, it.5].map(|n| n.as_f64());
                    state.matrix = Matrix(map).then(state.matrix);
                }
                Op::MoveTo(it) => path.move_to(state.point(it.0, it.1)),
                Op::LineTo(it) => path.line_to(state.point(it.0, it.1)),
                Op::ClosePath(_) => path.close(),
                Op::RectPath(it) => {
                    let (x, y) = (it.0.as_f64(), it.1.as_f64());
                    let (width, height) = (it.2.as_f64(), it.3.as_f64());
                    path.move_to(state.matrix.point(x, y));
                    path.line_to(state.matrix.point(x + width, y));
                    path.line_to(state.matrix.point(x + width, y + height));
                    path.line_to(state.matrix.point(x, y + height));
                    path.close();
                }
                // Nothing is known of a curve but where it ends.
                Op::CubicTo(it) => path.move_to(state.point(it.4, it.5)),
                Op::CubicStartTo(it) => path.move_to(state.point(it.2, it.3)),
                Op::CubicEndTo(it) => path.move_to(state.point(it.2, it.3)),
                Op::StrokePath(_) | Op::CloseAndStrokePath(_) => {
                    std::mem::take(&mut path).stroke(&mut self.found.rules);
                }
                Op::FillPathNonZero(_)
                | Op::FillPathNonZeroCompatibility(_)
                | Op::FillPathEvenOdd(_) => {
                    std::mem::take(&mut path).fill(&mut self.found.rules);
                }
                Op::FillAndStrokeNonZero(_)
                | Op::FillAndStrokeEvenOdd(_)
                | Op::CloseFillAndStrokeNonZero(_)
                | Op::CloseFillAndStrokeEvenOdd(_) => {
                    std::mem::take(&mut path).stroke(&mut self.found.rules);
                }
                Op::EndPath(_) => path = Path::default(),
                Op::BeginText(_) => {
                    text = Matrix::IDENTITY;
                    line = Matrix::IDENTITY;
                }
                Op::TextFont(it) => {
                    state.size = it.1.as_f64();
                    state.font = match resources.get_font(it.0) {
                        Some(dict) => Some(self.fonts.get(&dict, self.allowance)?),
                        None => None,
                    };
                }
                Op::CharacterSpacing(it) => state.character_spacing = it.0.as_f64(),
                Op::WordSpacing(it) => state.word_spacing = it.0.as_f64(),
                Op::HorizontalScaling(it) => state.stretch = it.0.as_f64() / 100.0,
                Op::TextLeading(it) => state.leading = it.0.as_f64(),
                Op::TextRise(it) => state.rise = it.0.as_f64(),
                Op::NextLine(it) => {
                    line = line.moved(it.0.as_f64(), it.1.as_f64());
                    text = line;
                }
                Op::NextLineAndSetLeading(it) => {
                    state.leading = -it.1.as_f64();
                    line = line.moved(it.0.as_f64(), it.1.as_f64());
                    text = line;
                }
                Op::SetTextMatrix(it) => {
                    line = Matrix([it.0, it.1, it.2, it.3, it.4, it.5].map(|n| n.as_f64()));
                    text = line;
                }
                Op::NextLineUsingLeading(_) => {
                    line = line.moved(0.0, -state.leading);
                    text = line;
                }
                Op::ShowText(it) => self.show(&state, &mut text, it.0.as_bytes(), &mut marks),
                Op::NextLineAndShowText(it) => {
                    line = line.moved(0.0, -state.leading);
                    text = line;
                    self.show(&state, &mut text, it.0.as_bytes(), &mut marks);
                }
                Op::ShowTextWithParameters(it) => {
                    state.word_spacing = it.0.as_f64();
                    state.character_spacing = it.1.as_f64();
                    line = line.moved(0.0, -state.leading);
                    text = line;
                    self.show(&state, &mut text, it.2.as_bytes(), &mut marks);
                }
                Op::ShowTexts(it) => {
                    for object in it.0.iter::<Object<'_>>() {
                        match object {
                            Object::String(words) => {
                                self.show(&state, &mut text, words.as_bytes(), &mut marks);
                            }
                            other => {
                                let back = other.into_f32().map_or(0.0, f64::from) / 1000.0;
                                text = text.moved(-back * state.size * state.stretch, 0.0);
                            }
                        }
                    }
                }
                Op::XObject(it) => {
                    if let Some(stream) = resources.get_x_object(it.0) {
                        self.drawing(&stream, resources, state.matrix)?;
                    }
                }
                Op::BeginMarkedContent(it) => marks.push(mark(it.0, None, &marks)),
                Op::BeginMarkedContentWithProperties(it) => {
                    let properties = match it.1 {
                        Object::Dict(dict) => Some(dict.clone()),
                        Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
                        _ => None,
                    };
                    marks.push(mark(it.0, properties.as_ref(), &marks));
                }
                Op::EndMarkedContent(_) => {
                    marks.pop();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A drawing with text of its own.
    fn drawing(
        &mut self,
        stream: &Stream<'_>,
        outer: &Resources<'_>,
        matrix: Matrix,
    ) -> Result<(), Fault> {
        let dict = stream.dict();
        let is_form = dict
            .get::<Name<'_>>("Subtype".as_bytes())
            .is_some_and(|it| it.as_str() == "Form");
        if !is_form || self.depth >= DEEPEST || self.is_full() {
            return Ok(());
        }
        let own = dict
            .get::<[f64; 6]>("Matrix".as_bytes())
            .map_or(Matrix::IDENTITY, Matrix);
        let Some(bytes) = self.allowance.unpack(stream)? else {
            return Ok(());
        };
        self.depth += 1;
        match dict.get::<Dict<'_>>("Resources".as_bytes()) {
            Some(inner) => self.run(&bytes, &Resources::new(inner), own.then(matrix))?,
            None => self.run(&bytes, outer, own.then(matrix))?,
        }
        self.depth -= 1;
        Ok(())
    }

    /// Whether no more letters are read of this page, of which it takes note: it
    /// is asked where there is one more.
    fn is_full(&mut self) -> bool {
        let is_full = self.found.letters.len() >= MOST_LETTERS;
        self.found.is_cut |= is_full;
        is_full
    }

    fn show(&mut self, state: &State, text: &mut Matrix, bytes: &[u8], marks: &mut [Mark]) {
        let Some(font) = &state.font else {
            return;
        };
        let innermost = marks.last();
        let is_artifact = innermost.is_some_and(|mark| mark.is_artifact);
        let meant = innermost.and_then(|mark| mark.meant);
        for sign in font.signs(bytes) {
            let mut step = f64::from(sign.width) * state.size + state.character_spacing;
            if sign.is_space {
                step += state.word_spacing;
            }
            let place = text.moved(0.0, state.rise).then(state.matrix);
            *text = text.moved(step * state.stretch, 0.0);
            let width = f64::from(sign.width) * state.size * state.stretch;
            let after = place.moved(width, 0.0);
            let shown = match meant.and_then(|at| marks.get_mut(at)) {
                // The first sign stands for all of them.
                Some(mark) => Some(mark.actual.take().unwrap_or_default()),
                None => sign.text,
            };
            let Some(words) = shown else {
                self.found.unreadable += 1;
                continue;
            };
            let [a, b, _, _, x, y] = place.0;
            // Text that runs up or down the page is a stamp or a label.
            let is_level = b.abs() <= 0.2 * a.abs() && a > 0.0;
            let size = state.size.abs() * place.0[3].hypot(place.0[2]);
            if words.is_empty() || !x.is_finite() || !y.is_finite() || self.is_full() {
                continue;
            }
            self.found.letters.push(Letter {
                text: words,
                left: x as f32,
                right: after.0[4] as f32,
                base: y as f32,
                size: size as f32,
                is_bold: font.is_bold,
                is_artifact: is_artifact || !is_level,
            });
        }
    }
}

/// The mark that begins inside of those that are `open`.
fn mark(tag: &Name<'_>, properties: Option<&Dict<'_>>, open: &[Mark]) -> Mark {
    let actual = properties
        .and_then(|dict| dict.get::<hayro_syntax::object::String<'_>>("ActualText".as_bytes()))
        .map(|text| crate::pdf::text_string(text.as_bytes()));
    let outer = open.last();
    Mark {
        is_artifact: tag.as_str() == "Artifact" || outer.is_some_and(|mark| mark.is_artifact),
        meant: match actual {
            Some(_) => Some(open.len()),
            None => outer.and_then(|mark| mark.meant),
        },
        actual,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Letter;

    /// Writes a line of letters six points wide.
    pub(crate) fn write(letters: &mut Vec<Letter>, left: f32, base: f32, text: &str) {
        for (index, character) in text.chars().enumerate() {
            let left = left + 6.0 * index as f32;
            letters.push(Letter {
                text: character.to_string(),
                left,
                right: left + 6.0,
                base,
                size: 10.0,
                is_bold: false,
                is_artifact: false,
            });
        }
    }
}
