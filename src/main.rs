//! The `tandem` program. All of it is in the library; on wasm it is empty, because a library and a
//! program of one package are compiled for every target that the package is built for.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    tandem_widget::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
use tandem_widget as _;
