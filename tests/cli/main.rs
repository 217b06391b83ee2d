//! The binary as its users see it.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

mod align;
mod bad_input;
mod baseline;
mod batch;
mod batch_care;
mod evaluate;
mod feeds;
mod formats;
mod guides;
mod help;
mod pair;
mod read;
mod segment;
mod srx;
mod tmx;
mod tmx_messages;
