//! Chance that can be repeated: the one generator behind draws and made-up shops.

/// Steele, Lea and Flood's `SplitMix64` (2014): tiny, and any seed is a good one.
#[derive(Debug, Clone)]
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator of one of many parts: streams of different numbers have nothing in common.
    pub(crate) fn of_part(seed: u64, number: u64) -> Self {
        let mut mixed = Self(seed);
        let start = mixed.next() ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03);
        Self(Self(start).next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number under `bound`, as even as 64 bits allow; 0 under 0.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the product's high half is under the bound"
    )]
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from 0 up to, but not, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True this often, `share` being 0 to 1.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A Poisson draw, for small means (Knuth's product of uniforms).
    pub(crate) fn poisson(&mut self, mean: f64) -> usize {
        let floor = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers() {
        let mut random = SplitMix::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_have_their_means() {
        let mut random = SplitMix::of_part(1, 2);
        let mean = |draw: &mut dyn FnMut() -> f64| (0..20_000).map(|_| draw()).sum::<f64>() / 2e4;
        // Five standard deviations about each.
        assert!((mean(&mut || random.unit()) - 0.5).abs() < 0.011);
        assert!((mean(&mut || random.poisson(1.5) as f64) - 1.5).abs() < 0.044);
        assert!((mean(&mut || f64::from(u8::from(random.chance(0.2)))) - 0.2).abs() < 0.015);
    }
}
