use core::fmt;

/// An ISO 4217 currency: its three-letter code and how many digits its minor unit has
/// (GBP 2, JPY 0, KWD 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

impl Currency {
    /// The largest exponent in use (Chilean UF has 4).
    pub const MAX_EXPONENT: u8 = 4;

    /// A currency from its code, in any case, and its exponent.
    ///
    /// `None` where the code is not three ASCII letters or the exponent is above
    /// [`Self::MAX_EXPONENT`]: a shop's currency is never guessed.
    #[must_use]
    pub fn new(code: &str, exponent: u8) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        let all_letters = bytes.iter().all(u8::is_ascii_alphabetic);
        (all_letters && exponent <= Self::MAX_EXPONENT).then(|| Self {
            code: bytes.map(|byte| byte.to_ascii_uppercase()),
            exponent,
        })
    }

    /// The code in capitals: `"GBP"`.
    #[must_use]
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// Digits of the minor unit.
    #[must_use]
    pub const fn exponent(&self) -> u8 {
        self.exponent
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (pence, yen, fils) of a known currency. Never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount in the currency's minor unit.
    pub minor: i64,
    /// What the amount is counted in.
    pub currency: Currency,
}

impl Money {
    /// An amount of `minor` units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum, or `None` where the currencies differ or the sum overflows. Exact.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let minor = self.minor.checked_add(other.minor)?;
        Some(Self { minor, ..self })
    }

    /// `count` times the amount, or `None` on overflow. Exact.
    #[must_use]
    pub fn checked_mul(self, count: u32) -> Option<Self> {
        let minor = self.minor.checked_mul(i64::from(count))?;
        Some(Self { minor, ..self })
    }

    /// The amount as a plain decimal with a point, no grouping and no sign of the currency:
    /// `"12.50"`, `"-0.05"`, `"1250"` for yen. For machine-readable text; people get `Intl`'s form.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let scale = 10_u64.pow(u32::from(self.currency.exponent));
        let absolute = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        match self.currency.exponent {
            0 => format!("{sign}{absolute}"),
            digits => format!(
                "{sign}{}.{:0width$}",
                absolute / scale,
                absolute % scale,
                width = usize::from(digits)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str, exponent: u8) -> Currency {
        Currency::new(code, exponent).expect("a currency")
    }

    #[test]
    fn decimals_follow_the_exponent() {
        assert_eq!(Money::new(-5, currency("gbp", 2)).to_decimal(), "-0.05");
        assert_eq!(Money::new(1250, currency("JPY", 0)).to_decimal(), "1250");
        assert_eq!(Money::new(1250, currency("KWD", 3)).to_decimal(), "1.250");
        assert_eq!(
            Money::new(i64::MIN, currency("GBP", 2)).to_decimal(),
            "-92233720368547758.08"
        );
    }

    #[test]
    fn sums_never_mix_currencies_or_wrap() {
        let pound = Money::new(100, currency("GBP", 2));
        let euro = Money::new(100, currency("EUR", 2));
        assert_eq!(pound.checked_add(euro), None);
        assert_eq!(
            pound.checked_add(Money::new(i64::MAX, pound.currency)),
            None
        );
        assert_eq!(pound.checked_mul(3).map(|sum| sum.minor), Some(300));
    }

    #[test]
    fn a_currency_is_three_letters() {
        for bad in ["", "GB", "GBPS", "12A", "€"] {
            assert_eq!(Currency::new(bad, 2), None, "{bad}");
        }
        assert_eq!(Currency::new("GBP", 9), None);
    }
}
