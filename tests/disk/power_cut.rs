//! A power cut while somebody speaks, and one right after the end. The takes are on a file system of their own, in an
//! image that is copied at the moment of the cut: the copy holds what the disk had, and nothing that was only in memory.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::frames;
use crate::support::program::Program;
use crate::support::pulse::VirtualMicrophone;
use crate::support::terminal::Terminal;

/// How long the disk does not answer, in the middle of the recording.
const STALL: Duration = Duration::from_secs(5);

fn done(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A file system in an image, mounted until it is dropped.
struct Disk {
    image: PathBuf,
    folder: PathBuf,
}

impl Disk {
    /// `None` when this machine lets nobody mount.
    fn new(image: &Path) -> Option<Self> {
        let file = fs::File::create(image).unwrap();
        file.set_len(32 << 20).unwrap();
        if !done("mkfs.ext4", &["-q", "-F", image.to_str().unwrap()]) {
            return None;
        }
        Self::mount(image)
    }

    /// Without the file system's own commits every five seconds, which would make up for a push that is forgotten.
    fn mount(image: &Path) -> Option<Self> {
        let folder = image.with_extension("mounted");
        fs::create_dir_all(&folder).unwrap();
        let (image_text, folder_text) = (image.to_str().unwrap(), folder.to_str().unwrap());
        let mounted = done("mount", &["-o", "loop,commit=300", image_text, folder_text]);
        mounted.then(|| Self {
            image: image.to_owned(),
            folder,
        })
    }

    /// The disk as it is after a power cut at this moment, while the program goes on and writes its accesses to `log`.
    fn after_power_cut(&self, name: &str, log: &Path) -> Self {
        let copy = self.image.with_file_name(name);
        // Of one moment: nothing is pushed to the disk meanwhile. A push takes a few milliseconds here, each second.
        loop {
            let before = pushes(log);
            sleep(Duration::from_millis(200));
            fs::copy(&self.image, &copy).unwrap();
            if pushes(log) == before {
                return Self::mount(&copy).unwrap();
            }
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Lets every write wait until it is thawed.
    fn freeze(&self, how: &str) {
        assert!(
            done("fsfreeze", &[how, self.folder.to_str().unwrap()]),
            "fsfreeze {how}"
        );
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = done("umount", &["--lazy", self.folder.to_str().unwrap()]);
    }
}

fn only_take(data: &Path) -> PathBuf {
    let mut takes = fs::read_dir(data.join("takes")).unwrap();
    takes.next().unwrap().unwrap().path()
}

fn record(take: &Path) -> Value {
    serde_json::from_slice(&fs::read(take.join("take.json")).unwrap()).unwrap()
}

/// The size of `situation.wav` at each push of it to the disk.
fn pushes(log: &Path) -> Vec<u64> {
    let log = fs::read_to_string(log).unwrap();
    let lines = log.lines().filter(|line| line.starts_with("Sync\t"));
    let lines = lines.filter(|line| line.ends_with("/situation.wav"));
    lines
        .map(|line| line.split('\t').nth(1).unwrap().parse().unwrap())
        .collect()
}

#[test]
fn a_power_cut_costs_a_second_of_speech_and_nothing_once_the_program_has_ended() {
    let program = Program::new();
    let disk = Disk::new(&program.path("disk.img"));
    if disk.is_none() {
        // Past the capture of the test's output: whoever reads the log shall see it.
        let _ = writeln!(
            std::io::stderr(),
            "\nNOTE: this machine does not let the test mount a file system (it needs root and loop devices).\n\
             Power cuts are only checked by the order of pushes to the disk, not on a copy of it.\n"
        );
    }
    let data = disk.as_ref().map_or(program.data(), Disk::data);
    let log = program.path("disk.log");
    let mut server = VirtualMicrophone::start();
    server.hear_a_room(Duration::from_secs(300));
    let mut environment = server.environment();
    environment.push(("REHEARSE_DATA_DIR", data.clone()));
    environment.push(("REHEARSE_DISK_LOG", log.clone()));
    let arguments = ["run", "webhook-drop", "--section", "situation"];
    let mut terminal = Terminal::start(&program, &environment, &arguments, (80, 24));
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:12 / 0:30");

    let cut = disk
        .as_ref()
        .map(|disk| disk.after_power_cut("cut.img", &log));
    let rate = record(&only_take(&data))["sections"][0]["attempts"][0]["rate_hz"]
        .as_u64()
        .unwrap();
    let pushed_s = (pushes(&log).last().unwrap() - 44) as f64 / 2.0 / rate as f64;
    assert!(
        pushed_s > 10.5,
        "only {pushed_s} s of 12 s were on the disk"
    );

    // A disk that does not answer for a while costs nothing.
    if let Some(disk) = &disk {
        let begun = Instant::now();
        disk.freeze("--freeze");
        sleep(STALL);
        disk.freeze("--unfreeze");
        println!("the disk did not answer for {:.1?}", begun.elapsed());
        sleep(Duration::from_secs(1));
    }
    terminal.press("\r");
    terminal.wait_for("t transcript");
    terminal.press("q");
    terminal.wait_for("The whole answer");
    assert_eq!(terminal.ends_within(Duration::from_secs(10)), Some(0));
    let ended = disk
        .as_ref()
        .map(|disk| disk.after_power_cut("ended.img", &log));

    let take = only_take(&data);
    let attempt = &record(&take)["sections"][0]["attempts"][0];
    assert_eq!(
        attempt["gaps"],
        serde_json::json!([]),
        "the slow disk cost sound"
    );
    let whole_s = attempt["length_s"].as_f64().unwrap();
    if disk.is_some() {
        assert!(
            whole_s > 17.5,
            "{whole_s} s, with a stall of {STALL:?} behind the first 12 s"
        );
    }
    let bytes = fs::metadata(take.join("situation.wav")).unwrap().len();
    assert_eq!(pushes(&log).last(), Some(&bytes), "all of it was pushed");
    let accesses = fs::read_to_string(&log).unwrap();
    let last_push = accesses.rfind("/situation.wav").unwrap();
    let renamed = accesses.rfind("/take.json\n").unwrap();
    assert!(
        last_push < renamed,
        "the record says complete before the sound is on the disk"
    );

    if let Some(cut) = cut {
        let told = program.run(&["takes", "--data-dir", cut.data().to_str().unwrap()]);
        assert!(told.err.contains("was cut off"), "{told:?}");
        let take = only_take(&cut.data());
        let kept_s = f64::from(frames(&take.join("situation.wav"))) / rate as f64;
        println!("{kept_s:.1} s of 12 s are playable after the cut");
        assert!(kept_s >= 11.0, "{kept_s} s of 12 s are playable");
        let attempt = &record(&take)["sections"][0]["attempts"][0];
        assert!(
            (attempt["length_s"].as_f64().unwrap() - kept_s).abs() < 0.01,
            "{attempt}"
        );
        let mut samples = hound::WavReader::open(take.join("situation.wav")).unwrap();
        let samples: Vec<i16> = samples.samples().map(Result::unwrap).collect();
        let last = &samples[samples.len() - rate as usize / 2..];
        assert!(last.iter().any(|sample| *sample != 0), "the end is zeros");
    }
    if let Some(ended) = ended {
        let take = only_take(&ended.data());
        assert_eq!(record(&take)["state"], "finished");
        let kept_s = f64::from(frames(&take.join("situation.wav"))) / rate as f64;
        assert!((kept_s - whole_s).abs() < 0.01, "{kept_s} s of {whole_s} s");
        for name in ["review.json", "situation.transcript.json", "scenario.toml"] {
            assert!(fs::metadata(take.join(name)).unwrap().len() > 0, "{name}");
        }
        let data = ended.data();
        let told = program.run(&["review", "--data-dir", data.to_str().unwrap()]);
        assert_eq!(told.code, 0, "{told:?}");
    }
}
