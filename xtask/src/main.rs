//! Every chore of the repository, by name.

fn main() {}
