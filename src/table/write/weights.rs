//! Scores to codes: what a weight loses by being four bits.
//!
//! Every step is an addition, a multiplication or a comparison of `f64`, which IEEE 754 fixes to
//! the bit: no logarithm of the machine's library, so every machine writes the same bytes.

use crate::table::layout::{
    LOWEST_SCALE, MAX_CODE, STRONGEST_TENTHS, TENTHS_PER_CODE, TENTHS_PER_SCALE,
};

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
}

/// Codes a row. `strongest` is the plane's largest score over all rows; a score that is absent, or
/// zero, has code 0.
///
/// A weight lies within 2^±0.25 of its score (-16 %, +19 %; mantissas add 0.3 %), the row's strongest
/// within 2^±0.1 (7 %). Scores more than 7 octaves (a factor of 128) below their row's strongest
/// are raised to that, and rows more than 23.4 octaves below the plane's strongest to that: a score
/// above zero never becomes absent.
pub(super) fn code(scores: &[Option<f64>], strongest: f64) -> Coded {
    let shift = f64::from(STRONGEST_TENTHS) - tenths_of_octave(strongest);
    let tenths = |score: f64| tenths_of_octave(score) + shift;
    let row_strongest = scores.iter().flatten().copied().fold(0.0, f64::max);
    if row_strongest <= 0.0 {
        return Coded {
            scale: LOWEST_SCALE,
            codes: vec![0; scores.len()],
        };
    }
    let span = TENTHS_PER_CODE * MAX_CODE;
    let largest = STRONGEST_TENTHS - span;
    let lowest = f64::from(LOWEST_SCALE);
    let step = f64::from(TENTHS_PER_SCALE);
    let scale = tenths(row_strongest) - f64::from(span);
    let scale = ((scale - lowest) / step).round() * step + lowest;
    let scale = scale.clamp(lowest, f64::from(largest));
    let codes = scores
        .iter()
        .map(|score| match score {
            Some(score) if *score > 0.0 => {
                let steps = (tenths(*score) - scale) / f64::from(TENTHS_PER_CODE);
                steps.round().clamp(1.0, f64::from(MAX_CODE)) as u8
            }
            _ => 0,
        })
        .collect();
    Coded {
        scale: scale as u8,
        codes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Weight;

    #[test]
    fn logarithms_agree_with_the_library() {
        for score in [1.0, 2.0, 0.3, 1e-300, 5e-324, 1.9999999, 7.25e250] {
            let difference = tenths_of_octave(score) - 10.0 * f64::log2(score);
            assert!(difference.abs() < 1e-5, "{score}: {difference}");
        }
    }

    #[test]
    fn weights_keep_to_the_error_that_is_promised() {
        let row: Vec<_> = (0..500)
            .map(|step| Some(0.02 * 2_f64.powf(-6.8 * f64::from(step) / 500.0)))
            .collect();
        let coded = code(&row, 0.9);
        for (score, &code) in row.iter().flatten().zip(&coded.codes) {
            let weight = Weight::from_code(coded.scale, code);
            let ratio = weight.0 as f64 / Weight::ONE.0 as f64 * 0.9 / score;
            assert!(ratio.log2().abs() < 0.25 + 0.005, "{score}: {ratio}");
        }
        let first = Weight::from_code(coded.scale, coded.codes[0]).0 as f64;
        let ratio = first / Weight::ONE.0 as f64 * 0.9 / 0.02;
        assert!(ratio.log2().abs() < 0.1 + 0.005, "{ratio}");
    }

    #[test]
    fn the_strongest_is_one_and_the_weakest_is_still_there() {
        let coded = code(&[Some(3.0), Some(1e-9), None, Some(0.0)], 3.0);
        assert_eq!(coded.codes, [15, 1, 0, 0]);
        assert_eq!(Weight::from_code(coded.scale, 15), Weight::ONE);
        let weakest = code(&[Some(1e-300)], 3.0);
        assert_eq!((weakest.scale, weakest.codes.as_slice()), (1, &[1][..]));
    }
}
