//! How far a long read has come.

/// Told how far a read has come, often: be quick.
pub trait Progress {
    /// `bytes_read` of `bytes_total` on disk, over all files; never falls.
    fn advance(&self, bytes_read: u64, bytes_total: u64);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _bytes_read: u64, _bytes_total: u64) {}
}

impl<F: Fn(u64, u64)> Progress for F {
    fn advance(&self, bytes_read: u64, bytes_total: u64) {
        self(bytes_read, bytes_total);
    }
}
