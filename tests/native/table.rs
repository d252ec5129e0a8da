//! The byte format: golden files, round trips, hostile bytes; and ranking over it.

mod sample;

mod ranking;
mod round_trip;
