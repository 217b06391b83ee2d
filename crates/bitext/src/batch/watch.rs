//! `--watch`: look, work, wait, look again.
//!
//! Polling, which works on every file system and over every network. A look is a
//! walk over names, sizes and times; only if something differs, and two looks in
//! a row find the same, does a run start: what still changes is being written, and
//! half a document is worse than one that comes a look later. A failure of one
//! run, such as a full disk, is reported, and the next look tries again; the same
//! failure is not told twice in a row.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::plan::fingerprint;
use super::{BatchArguments, Job};
use crate::config::Settings;
use crate::diagnostics::{Failure, Level};

/// A feed that never rests is run after so many looks all the same; what was half
/// written then is aligned anew by a later run.
const MOST_LOOKS: u32 = 6;

/// What the looks at a feed found, each as a number.
#[derive(Default)]
struct Feed {
    /// What the last run that went well was for.
    done: Option<u64>,
    /// What the last look found.
    seen: Option<u64>,
    /// Looks since something was found to do.
    waited: u32,
    /// The failure that was told last, if all looks since failed so.
    told: Option<String>,
}

impl Feed {
    /// Whether it is time for a run, after a look that found `now`. The first run
    /// does not wait.
    fn is_due(&mut self, now: u64) -> bool {
        let settled = self.seen.replace(now) == Some(now);
        if self.done == Some(now) {
            self.waited = 0;
            return false;
        }
        self.waited += 1;
        let due = settled || self.done.is_none() || self.waited > MOST_LOOKS;
        if due {
            self.waited = 0;
        }
        due
    }

    /// Notes that all is well up to what a look found.
    fn is_done(&mut self, now: u64) {
        self.done = Some(now);
        self.told = None;
    }

    /// Whether a failure has not been told yet: a share that is away all night is
    /// one line in the log.
    fn is_news(&mut self, failure: &str) -> bool {
        let is_news = self.told.as_deref() != Some(failure);
        self.told = Some(failure.to_owned());
        is_news
    }
}

pub(crate) fn watch(
    arguments: &BatchArguments,
    settings: &Settings,
    job: &Job<'_>,
) -> Result<(), Failure> {
    let seconds = settings.count("batch.watch-interval").unwrap_or(10);
    let mut feed = Feed::default();
    let mut looks = 0;
    loop {
        match fingerprint(job) {
            Ok(now) if feed.is_due(now) => match job.run() {
                Ok(_) => feed.is_done(now),
                Err(failure) => report(job, &mut feed, &failure),
            },
            Ok(now) if feed.done == Some(now) => feed.told = None,
            Ok(_) => {}
            Err(failure) => report(job, &mut feed, &failure),
        }
        looks += 1;
        if arguments.watch_looks.is_some_and(|limit| looks >= limit) {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(seconds as u64));
    }
}

fn report(job: &Job<'_>, feed: &mut Feed, failure: &Failure) {
    let message = failure.to_string();
    if !feed.is_news(&message) {
        return;
    }
    let fields = [("reason", json!(message))];
    job.events
        .say(Level::Error, "run-failed", &message, &fields);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each look says, where every run goes well.
    fn runs(looks: &[u64]) -> Vec<bool> {
        let mut feed = Feed::default();
        let mut look = |&now: &u64| {
            let due = feed.is_due(now);
            if due {
                feed.done = Some(now);
            }
            due
        };
        looks.iter().map(&mut look).collect()
    }

    #[test]
    fn a_run_waits_until_what_arrives_rests() {
        let found = runs(&[1, 1, 2, 3, 4, 4, 4, 5, 5]);
        let due = [true, false, false, false, false, true, false, false, true];
        assert_eq!(found, due);
    }

    #[test]
    fn a_feed_that_never_rests_is_run_all_the_same() {
        let looks: Vec<u64> = (0..30).collect();
        let apart = MOST_LOOKS as usize + 1;
        let due: Vec<bool> = (0..30).map(|look| look % apart == 0).collect();
        assert_eq!(runs(&looks), due);
    }

    #[test]
    fn a_failure_that_lasts_is_told_once() {
        let mut feed = Feed::default();
        assert!(feed.is_news("the folder is away"));
        assert!(!feed.is_news("the folder is away"));
        assert!(feed.is_news("the disk is full"));
        feed.is_done(1);
        assert!(feed.is_news("the disk is full"));
    }

    #[test]
    fn a_run_that_failed_is_tried_again() {
        let mut feed = Feed::default();
        assert!(feed.is_due(1));
        assert!(feed.is_due(1));
        feed.done = Some(1);
        assert!(!feed.is_due(2));
        assert!(feed.is_due(2) && feed.is_due(2));
    }
}
