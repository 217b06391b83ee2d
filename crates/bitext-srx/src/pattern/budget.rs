//! What the patterns of a rule set may take of memory, all together.
//!
//! One pattern is bounded by its engine; ten thousand large ones would still fill
//! any machine. So each takes what it needs out of one budget, and one for which
//! too little is left is refused, by its rule.

use std::sync::atomic::{AtomicUsize, Ordering};

/// All patterns of a rule set, in bytes. Ten thousand rules of an abbreviation each
/// fit.
pub(crate) const ALL: usize = 512 << 20;

/// Largest automaton of one pattern, in bytes.
pub(crate) const LARGEST: usize = 16 << 20;

/// The bytes that are left.
#[derive(Debug)]
pub(crate) struct Budget(AtomicUsize);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicUsize::new(ALL))
    }
}

impl Budget {
    /// The most that one pattern may take now.
    pub(crate) fn largest(&self) -> usize {
        self.0.load(Ordering::Relaxed).min(LARGEST)
    }

    /// Whether less is left than one pattern may take.
    pub(crate) fn is_low(&self) -> bool {
        self.largest() < LARGEST
    }

    /// Takes bytes; false if so many are not left.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        self.0
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            })
            .is_ok()
    }
}
