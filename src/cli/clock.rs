use jiff::Timestamp;

use super::failure::Failure;

/// The present, or what `SOURCE_DATE_EPOCH` says it is, as reproducible builds have it.
pub(super) fn now() -> Result<Timestamp, Failure> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(Timestamp::now());
    };
    text.trim()
        .parse()
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or_else(|| {
            Failure::told(format!(
                "SOURCE_DATE_EPOCH is {text:?}: it must be a number of seconds since 1970, or not be set"
            ))
        })
}

/// Unix time after which no order can have been placed: a day from now, because orders tell the
/// shop's own clock and `now` the world's.
pub(super) fn latest_order() -> Result<i64, Failure> {
    Ok(now()?.as_second().saturating_add(86_400))
}
