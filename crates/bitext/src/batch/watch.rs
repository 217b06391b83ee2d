//! `--watch`: look, work, wait, look again.
//!
//! Polling, which works on every file system and over every network. A look is a
//! walk over names, sizes and times; only if something differs does a run start.
//! A failure of one run, such as a full disk, is reported, and the next look
//! tries again.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::plan::fingerprint;
use super::{BatchArguments, Job};
use crate::config::Settings;
use crate::diagnostics::{Failure, Level};

pub(crate) fn watch(
    arguments: &BatchArguments,
    settings: &Settings,
    job: &Job<'_>,
) -> Result<(), Failure> {
    let seconds = settings.count("batch.watch-interval").unwrap_or(10);
    let mut last = None;
    let mut looks = 0;
    loop {
        match fingerprint(job) {
            Ok(now) if last == Some(now) => {}
            Ok(now) => match job.run() {
                Ok(_) => last = Some(now),
                Err(failure) => report(job, &failure),
            },
            Err(failure) => report(job, &failure),
        }
        looks += 1;
        if arguments.watch_looks.is_some_and(|limit| looks >= limit) {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(seconds as u64));
    }
}

fn report(job: &Job<'_>, failure: &Failure) {
    let message = failure.to_string();
    let fields = [("reason", json!(message))];
    job.events
        .say(Level::Error, "run-failed", &message, &fields);
}
