//! Where the time goes: named stretches, one after the other.

use std::time::{Duration, Instant};

/// Measures consecutive stretches of work.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    last: Instant,
    stretches: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            last: Instant::now(),
            stretches: Vec::new(),
        }
    }

    /// Ends a stretch and calls it `name`.
    pub(crate) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stretches.push((name, now - self.last));
        self.last = now;
    }

    /// All stretches and their sum: `read 0.4 ms, align 8.1 ms, total 8.5 ms`.
    pub(crate) fn report(&self) -> String {
        let total: Duration = self.stretches.iter().map(|(_, time)| *time).sum();
        let stretches = self.stretches.iter().copied().chain([("total", total)]);
        let shown: Vec<String> = stretches
            .map(|(name, time)| format!("{name} {:.1} ms", time.as_secs_f64() * 1e3))
            .collect();
        shown.join(", ")
    }
}
