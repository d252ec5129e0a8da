//! Logarithms as integers: what the writer weighs its choices with, the same on every machine.

/// The binary logarithm of a number from 1 on, times 2^16, rounded down; 0 for 0.
pub(super) fn log2(value: u32) -> u64 {
    if value < 2 {
        return 0;
    }
    let whole = value.ilog2();
    // The number as 1 to below 2, times 2^31. Squaring doubles the logarithm: each time it passes
    // 2, one more binary digit is a one.
    let mut mantissa = u64::from(value) << (31 - whole);
    let mut logarithm = u64::from(whole);
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        let passed = mantissa >> 32;
        mantissa >>= passed;
        logarithm = logarithm << 1 | passed;
    }
    logarithm
}

/// The bits, times 2^16, that a best code takes for symbols of these frequencies.
pub(super) fn entropy(counts: &[u32]) -> u64 {
    let total: u32 = counts.iter().sum();
    let split: u64 = counts
        .iter()
        .map(|&count| u64::from(count) * log2(count))
        .sum();
    (u64::from(total) * log2(total)).saturating_sub(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_library() {
        for value in (1..100_000).chain([u32::MAX, 1 << 31]) {
            let exact = f64::from(value).log2() * 65_536.0;
            assert!((log2(value) as f64 - exact).abs() < 1.5, "{value}");
        }
        assert_eq!(entropy(&[3, 3, 0, 6]), 18 << 16);
    }
}
