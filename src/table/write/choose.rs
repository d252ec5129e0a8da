//! Codes that are cheap to write: of the two beside what a score asks for, the one whose bits and
//! whose error weigh least together.

use super::{
    models::{Limits, Models},
    rows::Row,
    weights::Coded,
};
use crate::table::layout::{MAX_CODE, cart_context, distance_part, page_context, scale_part};

/// Bits that an error of one code is worth in the page plane, behind the [`PAGE_PLACES`] strongest of a
/// row; an error of half a code is worth a quarter of it.
///
/// Those strongest keep the nearest code: on a page the order of a single row's rules is all there is.
/// Sums over a cart even errors out.
const FAR_WORTH: u64 = 1;
/// The same in the cart plane.
const CART_WORTH: u64 = 3;

/// Places of a row that a page may show.
const PAGE_PLACES: usize = 10;

/// Chooses the codes of a row again, by what each costs under these models.
pub(super) fn choose(row: &mut Row, limits: Limits, models: &Models) {
    let scale = scale_part(limits.scales, row.scale());
    let (mut sum, mut before) = (0, 0);
    for (place, distance) in row.distances.iter().enumerate() {
        let distance = distance_part(limits.distances, *distance);
        let context = page_context(sum, before, scale, distance);
        let code = if row.cart.is_none() || row.page.is_among_strongest(place) {
            row.page.codes.get(place).copied().unwrap_or_default()
        } else {
            let bits = |code| models.page_bits(context, code);
            row.page.choose(place, FAR_WORTH, bits)
        };
        sum += u32::from(code);
        before += 1;
    }
    let Some(cart) = &mut row.cart else {
        return;
    };
    let (mut difference, mut before) = (0, 0);
    for (place, page) in row.page.codes.iter().enumerate() {
        let context = cart_context(*page, difference, before, scale);
        let bits = |code| models.cart_bits(context, code);
        let code = cart.choose(place, CART_WORTH, bits);
        difference += i32::from(code) - i32::from(*page);
        before += 1;
    }
}

impl Coded {
    fn is_among_strongest(&self, place: usize) -> bool {
        let here = self.wanted.get(place);
        let above = self.wanted.iter().filter(|other| Some(*other) > here);
        above.count() < PAGE_PLACES
    }

    /// Chooses one code, by the bits of each, times 2^16. The strongest of a row stays the highest,
    /// and what is absent stays absent.
    fn choose(&mut self, place: usize, worth: u64, bits: impl Fn(u8) -> u64) -> u8 {
        let strongest = self.wanted.iter().max().copied();
        let Some((code, wanted)) = self.codes.get_mut(place).zip(self.wanted.get(place)) else {
            return 0;
        };
        if *wanted != 0 && Some(*wanted) != strongest {
            let below = (wanted / 256) as u8;
            let above = below.saturating_add(1).min(MAX_CODE as u8);
            let cost = |code: &u8| {
                // In 256ths of a code, so that its square is in 2^16ths.
                let error = u64::from(wanted.abs_diff(u32::from(*code) * 256));
                bits(*code) + worth * error * error
            };
            *code = [below.max(1), above]
                .into_iter()
                .min_by_key(cost)
                .unwrap_or(above);
        }
        *code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded() -> Coded {
        Coded {
            scale: 1,
            codes: vec![15, 9, 0],
            wanted: vec![15 * 256 - 1, 9 * 256 - 64, 0],
        }
    }

    #[test]
    fn an_error_is_taken_where_it_saves_more_bits_than_it_is_worth() {
        // A quarter of a code against three quarters: half a code squared more, times the worth.
        let eight_saves = |saved: u64| move |code| if code == 8 { 0 } else { saved };
        let one_bit = 1 << 16;
        assert_eq!(coded().choose(1, 2, eight_saves(one_bit - 1)), 9);
        assert_eq!(coded().choose(1, 2, eight_saves(one_bit + 1)), 8);
        assert_eq!(coded().choose(1, 6, eight_saves(one_bit + 1)), 9);
    }

    #[test]
    fn the_strongest_and_the_absent_stay() {
        let free = |code| if code == 14 || code == 1 { 0 } else { 1 << 30 };
        assert_eq!(coded().choose(0, 0, free), 15);
        assert_eq!(coded().choose(2, 0, free), 0);
    }
}
