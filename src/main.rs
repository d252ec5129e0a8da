//! The `tandem` program. All of it is in the library.
//!
//! On wasm it does nothing but carry the library: what the browser loads is linked as this program,
//! because a library that is also an `rlib` is compiled without link-time optimisation, and that is
//! 15 % of the shopper's download.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    tandem_widget::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
use tandem_widget as _;
