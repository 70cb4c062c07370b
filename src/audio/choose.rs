//! Which input device a person means: by id, by name, or by a part of either.

use super::microphone::OpenError;

/// Most names that a message offers.
const MOST_OFFERED: usize = 4;

/// An input device as the system names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputDevice {
    /// What a person calls it.
    pub name: String,
    /// What the system calls it; the same on every run. `--device` takes it.
    pub id: String,
    /// Whether it is used when none is asked for.
    pub default: bool,
    /// Whether it is worth offering. Aliases and the monitors of loudspeakers are not, and are still accepted.
    pub offered: bool,
    /// Whether it is switched to mute in the system's mixer, as far as the system tells.
    pub muted: bool,
}

/// Finds the device that `asked` means: its id, then its name, then a part of the one or the other without regard to
/// capitals, each first among the devices that are offered.
///
/// # Errors
/// [`OpenError::NotFound`] with the nearest names, [`OpenError::Ambiguous`] with all that fit.
pub fn choose(devices: &[InputDevice], asked: &str) -> Result<usize, OpenError> {
    let lower = asked.to_lowercase();
    let by_id = |device: &InputDevice| device.id == asked || without_host(&device.id) == asked;
    let by_name = |device: &InputDevice| device.name == asked;
    let by_part = |device: &InputDevice| {
        device.name.to_lowercase().contains(&lower) || device.id.to_lowercase().contains(&lower)
    };
    let offered = |device: &InputDevice| device.offered;
    if let Some(place) = devices.iter().position(by_id) {
        return Ok(place);
    }
    let rounds: [&dyn Fn(&InputDevice) -> bool; 4] = [
        &|device| offered(device) && by_name(device),
        &by_name,
        &|device| !asked.is_empty() && offered(device) && by_part(device),
        &|device| !asked.is_empty() && by_part(device),
    ];
    for fits in rounds {
        let found: Vec<usize> = (0..devices.len()).filter(|&n| fits(&devices[n])).collect();
        match found[..] {
            [] => {}
            [only] => return Ok(only),
            _ => {
                return Err(OpenError::Ambiguous {
                    asked: asked.to_owned(),
                    fitting: found.iter().map(|&n| shown(&devices[n])).collect(),
                });
            }
        }
    }
    Err(OpenError::NotFound {
        asked: asked.to_owned(),
        near: near(devices, &lower),
    })
}

fn without_host(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, rest)| rest)
}

fn shown(device: &InputDevice) -> String {
    format!("{} ({})", device.name, device.id)
}

/// The offered names, those most like `lower` first.
fn near(devices: &[InputDevice], lower: &str) -> Vec<String> {
    let mut names: Vec<_> = devices
        .iter()
        .filter(|device| device.offered)
        .map(|device| (likeness(&device.name.to_lowercase(), lower), &device.name))
        .collect();
    names.sort_by(|a, b| b.0.total_cmp(&a.0));
    names.dedup_by(|a, b| a.1 == b.1);
    names
        .into_iter()
        .take(MOST_OFFERED)
        .map(|(_, name)| name.clone())
        .collect()
}

/// The best likeness of `asked` to any word of `name`, or to the whole; 0 to 1.
fn likeness(name: &str, asked: &str) -> f64 {
    name.split_whitespace()
        .chain([name])
        .map(|word| rapidfuzz::distance::jaro_winkler::similarity(word.chars(), asked.chars()))
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, id: &str, offered: bool) -> InputDevice {
        InputDevice {
            name: name.to_owned(),
            id: id.to_owned(),
            default: false,
            offered,
            muted: false,
        }
    }

    fn devices() -> Vec<InputDevice> {
        vec![
            device(
                "Built-in Audio Analog Stereo",
                "pulseaudio:alsa_input.pci",
                true,
            ),
            device("Jabra Evolve 65", "pulseaudio:bluez_source.00", true),
            device("Jabra Speak", "pulseaudio:alsa_input.usb-jabra", true),
            device(
                "Monitor of Jabra Evolve 65",
                "pulseaudio:bluez_sink.monitor",
                false,
            ),
            device("HDA Intel PCH", "alsa:hw:0,0", false),
        ]
    }

    fn chosen(asked: &str) -> Result<String, OpenError> {
        let devices = devices();
        choose(&devices, asked).map(|n| devices[n].id.clone())
    }

    #[test]
    fn an_id_a_name_and_a_part_of_a_name_all_find_it() {
        for (asked, id) in [
            ("pulseaudio:bluez_source.00", "pulseaudio:bluez_source.00"),
            ("bluez_source.00", "pulseaudio:bluez_source.00"),
            ("hw:0,0", "alsa:hw:0,0"),
            ("Jabra Evolve 65", "pulseaudio:bluez_source.00"),
            ("built-in", "pulseaudio:alsa_input.pci"),
            ("intel", "alsa:hw:0,0"),
        ] {
            assert_eq!(chosen(asked).unwrap(), id, "{asked}");
        }
    }

    #[test]
    fn what_is_offered_goes_before_what_is_not() {
        assert_eq!(chosen("evolve").unwrap(), "pulseaudio:bluez_source.00");
        assert_eq!(chosen("monitor").unwrap(), "pulseaudio:bluez_sink.monitor");
    }

    #[test]
    fn a_part_that_fits_two_names_both() {
        let error = chosen("jabra").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"jabra\" fits more than one microphone: Jabra Evolve 65 (pulseaudio:bluez_source.00), \
             Jabra Speak (pulseaudio:alsa_input.usb-jabra). Use the id in brackets."
        );
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        let OpenError::NotFound { near, .. } = chosen("jarba speek").unwrap_err() else {
            panic!("not found")
        };
        assert_eq!(near[0], "Jabra Speak");
        assert_eq!(near.len(), 3, "only what is offered");
    }

    #[test]
    fn an_empty_wish_is_not_a_part_of_every_name() {
        assert!(matches!(chosen(""), Err(OpenError::NotFound { .. })));
    }
}
