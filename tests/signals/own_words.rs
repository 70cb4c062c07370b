//! Every label is heard in its own words, and every example says its section's signals: the least that an author of a
//! story with bare labels can expect.

use rehearse::scenario::Scenario;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};
use rehearse::transcript::written;

use crate::set::root;

/// The stories of this folder.
fn stories() -> Vec<(String, Scenario)> {
    let folder = root().join("tests/signals/stories");
    let files = std::fs::read_dir(folder).expect("the stories");
    let mut paths: Vec<_> = files.map(|file| file.expect("a story").path()).collect();
    paths.sort();
    let catalog = Catalog::new(None);
    let load = |path: &std::path::PathBuf| {
        let name = path.to_string_lossy().into_owned();
        let scenario = catalog.load(&name).expect("a scenario").scenario;
        (name, scenario)
    };
    paths.iter().map(load).collect()
}

#[test]
fn a_label_said_as_it_stands_is_said() {
    let mut missed = Vec::new();
    for (name, scenario) in stories() {
        for section in &scenario.sections {
            let mut checker = Checker::new(&[section], &scenario.vocabulary);
            for (place, signal) in section.signals.iter().enumerate() {
                let say = &signal.say;
                let (first, rest) = say.split_at(1);
                let texts = [
                    format!("{}{rest}.", first.to_uppercase()),
                    format!("So, {say}."),
                    format!("And {say}, that was important."),
                    format!("Okay, um, {say}, and then I went home."),
                ];
                for text in texts {
                    let found = checker.find(&[&written(&text)], &[]);
                    if found[0][place].state != State::Said {
                        missed.push(format!("{name}: {say:?} in {text:?}"));
                    }
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_example_of_a_section_says_its_signals() {
    let mut missed = Vec::new();
    for (name, scenario) in stories() {
        let told = |section: &&rehearse::scenario::Section| !section.example.is_empty();
        for section in scenario.sections.iter().filter(told) {
            let mut checker = Checker::new(&[section], &scenario.vocabulary);
            let found = checker.find(&[&written(&section.example)], &[]);
            let silent = found[0].iter().filter(|signal| signal.state != State::Said);
            missed.extend(silent.map(|signal| format!("{name} {}: {}", section.id, signal.say)));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
