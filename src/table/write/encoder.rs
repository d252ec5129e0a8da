//! Writing symbols that take as few bits as their frequency allows: the encoder of asymmetric
//! numeral systems. It works from the last symbol to the first, so they are gathered before.

use super::models::Frequencies;
use crate::table::layout::{FREQUENCY_BITS, STATE_LOW};

/// What has a share of the state's range: where it begins and how wide it is, of 2^`bits`.
#[derive(Debug, Clone, Copy)]
struct Share {
    begin: u32,
    width: u32,
    bits: u32,
}

/// The symbols of a record, first to last.
#[derive(Debug, Default)]
pub(super) struct Encoder(Vec<Share>);

impl Encoder {
    /// A symbol that its table knows.
    pub(super) fn symbol(&mut self, symbol: u32, table: &Frequencies) {
        let (begin, width) = table.share(symbol);
        debug_assert!(width > 0, "the table lacks symbol {symbol}");
        self.0.push(Share {
            begin,
            width,
            bits: FREQUENCY_BITS,
        });
    }

    /// The low bits of a number, in parts from the lowest up.
    pub(super) fn raw(&mut self, value: u32, bits: u32) {
        let mut done = 0;
        while done < bits {
            let part = FREQUENCY_BITS.min(bits - done);
            self.0.push(Share {
                begin: value >> done & ((1 << part) - 1),
                width: 1,
                bits: part,
            });
            done += part;
        }
    }

    /// The record's bytes.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut state = 0_u32;
        let mut reversed = Vec::new();
        for &Share { begin, width, bits } in self.0.iter().rev() {
            // After the step the state must stay below 2^31.
            while u64::from(state) >= u64::from(STATE_LOW >> bits << 8) * u64::from(width) {
                reversed.push(state as u8);
                state >>= 8;
            }
            let Some((whole, rest)) = state.checked_div(width).zip(state.checked_rem(width)) else {
                continue;
            };
            state = (whole << bits) + begin + rest;
        }
        while state > 0 {
            reversed.push(state as u8);
            state >>= 8;
        }
        reversed.reverse();
        reversed
    }
}
