//! Parses, runs, prints the error once, chooses the exit code.

#![deny(clippy::disallowed_macros, clippy::disallowed_methods)]

use clap::Parser;
use rehearse::cli::{self, Cli};
use rehearse::leave;

fn main() {
    #[cfg(not(debug_assertions))]
    rehearse::transcribe::model::carry(
        include_bytes!("../models/ggml-base-q8_0.bin"),
        include_bytes!("../models/ggml-silero-v6.2.3.bin"),
    );
    rehearse::session::cooked::restore_on_panic();
    let code = match Cli::try_parse_from(cli::with_marks_joined(std::env::args_os())) {
        Ok(cli) => {
            let plain = cli.common.plain;
            cli::exit::end(cli::run(cli), plain)
        }
        Err(answer) => cli::exit::answer(&answer),
    };
    leave::at_once(code)
}
