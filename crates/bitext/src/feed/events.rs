//! Events: what a long run says while it goes.
//!
//! As text for people, or as a JSON object a line for machines: `time`,
//! `event`, `level`, `message`, and fields of its own. On a terminal a bar with rate and
//! remaining time stands below the lines and never mixes with them.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Map, Value};

use crate::align::calendar;
use crate::diagnostics::{Level, say};

/// How events are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

/// The time of the clock as RFC 3339 has it, in UTC and milliseconds.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default();
    let ([year, month, day], [hour, minute, second]) = calendar(since.as_secs());
    let milliseconds = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}

/// Says on standard error what happens.
pub(crate) struct Events {
    format: LogFormat,
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Events {
    pub(crate) fn new(format: LogFormat, quiet: bool) -> Self {
        Self {
            format,
            quiet,
            bar: Mutex::new(None),
        }
    }

    /// Says that something happened. `fields` come with the event in JSON; the
    /// message says all there is to say in text. Nobody listening is no error.
    pub(crate) fn say(&self, level: Level, event: &str, message: &str, fields: &[(&str, Value)]) {
        if self.quiet && level != Level::Error {
            return;
        }
        let write = || match self.format {
            LogFormat::Text => say(level, message),
            LogFormat::Json => {
                let mut object = Map::new();
                object.insert("time".to_owned(), now().into());
                object.insert("event".to_owned(), event.into());
                object.insert("level".to_owned(), level.name().into());
                object.insert("message".to_owned(), message.into());
                for (name, value) in fields {
                    object.insert((*name).to_owned(), value.clone());
                }
                let _ = writeln!(io::stderr().lock(), "{}", Value::Object(object));
            }
        };
        match self.bar.lock().ok().and_then(|bar| bar.clone()) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Starts a stretch of work of `length` steps, called `name`.
    pub(crate) fn begin(&self, name: &'static str, length: usize) {
        let shown = io::stderr().is_terminal() && self.format == LogFormat::Text && !self.quiet;
        if !shown {
            return;
        }
        let target = ProgressDrawTarget::stderr_with_hz(8);
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        let style = "{msg} {wide_bar} {pos}/{len}, {per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.set_message(name);
        bar.enable_steady_tick(Duration::from_millis(250));
        if let Ok(mut place) = self.bar.lock() {
            *place = Some(bar);
        }
    }

    /// Says that `steps` more are done.
    pub(crate) fn advance(&self, steps: usize) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(steps as u64);
        }
    }

    /// Ends the stretch of work.
    pub(crate) fn end(&self) {
        if let Ok(mut place) = self.bar.lock()
            && let Some(bar) = place.take()
        {
            bar.finish_and_clear();
        }
    }
}
