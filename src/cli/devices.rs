//! `rehearse devices`: the microphones that this machine has, with the one that is used when none is asked for.

use std::io::Write;

use super::exit::Outcome;
use super::microphone::note_hidden_server;
use crate::audio::microphone::{InputDevice, devices};
use crate::console;

/// What `devices` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List every input, also aliases and what the loudspeakers play
    #[arg(long)]
    pub all: bool,
}

/// Runs `rehearse devices`.
///
/// # Errors
/// When there is no microphone.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    note_hidden_server();
    let list = list(&devices()?, args.all);
    console::out().write_all(list.as_bytes())?;
    Ok(Outcome::Done)
}

/// The list as it is shown.
fn list(devices: &[InputDevice], all: bool) -> String {
    let mut shown = String::from("Microphones:\n");
    for device in devices.iter().filter(|device| all || device.offered) {
        let mark = if device.default { '*' } else { ' ' };
        let muted = if device.muted {
            "  (muted in the system's mixer)"
        } else {
            ""
        };
        shown += &format!("\n  {mark} {}{muted}\n      {}\n", device.name, device.id);
    }
    shown += "\n* is used unless you choose another: --device and its name, a part of it, or the id below it.\n";
    let hidden = devices.iter().filter(|device| !device.offered).count();
    if hidden > 0 && !all {
        shown += &format!("{hidden} more that are rarely of use: rehearse devices --all\n");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, id: &str, default: bool, offered: bool) -> InputDevice {
        InputDevice {
            name: name.to_owned(),
            id: id.to_owned(),
            default,
            offered,
            muted: id.contains("usb"),
        }
    }

    #[test]
    fn the_default_is_marked_and_what_is_rarely_of_use_is_counted() {
        let devices = [
            device(
                "Built-in Audio Analog Stereo",
                "pulseaudio:alsa_input.pci",
                true,
                true,
            ),
            device(
                "Jabra Speak",
                "pulseaudio:alsa_input.usb-jabra",
                false,
                true,
            ),
            device(
                "Monitor of Built-in Audio",
                "pulseaudio:alsa_output.monitor",
                false,
                false,
            ),
        ];
        insta::assert_snapshot!(list(&devices, false), @r"
        Microphones:

          * Built-in Audio Analog Stereo
              pulseaudio:alsa_input.pci

            Jabra Speak  (muted in the system's mixer)
              pulseaudio:alsa_input.usb-jabra

        * is used unless you choose another: --device and its name, a part of it, or the id below it.
        1 more that are rarely of use: rehearse devices --all
        ");
        assert!(list(&devices, true).contains("Monitor of Built-in Audio"));
    }
}
