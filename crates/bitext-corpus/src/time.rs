//! When a document was published, and how sure that is.

use bitext_core::Timestamp;

/// A date alone may mean any hour of it.
const DAY_SLACK: u32 = 43_200;

/// A time without its zone may be that of half the world.
const ZONE_SLACK: u32 = 21_600;

/// When a document was published.
///
/// ```
/// use bitext_corpus::PublishTime;
/// let moscow: bitext_core::Timestamp = "2018-04-11T11:30:00+03:00".parse()?;
/// let time = PublishTime::from(moscow);
/// assert_eq!((time.seconds, time.slack), (1_523_435_400, 0));
/// let day: bitext_core::Timestamp = "2018-04-11".parse()?;
/// assert_eq!(PublishTime::from(day).slack, 43_200);
/// # Ok::<(), bitext_core::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishTime {
    /// Seconds since 1970, UTC; the middle of what it may be.
    pub seconds: i64,
    /// How far the true time may lie from it, in seconds: half a day where only
    /// the date is known, some hours where the time zone is not.
    pub slack: u32,
}

impl From<Timestamp> for PublishTime {
    fn from(time: Timestamp) -> Self {
        let slack = match (time.has_time(), time.offset_minutes()) {
            (false, _) => DAY_SLACK,
            (true, None) => ZONE_SLACK,
            (true, Some(_)) => 0,
        };
        Self {
            seconds: time.unix_seconds(),
            slack,
        }
    }
}
