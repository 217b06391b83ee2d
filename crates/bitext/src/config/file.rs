//! `bitext.toml` on disk: found, read, checked key by key.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::keys::{Kind, find, nearest};
use crate::diagnostics::Failure;
use crate::side_file::{self, LARGEST_FILE};

/// What the file is called in the working folder.
pub(crate) const NAME: &str = "bitext.toml";

/// The values of a file by key, paths seen from its folder.
pub(crate) fn load(path: &Path) -> Result<Vec<(&'static str, Value)>, Failure> {
    let shown = path.display();
    let hint = "name a file of settings with `--config`";
    let text = side_file::read_text(path, LARGEST_FILE, hint)?;
    let table: Table = toml::from_str(&text).map_err(|error| {
        let place = error.span().map_or(1, |span| line_of(&text, span.start));
        let reason = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        Failure::error(format!("`{shown}`, line {place}: {reason}"))
            .hint("`bitext config show` prints every key in its right form")
    })?;
    let mut values = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(inner) => {
                for (key, value) in inner {
                    values.push(checked(path, &text, &format!("{name}.{key}"), value)?);
                }
            }
            value => values.push(checked(path, &text, &name, value)?),
        }
    }
    Ok(values)
}

fn checked(
    path: &Path,
    text: &str,
    name: &str,
    value: Value,
) -> Result<(&'static str, Value), Failure> {
    let shown = path.display();
    let line = line_of_key(text, name);
    let Some(key) = find(name) else {
        let near = nearest(name);
        return Err(
            Failure::error(format!("`{shown}`, line {line}: there is no key `{name}`")).hint(
                format!("did you mean `{near}`? `bitext config show` lists all"),
            ),
        );
    };
    key.kind.check(&value).map_err(|reason| {
        Failure::error(format!("`{shown}`, line {line}: `{name}`: {reason}"))
            .hint(format!("it is {}", describe(key.kind)))
    })?;
    let value = match (key.kind, &value) {
        (Kind::Path, Value::String(text)) => {
            let home = path.parent().map_or_else(PathBuf::new, Path::to_owned);
            Value::String(home.join(text).to_string_lossy().into_owned())
        }
        _ => value,
    };
    Ok((key.name, value))
}

fn describe(kind: Kind) -> String {
    match kind {
        Kind::Language => "a BCP 47 tag such as \"en\"".to_owned(),
        Kind::Encoding => "the name of an encoding such as \"windows-1251\"".to_owned(),
        Kind::Path => "a path, seen from the folder of the file".to_owned(),
        Kind::Share => "a number from 0 to 1".to_owned(),
        Kind::Count => "a whole number from 1".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::LanguageMap => "a map such as \"en=en-US,ru=ru-RU\"".to_owned(),
        Kind::Format => "a format such as \"tmx\"".to_owned(),
        Kind::Choice(choices) => format!("one of \"{}\"", choices.join("\", \"")),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// The line on which a key is set, as far as a look at the lines can tell.
fn line_of_key(text: &str, name: &str) -> usize {
    let last = name.rsplit('.').next().unwrap_or(name);
    let sets = |line: &str| {
        let line = line.trim_start();
        let key = line.split('=').next().unwrap_or_default().trim();
        line.contains('=') && (key == last || key == name || key.trim_matches('"') == last)
    };
    text.lines().position(sets).map_or(1, |index| index + 1)
}
