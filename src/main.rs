//! Parses, runs, prints the error once, chooses the exit code.

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
    let cli = Cli::parse_from(cli::with_marks_joined(std::env::args_os()));
    let plain = cli.common.plain;
    let code = match cli::run(cli) {
        Ok(outcome) => outcome.code(),
        // `rehearse review | head`: whoever read it has had enough.
        Err(error) if cli::exit::reader_left(&error) => 0,
        Err(error) => {
            cli::exit::print(&error, plain);
            cli::exit::code(&error)
        }
    };
    leave::at_once(code)
}
