//! Microphones of a PulseAudio server, or of PipeWire in its place. The only file that knows the `pulseaudio` crate.
//!
//! The server knows devices by the names that people know, and shares them between programs. It is asked to deliver
//! often and to keep as much for us as it can ([`fragment`]), and not to move the recording to another device behind
//! our back: a microphone that is unplugged has to be told as lost.

#[cfg(target_os = "linux")]
pub use linux::{hidden, inputs, open};

#[cfg(not(target_os = "linux"))]
pub use none::{hidden, inputs, open};

/// Elsewhere there is no such server.
#[cfg(not(target_os = "linux"))]
mod none {
    use super::super::choose::InputDevice;
    use super::super::input::Opened;
    use super::super::microphone::{HiddenServer, OpenError};

    /// None.
    #[must_use]
    pub fn hidden() -> Option<HiddenServer> {
        None
    }

    /// None.
    ///
    /// # Errors
    /// Never.
    pub fn inputs() -> Result<Vec<InputDevice>, OpenError> {
        Ok(Vec::new())
    }

    /// Never succeeds.
    ///
    /// # Errors
    /// Always.
    pub fn open(described: &InputDevice) -> Result<Opened, OpenError> {
        Err(OpenError::Gone {
            device: described.name.clone(),
        })
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{self, RecvTimeoutError};
    use std::time::Duration;

    use futures_executor::block_on;
    use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
    use pulseaudio::protocol::{
        PulseError, RecordStreamParams, SampleFormat, SampleSpec, SourceInfo,
    };
    use pulseaudio::{Client, ClientError, RecordStream, cookie_path_from_env};

    use super::super::choose::InputDevice;
    use super::super::input::{Failure, Intake, Opened, Wire, halves};
    use super::super::microphone::{HiddenServer, OpenError};
    use super::super::patience::Patience;

    /// What ids of this kind begin with, as in cpal.
    const HOST: &str = "pulseaudio:";

    /// A server that does not answer within this hangs.
    const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

    /// How often the server is asked whether the recording still lives.
    const ASK_EVERY: Duration = Duration::from_millis(100);

    /// Deliveries a second that are asked for.
    const DELIVERIES_A_SECOND: u32 = 25;

    /// The microphones of the server; none when no server runs.
    ///
    /// # Errors
    /// [`OpenError::ServerHangs`] when it does not answer.
    pub fn inputs() -> Result<Vec<InputDevice>, OpenError> {
        let asked = in_time(|| {
            let client = connect()?;
            let default = block_on(client.server_info())?.default_source_name;
            let sources = block_on(client.list_sources())?;
            Ok(sources
                .iter()
                .map(|source| describe(source, Some(&source.name) == default.as_ref()))
                .collect())
        });
        match asked {
            Ok(found) => Ok(offer_something(found)),
            Err(ClientError::ServerError(PulseError::Timeout)) => Err(OpenError::ServerHangs),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// Opens the microphone with this id and starts it.
    ///
    /// # Errors
    /// When it is gone, or the server does not give it out.
    pub fn open(described: &InputDevice) -> Result<Opened, OpenError> {
        let wanted = described.id.clone();
        in_time(move || start(&wanted)).map_err(|error| open_error(&described.name, &error))
    }

    /// The server that the environment points to, when nothing answers there.
    #[must_use]
    pub fn hidden() -> Option<HiddenServer> {
        let variable = |name: &'static str| {
            let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
            Some((name, value))
        };
        let (variable, value) = variable(SERVER).or_else(|| variable(RUNTIME_PATH))?;
        let sockets = match variable {
            SERVER => named_sockets(&value),
            _ => vec![PathBuf::from(&value).join("native")],
        };
        let answers =
            in_time(move || Ok(sockets.iter().any(|path| UnixStream::connect(path).is_ok())));
        // One that hangs is told as such by whoever asks it for its microphones.
        matches!(answers, Ok(false)).then_some(HiddenServer { variable, value })
    }

    /// As PulseAudio's own library looks for the server; the `pulseaudio` crate takes `PULSE_RUNTIME_PATH` for another
    /// folder and gives up at the first socket that is not there.
    fn connect() -> Result<Client, ClientError> {
        let found = sockets(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        let mut failure = ClientError::ServerUnavailable;
        for path in found {
            match UnixStream::connect(path) {
                Ok(socket) => {
                    let cookie = cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
                    return Client::new_unix(c"rehearse", socket, cookie);
                }
                Err(error) => failure = error.into(),
            }
        }
        Err(failure)
    }

    const SERVER: &str = "PULSE_SERVER";
    const RUNTIME_PATH: &str = "PULSE_RUNTIME_PATH";

    /// Where a server may listen, the likeliest first. A server that is named is the only one.
    fn sockets(variable: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
        if let Some(server) = variable(SERVER) {
            return named_sockets(&server);
        }
        let runtime = variable(RUNTIME_PATH).map(|folder| PathBuf::from(folder).join("native"));
        let usual = variable("XDG_RUNTIME_DIR");
        let usual = usual.map(|folder| PathBuf::from(folder).join("pulse/native"));
        runtime.into_iter().chain(usual).collect()
    }

    /// The local sockets in a list such as `{b5c1}unix:/run/user/1000/pulse/native tcp:studio`.
    fn named_sockets(server: &str) -> Vec<PathBuf> {
        let one = |entry: &str| {
            let bare = entry
                .strip_prefix('{')
                .and_then(|rest| rest.split_once('}'))
                .map_or(entry, |(_, bare)| bare);
            let path = bare.strip_prefix("unix:").unwrap_or(bare);
            path.starts_with('/').then(|| PathBuf::from(path))
        };
        server.split_whitespace().filter_map(one).collect()
    }

    fn describe(source: &SourceInfo, default: bool) -> InputDevice {
        let id = source.name.to_string_lossy();
        let name = source
            .description
            .as_ref()
            .map_or_else(|| id.clone(), |name| name.to_string_lossy());
        InputDevice {
            name: name.into_owned(),
            id: format!("{HOST}{id}"),
            default,
            // The monitor of a loudspeaker hears what the computer plays, not what a person says.
            offered: source.monitor_of_sink_index.is_none(),
            muted: source.muted,
        }
    }

    /// Where there are monitors only, the default one is offered.
    fn offer_something(mut found: Vec<InputDevice>) -> Vec<InputDevice> {
        if !found.iter().any(|device| device.offered) {
            for device in &mut found {
                device.offered = device.default;
            }
        }
        found
    }

    fn start(wanted: &str) -> Result<Opened, ClientError> {
        let client = connect()?;
        let source = block_on(client.list_sources())?
            .into_iter()
            .find(|source| describe(source, false).id == wanted)
            .ok_or(ClientError::ServerError(PulseError::NoEntity))?;
        let spec = SampleSpec {
            format: SampleFormat::Float32Le,
            ..source.sample_spec
        };
        let (mut intake, drain, wire) = halves(usize::from(spec.channels), spec.sample_rate);
        let params = RecordStreamParams {
            sample_spec: spec,
            channel_map: source.channel_map,
            source_index: Some(source.index),
            buffer_attr: fragment(spec),
            flags: StreamFlags {
                adjust_latency: true,
                no_move: true,
                ..StreamFlags::default()
            },
            ..RecordStreamParams::default()
        };
        let sound = move |bytes: &[u8]| push(&mut intake, bytes);
        let stream = block_on(client.create_record_stream(params, sound))?;
        let watch = Watch::start(stream, Arc::clone(&wire));
        Ok(Opened {
            rate_hz: spec.sample_rate,
            drain,
            wire,
            stream: Box::new(watch),
        })
    }

    /// Small deliveries, and the largest queue that the server allows. A queue of one delivery, which is what a low
    /// latency seems to ask for, overflows whenever the server is a moment late, and it tells nobody.
    fn fragment(spec: SampleSpec) -> BufferAttr {
        let frame_bytes = u32::from(spec.channels) * 4;
        BufferAttr {
            fragment_size: spec.sample_rate / DELIVERIES_A_SECOND * frame_bytes,
            max_length: u32::MAX,
            ..BufferAttr::default()
        }
    }

    /// Runs on the client's own thread, between the socket and the ring: it must not allocate or wait.
    fn push(intake: &mut Intake, bytes: &[u8]) {
        let channels = intake.channels();
        let (samples, _) = bytes.as_chunks::<4>();
        intake.push(samples.len() / channels, |frame, channel| {
            f32::from_le_bytes(samples[frame * channels + channel])
        });
    }

    /// Keeps a recording open, and asks the server now and then whether it still lives: nobody tells by himself.
    struct Watch {
        ended: Arc<AtomicBool>,
    }

    impl Watch {
        fn start(stream: RecordStream, wire: Arc<Wire>) -> Self {
            let ended = Arc::new(AtomicBool::new(false));
            let watched = Arc::clone(&ended);
            let told = Arc::clone(&wire);
            let watch = move || {
                while !watched.load(Ordering::Relaxed) {
                    if let Err(error) = block_on(stream.timing_info()) {
                        told.fail(failure(&error));
                        return;
                    }
                    std::thread::sleep(ASK_EVERY);
                }
            };
            if let Err(error) = std::thread::Builder::new().spawn(watch) {
                wire.fail(Failure::Broken(error.to_string()));
            }
            Self { ended }
        }
    }

    impl Drop for Watch {
        fn drop(&mut self) {
            // The thread closes the recording when it wakes. It is not waited for: a server that hangs would hold us.
            self.ended.store(true, Ordering::Relaxed);
        }
    }

    /// Does something with the server on a thread of its own, and gives up on both when the server hangs.
    fn in_time<T: Send + 'static>(
        work: impl FnOnce() -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, ClientError> {
        let (sender, receiver) = mpsc::channel();
        std::thread::Builder::new()
            .spawn(move || {
                let _ = sender.send(work());
            })
            .map_err(ClientError::Io)?;
        let mut waits = Patience::new();
        loop {
            match receiver.recv_timeout(ASK_EVERY) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => return Err(ClientError::Disconnected),
                Err(RecvTimeoutError::Timeout) if waits.look() >= ANSWERS_WITHIN => {
                    return Err(ClientError::ServerError(PulseError::Timeout));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn failure(error: &ClientError) -> Failure {
        match error {
            ClientError::Disconnected
            | ClientError::ServerUnavailable
            | ClientError::Io(_)
            | ClientError::ServerError(
                PulseError::NoEntity | PulseError::ConnectionTerminated | PulseError::Killed,
            ) => Failure::Gone,
            other => Failure::Broken(other.to_string()),
        }
    }

    fn open_error(device: &str, error: &ClientError) -> OpenError {
        let device = device.to_owned();
        match error {
            ClientError::ServerError(PulseError::AccessDenied | PulseError::AuthKey) => {
                OpenError::NoPermission { device }
            }
            ClientError::ServerError(PulseError::Busy) => OpenError::Busy { device },
            ClientError::ServerError(PulseError::Timeout) => OpenError::ServerHangs,
            ClientError::ServerError(PulseError::NoEntity)
            | ClientError::ServerUnavailable
            | ClientError::Disconnected => OpenError::Gone { device },
            ClientError::ServerError(PulseError::NotSupported | PulseError::Invalid) => {
                OpenError::Unsupported {
                    device,
                    reason: error.to_string(),
                }
            }
            other => OpenError::System {
                device,
                reason: other.to_string(),
            },
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn device(name: &str, default: bool, offered: bool) -> InputDevice {
            InputDevice {
                name: name.to_owned(),
                id: format!("{HOST}{name}"),
                default,
                offered,
                muted: false,
            }
        }

        #[test]
        fn a_monitor_is_offered_only_where_there_is_nothing_else() {
            let offered = |devices| {
                offer_something(devices)
                    .into_iter()
                    .filter(|device| device.offered)
                    .map(|device| device.name)
                    .collect::<Vec<_>>()
            };
            let monitors = vec![device("a", false, false), device("b", true, false)];
            assert_eq!(offered(monitors), ["b"]);
            let both = vec![
                device("monitor", true, false),
                device("headset", false, true),
            ];
            assert_eq!(offered(both), ["headset"]);
        }

        #[test]
        fn a_server_is_looked_for_where_pulseaudio_looks() {
            let found = |variables: &[(&str, &str)]| {
                sockets(|name| {
                    let found = variables.iter().find(|(known, _)| *known == name);
                    found.map(|(_, value)| (*value).to_owned())
                })
            };
            let usual = ("XDG_RUNTIME_DIR", "/run/user/7");
            assert_eq!(found(&[usual]), [PathBuf::from("/run/user/7/pulse/native")]);
            assert_eq!(
                found(&[(RUNTIME_PATH, "/here"), usual]),
                ["/here/native", "/run/user/7/pulse/native"].map(PathBuf::from)
            );
            assert_eq!(
                found(&[(SERVER, "{a1}unix:/x/native /y/native tcp:studio"), usual]),
                ["/x/native", "/y/native"].map(PathBuf::from)
            );
        }

        #[test]
        fn a_server_that_hangs_is_given_up_on() {
            let hung = in_time::<()>(|| {
                std::thread::sleep(ANSWERS_WITHIN * 2);
                Ok(())
            });
            assert!(matches!(
                hung,
                Err(ClientError::ServerError(PulseError::Timeout))
            ));
        }
    }
}
