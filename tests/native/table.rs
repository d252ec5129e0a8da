//! The byte format: stored samples, round trips, hostile bytes; and ranking over it.

mod exercise;
mod sample;

mod golden;
mod hostile;
mod ranking;
mod refusals;
mod round_trip;
