//! Scores to codes: what a weight loses by being four bits.
//!
//! Every step is an addition, a multiplication or a comparison of `f64`, which IEEE 754 fixes to
//! the bit: no logarithm of the machine's library, so every machine writes the same bytes.

use crate::table::layout::{LOWEST_SCALE, MAX_CODE, STRONGEST_TENTHS, TENTHS_PER_SCALE};

/// Ten times the binary logarithm of a positive finite number, to within 2^-20.
pub(super) fn tenths_of_octave(score: f64) -> f64 {
    // Subnormal numbers are brought into the normal range first.
    let (score, shift) = if score < f64::MIN_POSITIVE {
        (score * (1_u64 << 60) as f64, -60.0)
    } else {
        (score, 0.0)
    };
    let bits = score.to_bits();
    let exponent = (bits >> 52) as i32 - 1023;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    // Squaring doubles the logarithm: each time it passes 1, one more binary digit is a one.
    let mut logarithm = 0.0;
    let mut digit = 0.5;
    for _ in 0..24 {
        mantissa *= mantissa;
        if mantissa >= 2.0 {
            mantissa *= 0.5;
            logarithm += digit;
        }
        digit *= 0.5;
    }
    10.0 * (f64::from(exponent) + shift + logarithm)
}

/// A row's scale and codes in one plane.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Coded {
    pub(super) scale: u8,
    pub(super) codes: Vec<u8>,
    /// What each score asks for, in 256ths of a code; 0 where it is absent.
    pub(super) wanted: Vec<u32>,
}

/// Codes a row, each score by the code nearest to it. `strongest` is what has the greatest weight: the
/// plane's largest score over all rows, or the row's where rows are never compared. A score that is
/// absent, or zero, has code 0.
///
/// A weight lies within half a code of its score, 2^±0.25 in the page plane (-16 %, +19 %; mantissas
/// add 0.3 %) and 2^±0.4 in the cart plane (-24 %, +32 %), the row's strongest within 2^±0.1 (7 %).
/// Scores more than 14 codes below their row's strongest are raised to that, and rows that would
/// have a scale below the lowest to that: a score above zero never becomes absent.
pub(super) fn code(scores: &[Option<f64>], strongest: f64, tenths_per_code: u8) -> Coded {
    let shift = f64::from(STRONGEST_TENTHS) - tenths_of_octave(strongest);
    let tenths = |score: f64| tenths_of_octave(score) + shift;
    let row_strongest = scores.iter().flatten().copied().fold(0.0, f64::max);
    if row_strongest <= 0.0 {
        return Coded {
            scale: LOWEST_SCALE,
            codes: vec![0; scores.len()],
            wanted: vec![0; scores.len()],
        };
    }
    let span = u32::from(tenths_per_code) * MAX_CODE;
    let largest = STRONGEST_TENTHS - span;
    let lowest = f64::from(LOWEST_SCALE);
    let step = f64::from(TENTHS_PER_SCALE);
    let scale = tenths(row_strongest) - f64::from(span);
    let scale = ((scale - lowest) / step).round() * step + lowest;
    // The highest that fits, as scales go.
    let largest = (f64::from(largest) - lowest) / step;
    let scale = scale.clamp(lowest, largest.floor() * step + lowest);
    let steps = scores.iter().map(|score| match score {
        Some(score) if *score > 0.0 => {
            let steps = (tenths(*score) - scale) / f64::from(tenths_per_code);
            steps.clamp(1.0, f64::from(MAX_CODE))
        }
        _ => 0.0,
    });
    Coded {
        scale: scale as u8,
        codes: steps.clone().map(|steps| steps.round() as u8).collect(),
        wanted: steps.map(|steps| (steps * 256.0) as u32).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_agree_with_the_library() {
        for score in [1.0, 2.0, 0.3, 1e-300, 5e-324, 1.9999999, 7.25e250] {
            let difference = tenths_of_octave(score) - 10.0 * f64::log2(score);
            assert!(difference.abs() < 1e-5, "{score}: {difference}");
        }
    }

    #[test]
    fn the_strongest_is_the_highest_code_and_the_weakest_is_still_there() {
        let coded = code(&[Some(3.0), Some(1e-9), None, Some(0.0)], 3.0, 5);
        assert_eq!(
            (coded.scale, coded.codes.as_slice()),
            (235, &[15, 1, 0, 0][..])
        );
        let weakest = code(&[Some(1e-300)], 3.0, 8);
        assert_eq!((weakest.scale, weakest.codes.as_slice()), (1, &[1][..]));
        assert_eq!(code(&[None], 3.0, 8).scale, 1);
    }
}
