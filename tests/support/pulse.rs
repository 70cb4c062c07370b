//! A microphone without hardware: a private PulseAudio daemon with one loudspeaker that nobody hears, whose monitor is
//! the only microphone. What is played into the loudspeaker is what the microphone hears, in real time.
//!
//! The daemon has a folder and a socket of its own, so it meets neither the user's sound server nor other tests. It
//! dies with the value. When PulseAudio is not installed, the test fails and says so.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::sound;

/// How long the daemon may take to answer.
const UP_WITHIN: Duration = Duration::from_secs(20);

/// A daemon, and everything that plays into it.
pub struct VirtualMicrophone {
    folder: tempfile::TempDir,
    sinks: Vec<String>,
    daemon: Child,
    players: Vec<Child>,
}

impl VirtualMicrophone {
    /// Starts a daemon with a microphone at 48 kHz. It hears exact silence until something is played.
    pub fn start() -> Self {
        Self::with_sinks(&["sink_name=speaker rate=48000 channels=1"])
    }

    /// Starts a daemon with a null sink for each of `sinks`, written as arguments of `module-null-sink`.
    pub fn with_sinks(sinks: &[&str]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rehearse-pulse-")
            .tempdir()
            .unwrap();
        let sinks: Vec<String> = sinks.iter().map(|&sink| sink.to_owned()).collect();
        let daemon = daemon(folder.path(), &sinks);
        let mut microphone = Self {
            folder,
            sinks,
            daemon,
            players: Vec::new(),
        };
        microphone.wait_until_up();
        microphone
    }

    /// What a child process needs in its environment to find this microphone, and no other.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let mut server = std::ffi::OsString::from("unix:");
        server.push(self.folder.path().join("native"));
        let mut all = private(self.folder.path());
        all.push(("PULSE_SERVER", server.into()));
        all
    }

    /// Plays a sound file at its own speed, and returns at once.
    pub fn play(&mut self, sound: &Path) -> usize {
        let player = self
            .command("paplay")
            .arg(sound)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start paplay (Debian package pulseaudio-utils): {error}")
            });
        self.players.push(player);
        self.players.len() - 1
    }

    /// Plays a sound file, and returns when its last sample has been played.
    pub fn play_to_the_end(&mut self, sound: &Path) {
        let player = self.play(sound);
        self.wait_for(player);
    }

    /// Waits until what [`VirtualMicrophone::play`] began has been played.
    pub fn wait_for(&mut self, player: usize) {
        let status = self.players[player].wait().unwrap();
        assert!(status.success(), "paplay failed: {status}");
    }

    /// Breaks off what [`VirtualMicrophone::play`] began.
    pub fn stop(&mut self, player: usize) {
        let _ = self.players[player].kill();
        let _ = self.players[player].wait();
    }

    /// What another microphone in the same room hears in the next `length`, at 48 kHz.
    pub fn record(&self, length: Duration) -> Vec<f32> {
        let path = self.folder.path().join("recorded.wav");
        let mut recorder = self
            .command("parecord")
            .args(["--file-format=wav", "--rate=48000", "--channels=1"])
            .args(["--format=s16le", "--latency-msec=50"])
            .arg(&path)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start parecord (Debian package pulseaudio-utils): {error}")
            });
        std::thread::sleep(length);
        // SIGTERM lets it close its file.
        let told = Command::new("kill").arg(recorder.id().to_string()).status();
        assert!(told.unwrap().success());
        recorder.wait().unwrap();
        let (_, frames) = sound::read_wav(&path);
        frames
    }

    /// Starts the daemon anew after [`VirtualMicrophone::kill`], at the same place, as a system does with a service that
    /// died.
    pub fn restart(&mut self) {
        self.daemon = daemon(self.folder.path(), &self.sinks);
        self.wait_until_up();
    }

    /// Lets the microphone hear a quiet room (noise at -60 dBFS) for at most `length`, as every real one does.
    pub fn hear_a_room(&mut self, length: Duration) {
        let path = self.room(length);
        self.play(&path);
    }

    /// The same for the microphone of another sink.
    pub fn hear_a_room_at(&mut self, sink: &str, length: Duration) {
        let path = self.room(length);
        let mut player = self.command("paplay");
        player.arg(format!("--device={sink}")).arg(path);
        self.players.push(player.spawn().unwrap());
    }

    fn room(&self, length: Duration) -> PathBuf {
        let path = self.folder.path().join("room.wav");
        sound::write_wav(&path, 48_000, &sound::noise(-60.0, 48_000, length));
        path
    }

    /// Takes the null sink of this name away, and its microphone with it, as pulling the plug does.
    pub fn unplug(&self, sink: &str) {
        let modules = self
            .command("pactl")
            .args(["list", "short", "modules"])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        let modules = String::from_utf8(modules.stdout).unwrap();
        let line = modules
            .lines()
            .find(|line| line.contains(&format!("sink_name={sink} ")))
            .unwrap_or_else(|| panic!("no sink {sink} in:\n{modules}"));
        let number = line.split_whitespace().next().unwrap();
        self.pactl(&["unload-module", number]);
    }

    /// Asks something of the daemon in the words of `pactl`.
    pub fn pactl(&self, words: &[&str]) {
        let status = self.command("pactl").args(words).status().unwrap();
        assert!(status.success(), "pactl {words:?}: {status}");
    }

    /// Stops the daemon in its tracks: it is there, and answers no more.
    pub fn hang(&self) {
        let stopped = Command::new("kill")
            .args(["-STOP", &self.daemon.id().to_string()])
            .status()
            .unwrap();
        assert!(stopped.success());
    }

    /// Kills the daemon, as a crash or an unplugged device would: no goodbye.
    pub fn kill(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }

    /// A command that talks to this daemon.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn wait_until_up(&mut self) {
        let until = Instant::now() + UP_WITHIN;
        while Instant::now() < until {
            if let Some(status) = self.daemon.try_wait().unwrap() {
                panic!("pulseaudio ended at once: {status}");
            }
            let answer = self
                .command("pactl")
                .arg("info")
                .status()
                .unwrap_or_else(|error| {
                    panic!("cannot start pactl (Debian package pulseaudio-utils): {error}")
                });
            if answer.success() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("pulseaudio did not answer within {UP_WITHIN:?}");
    }
}

