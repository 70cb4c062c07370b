//! Parses, runs, prints the error once, chooses the exit code.

fn main() {}
