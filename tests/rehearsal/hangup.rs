//! A window that is closed while the program asks something: it ends, at every question, and keeps what was spoken.
//!
//! The window is the one of util-linux's `script`, which is killed. A shell between the two outlives the closing and
//! notes how the program ended.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Person;
use crate::support::program::{Program, binary, repository};
use crate::support::pulse::VirtualMicrophone;
use crate::support::terminal::PATIENCE;

/// From the closing of the window to the end of the program; it needs a fraction of this.
const ENDS_WITHIN: Duration = Duration::from_secs(15);

/// The program in a window that can be closed.
struct Window {
    script: Child,
    keys: std::process::ChildStdin,
    log: PathBuf,
    code: PathBuf,
    seen: usize,
}

impl Window {
    fn open(program: &Program, sound: &[(&'static str, PathBuf)], arguments: &str) -> Self {
        let (log, code) = (program.path("typescript"), program.path("code"));
        let inside = program.path("inside.sh");
        let lines = format!(
            "trap '' HUP\nstty cols 80 rows 24\n{} {arguments}\necho $? > {}\n",
            binary().display(),
            code.display()
        );
        std::fs::write(&inside, lines).unwrap();
        let mut script = Command::new("script");
        script
            .args(["--quiet", "--flush", "--command"])
            .arg(format!("exec sh {}", inside.display()))
            .arg(&log)
            .current_dir(repository(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "xterm-256color")
            .env("SHELL", "/bin/sh")
            .envs(program.environment())
            .envs(sound.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut script = script.spawn().unwrap_or_else(|error| {
            panic!("cannot start script (Debian package bsdutils): {error}")
        });
        let keys = script.stdin.take().unwrap();
        Self {
            script,
            keys,
            log,
            code,
            seen: 0,
        }
    }

    fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let written = std::fs::read(&self.log).unwrap_or_default();
            let new =
                String::from_utf8_lossy(written.get(self.seen..).unwrap_or_default()).into_owned();
            if let Some(at) = new.find(text) {
                self.seen += at + text.len();
                return;
            }
            assert!(Instant::now() < until, "\"{text}\" is not in:\n{new}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        std::io::Write::write_all(&mut self.keys, keys.as_bytes()).unwrap();
    }

    /// Presses each of `keys` when the text before it is there, and waits for `question`.
    fn until(&mut self, keys: &[(&str, &str)], question: &str) {
        for (text, key) in keys {
            self.wait_for(text);
            self.press(key);
        }
        self.wait_for(question);
    }

    /// Closes it, and waits for the program's end; its exit code.
    fn close(mut self, question: &str) -> i32 {
        self.script.kill().unwrap();
        self.script.wait().unwrap();
        let until = Instant::now() + ENDS_WITHIN;
        loop {
            let code = std::fs::read_to_string(&self.code).unwrap_or_default();
            if let Ok(code) = code.trim().parse() {
                return code;
            }
            assert!(
                Instant::now() < until,
                "at \"{question}\": still running {ENDS_WITHIN:?} after its window was closed"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Arguments, texts with the key that is pressed at each, the question at which the window is closed, and whether anything
/// was spoken by then.
type Case = (
    &'static str,
    Vec<(&'static str, &'static str)>,
    &'static str,
    bool,
);

#[test]
fn a_window_that_is_closed_at_any_question_of_a_rehearsal_ends_it_and_what_was_spoken_is_kept() {
    let person = Person::new();
    let start = ("Enter start", "\r");
    let spoken = ("0:01 / 0:20", "\r");
    let told = ("t transcript", "");
    let run = "run webhook-drop --section task";
    let cases: Vec<Case> = vec![
        (run, vec![], "Enter start", false),
        (run, vec![start], "0:01 / 0:20", true),
        (run, vec![start, ("0:01 / 0:20", "p")], "PAUSED", true),
        (run, vec![start, spoken], "t transcript", true),
        (run, vec![start, spoken, (told.0, "n")], "Note: ", true),
        (
            run,
            vec![
                start,
                ("0:01 / 0:20", "r"),
                start,
                ("0:01 / 0:20", "\r"),
                (told.0, "u"),
            ],
            "Which telling counts?",
            true,
        ),
        ("mock webhook-drop", vec![], "Enter start", false),
        ("mock webhook-drop", vec![start], "0:01 / 2:55", true),
        (
            "mock webhook-drop",
            vec![start, ("0:01 / 2:55", "\r")],
            "Your reply (1 of 2)",
            true,
        ),
        ("followups webhook-drop", vec![], "Enter start", false),
        (
            "followups webhook-drop",
            vec![start],
            "Your reply (1 of",
            true,
        ),
        (
            "run webhook-drop --section task --hands-free",
            vec![],
            "Starts in",
            false,
        ),
        ("mic", vec![], "Listening [", false),
        ("study webhook-drop", vec![], "q: stop", false),
        ("", vec![], "Which story?", false),
        ("", vec![("q leave", "1")], "How?", false),
    ];
    for (arguments, keys, question, is_spoken) in cases {
        let program = Program::new();
        let mut window = Window::open(&program, &person.server.environment(), arguments);
        window.until(&keys, question);
        std::thread::sleep(Duration::from_millis(300));
        let code = window.close(question);
        let takes = program.takes();
        assert_eq!(
            takes.len(),
            usize::from(is_spoken),
            "{arguments} at {question}: {takes:?}"
        );
        if is_spoken {
            assert_eq!(code, 3, "{arguments} at {question}");
            let said = program.run(&["review", "--json", "-"]);
            assert_eq!(said.code, 0, "{arguments} at {question}: {}", said.err);
        } else {
            let rehearsal = arguments.starts_with(['r', 'm', 'f']) && arguments != "mic";
            assert_eq!(
                code,
                if rehearsal { 3 } else { 0 },
                "{arguments} at {question}"
            );
        }
    }
}

#[test]
fn a_window_that_is_closed_at_a_question_about_the_microphone_ends_the_program() {
    // A microphone that sends exact zeros is asked about before the first word.
    let muted = VirtualMicrophone::start();
    for (keys, question) in [
        (vec![], "q stop"),
        (vec![("q stop", "d")], "a part of its name): "),
        (
            vec![("q stop", "d"), ("a part of its name): ", "x\r")],
            "q stop",
        ),
    ] {
        let program = Program::new();
        let mut window = Window::open(&program, &muted.environment(), "run webhook-drop");
        window.until(&keys, question);
        assert_eq!(window.close(question), 3, "at {question}");
        assert_eq!(program.takes().len(), 0);
    }
    // And one that is gone in the middle.
    let mut person = Person::new();
    let program = Program::new();
    let mut window = Window::open(&program, &person.server.environment(), "run webhook-drop");
    window.until(&[("Enter start", "\r")], "0:01 / 0:30");
    person.server.kill();
    window.until(&[], "another microphone   q stop");
    assert_eq!(window.close("another microphone"), 3);
    assert_eq!(program.takes().len(), 1);
}

#[test]
fn a_window_that_is_closed_at_a_question_about_deleting_deletes_nothing() {
    let program = Program::new();
    let input = "tests/fixtures/voices/strong/task.wav";
    let said = program.run(&["run", "webhook-drop", "--section", "task", "--input", input]);
    assert_eq!(said.code, 0, "{}", said.err);
    for arguments in ["delete latest", "takes --older 1d --delete"] {
        if arguments.starts_with("takes") {
            // It has to be old to be asked about.
            let record = program.takes()[0].join("take.json");
            let text = std::fs::read_to_string(&record).unwrap();
            let at = text.find("\"begun\": \"").unwrap() + "\"begun\": \"".len();
            std::fs::write(&record, format!("{}2019{}", &text[..at], &text[at + 4..])).unwrap();
        }
        let _ = std::fs::remove_file(program.path("code"));
        let _ = std::fs::remove_file(program.path("typescript"));
        let mut window = Window::open(&program, &[], arguments);
        window.until(&[], "[y/N]");
        assert_eq!(window.close("[y/N]"), 0);
        assert_eq!(program.takes().len(), 1);
    }
}