/// A daemon with a null sink for each of `sinks`, whose socket is in `folder`.
fn daemon(folder: &Path, sinks: &[String]) -> Child {
    let socket = folder.join("native");
    let mut command = Command::new("pulseaudio");
    command
        .args([
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
        ])
        .args(["--log-level=error", "--realtime=no", "--high-priority=no"]);
    for sink in sinks {
        // Without rewinds the sink works in steps of 50 ms at most, as a sound card does, and the monitor hears
        // exactly what is played. With them it may sleep for 2 s, and the first moments of a sound go missing.
        command
            .arg("-L")
            .arg(format!("module-null-sink norewinds=1 {sink}"));
    }
    command
        .arg("-L")
        .arg(format!(
            "module-native-protocol-unix auth-anonymous=1 socket={}",
            socket.display()
        ))
        .envs(private(folder))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("cannot start pulseaudio (Debian package pulseaudio): {error}")
        })
}

impl Drop for VirtualMicrophone {
    fn drop(&mut self) {
        for player in &mut self.players {
            let _ = player.kill();
            let _ = player.wait();
        }
        self.kill();
    }
}

/// Keeps everything that PulseAudio and its clients read or write inside `folder`.
fn private(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    [
        "XDG_RUNTIME_DIR",
        "PULSE_RUNTIME_PATH",
        "PULSE_STATE_PATH",
        "XDG_CONFIG_HOME",
    ]
    .into_iter()
    .map(|name| (name, folder.to_owned()))
    .chain([("PULSE_COOKIE", folder.join("cookie"))])
    .collect()
}
