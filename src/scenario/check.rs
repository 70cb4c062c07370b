//! From a file as written to a [`Scenario`]: what must be there is there, every name means something, every pattern
//! is one, every text is laid out as paragraphs. All that is wrong is reported, not only the first thing.

use std::collections::HashSet;
use std::time::Duration;

use super::fault::FaultKind;
use super::faults::{Faults, Sink};
use super::file::{
    File, FlagFile, FollowUpFile, LevelFile, MistakeFile, PrincipleFile, ProblemFile, QuizFile,
    SectionFile, SignalFile, TopicFile, WeakAnswerFile, read,
};
use super::table::At;
use super::values::{Check, paragraphs, title_of};
use super::{
    FlagRule, FollowUp, Level, Mistake, Principle, Problem, QuizQuestion, Scenario, Section,
    SectionKind, Signal, Topic, WeakAnswer,
};
use crate::console::shell_word;
use crate::signals::pattern::Pattern;

/// How long a reply to a follow-up may take when the author does not say.
const FOLLOW_UP_TARGET: Duration = Duration::from_secs(45);

impl Scenario {
    /// Reads `source`, a scenario in TOML as described in `scenarios/README.md`. `id` is the name that the user types
    /// for it; `name` is the file's name in messages.
    ///
    /// # Errors
    /// With everything that is wrong in the file, each with its place.
    pub fn parse(id: &str, name: &str, source: &str) -> Result<Self, Faults> {
        let sink = Sink::default();
        let scenario = read(source, &sink).map(|file| {
            let check = Check {
                source,
                sink: &sink,
                labels: labels(&file.value),
            };
            check.scenario(id, file)
        });
        match scenario {
            Some(scenario) if sink.is_empty() => Ok(scenario),
            _ => Err(Faults::new(name, source, sink.into_faults())),
        }
    }
}

/// The labels of all signals that a name in the file may mean.
fn labels(file: &File) -> Vec<String> {
    let of_sections = file
        .sections
        .iter()
        .flat_map(|section| &section.value.signals);
    let of_levels = file
        .levels
        .iter()
        .flat_map(|level| &level.value.reflection_signals);
    let mut seen = HashSet::new();
    of_sections
        .chain(of_levels)
        .filter_map(|signal| signal.value.say.as_ref())
        .map(|say| say.value.trim().to_owned())
        .filter(|label| seen.insert(label.clone()))
        .collect()
}

impl Check<'_> {
    fn scenario(&self, id: &str, file: At<File>) -> Scenario {
        let At { value: file, at } = file;
        if file.sections.is_empty() {
            self.sink.add(FaultKind::NoSections, &at);
        }
        self.vocabulary(&file.vocabulary);
        let sections = self.sections(file.sections);
        let levels = self.levels(file.levels, &sections);
        let principles = self.principles(file.principles);
        Scenario {
            typed: shell_word(id),
            id: id.to_owned(),
            title: self.text("title", file.title),
            question: self.text("question", file.question),
            family: self.text("family", file.family),
            home_principle: self.home_principle(file.home_principle, &principles),
            language: self.language(file.language),
            story: self.text("story", file.story),
            takeaways: self.texts("takeaways", file.takeaways),
            vocabulary: self.texts("vocabulary", file.vocabulary),
            sections,
            levels,
            principles,
            follow_ups: each(file.follow_ups, |item| self.follow_up(item)),
            weak_answer: file.weak_answer.map(|item| self.weak_answer(item.value)),
            quiz: each(file.quiz, |item| self.quiz(item)),
        }
    }

    fn vocabulary(&self, words: &[At<String>]) {
        for word in words {
            let label = self
                .labels
                .iter()
                .find(|label| label.eq_ignore_ascii_case(word.value.trim()));
            if let Some(label) = label {
                let word_kind = FaultKind::SignalInVocabulary {
                    word: label.clone(),
                };
                self.sink.add(word_kind, &word.at);
            }
        }
    }

    fn language(&self, code: Option<At<String>>) -> String {
        let Some(code) = code else {
            return "en".to_owned();
        };
        if code.value.len() != 2 || !code.value.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let code_kind = FaultKind::BadLanguage {
                code: code.value.clone(),
            };
            self.sink.add(code_kind, &code.at);
        }
        code.value
    }

    fn sections(&self, files: Vec<At<SectionFile>>) -> Vec<Section> {
        let mut seen = HashSet::new();
        each(files, |file| {
            let id = file.id.as_ref().or(file.kind.as_ref());
            self.unique(&mut seen, "sections", id);
            self.section(file)
        })
    }

    fn section(&self, file: SectionFile) -> Section {
        let kind = file.kind.as_ref().and_then(|kind| self.kind(kind));
        // A section that does not say its id or title is called after its kind.
        let id = match (file.id, file.kind) {
            (Some(id), _) => self.id(id),
            (None, kind) => kind.map(|kind| kind.value).unwrap_or_default(),
        };
        let (target, ceiling) = self.times(file.target, file.ceiling, None);
        Section {
            title: file
                .title
                .map_or_else(|| title_of(&id), |title| self.filled("title", title)),
            id,
            kind: kind.unwrap_or(SectionKind::Situation),
            target: target.unwrap_or_default(),
            ceiling,
            signals: self.signals(file.signals),
            red_flags: file
                .red_flags
                .into_iter()
                .filter_map(|flag| self.flag(flag.value))
                .collect(),
            example: self.text("example", file.example),
            coach: self.text("coach", file.coach),
            mistake: self.mistake(file.mistake),
        }
    }

    fn mistake(&self, file: Option<At<MistakeFile>>) -> Mistake {
        let file = file.map(|file| file.value);
        let (what, cost) = file.map_or((None, None), |file| (file.what, file.cost));
        Mistake {
            what: self.text("what", what),
            cost: self.text("cost", cost),
        }
    }

    fn signals(&self, files: Vec<At<SignalFile>>) -> Vec<Signal> {
        let mut seen = HashSet::new();
        each(files, |file| {
            self.unique(&mut seen, "signals", file.say.as_ref());
            self.signal(file)
        })
    }

    fn signal(&self, file: SignalFile) -> Signal {
        let say = self.text("say", file.say);
        let mut patterns = vec![Pattern::label(&say)];
        patterns.extend(self.patterns(&file.any));
        Signal {
            say,
            hint: file.hint.map(|hint| self.filled("hint", hint)),
            patterns,
            near: self.patterns(&file.near),
            denied_by: self.patterns(&file.denied_by),
        }
    }

    fn flag(&self, file: FlagFile) -> Option<FlagRule> {
        let why = self.text("why", file.why);
        let pattern = self.pattern(&file.pattern?)?;
        Some(FlagRule { pattern, why })
    }

    fn levels(&self, files: Vec<At<LevelFile>>, sections: &[Section]) -> Vec<Level> {
        if files.is_empty() {
            return vec![as_told()];
        }
        let whole: Duration = sections.iter().map(|section| section.target).sum();
        let reflects = sections
            .iter()
            .any(|section| section.kind == SectionKind::Reflection);
        let mut seen = HashSet::new();
        each(files, |file| {
            self.unique(&mut seen, "levels", file.id.as_ref());
            if let Some(signal) = file.reflection_signals.first().filter(|_| !reflects) {
                self.sink.add(FaultKind::NoReflection, &signal.at);
            }
            let id = file.id.map(|id| self.id(id)).unwrap_or_default();
            let (target, ceiling) = self.times(file.target, file.ceiling, Some(whole));
            Level {
                title: file
                    .title
                    .map_or_else(|| title_of(&id), |title| self.filled("title", title)),
                id,
                target,
                ceiling,
                bar: self.text("bar", file.bar),
                reflection: self.text("reflection", file.reflection),
                reflection_signals: self.signals(file.reflection_signals),
                reflection_example: self.text("reflection_example", file.reflection_example),
            }
        })
    }

    fn principles(&self, files: Vec<At<PrincipleFile>>) -> Vec<Principle> {
        if files.is_empty() {
            return vec![unaimed()];
        }
        let mut seen = HashSet::new();
        each(files, |file| {
            self.unique(&mut seen, "principles", file.id.as_ref());
            let id = file.id.map(|id| self.id(id)).unwrap_or_default();
            Principle {
                title: file
                    .title
                    .map_or_else(|| title_of(&id), |title| self.filled("title", title)),
                id,
                lead_with: self.text("lead_with", file.lead_with),
                emphasise: self.texts("emphasise", file.emphasise),
                play_down: each(file.play_down, |topic| self.topic(topic)),
                leading_signals: self.known_labels(file.leading_signals),
            }
        })
    }

    fn topic(&self, file: TopicFile) -> Topic {
        Topic {
            title: self.text("topic", file.topic),
            patterns: self.patterns(&file.any),
        }
    }

    /// The principle that the file names, or else the first.
    fn home_principle(&self, written: Option<At<String>>, principles: &[Principle]) -> String {
        let ids: Vec<String> = principles
            .iter()
            .map(|principle| principle.id.clone())
            .collect();
        match written {
            Some(written) => {
                self.known("principle", &written, &ids);
                written.value
            }
            None => ids.into_iter().next().unwrap_or_default(),
        }
    }

    fn follow_up(&self, file: FollowUpFile) -> FollowUp {
        let key_phrase = file.key_phrase.map(|signal| signal.value);
        FollowUp {
            question: self.text("question", file.question),
            probes: self.text("probes", file.probes),
            weak: self.text("weak", file.weak),
            weak_because: self.text("weak_because", file.weak_because),
            strong_holds: self.texts("strong_holds", file.strong_holds),
            strong: self.text("strong", file.strong),
            key_phrase: self.signal(key_phrase.unwrap_or_default()),
            target: self
                .length(file.target)
                .map_or(FOLLOW_UP_TARGET, |length| length.value),
            asked_when_missing: self.known_labels(file.asked_when_missing),
        }
    }

    fn weak_answer(&self, file: WeakAnswerFile) -> WeakAnswer {
        let text = self.text("text", file.text);
        let problems = each(file.problems, |problem| self.problem(problem, &text));
        WeakAnswer {
            text,
            problems,
            verdict: self.text("verdict", file.verdict),
        }
    }

    fn problem(&self, file: ProblemFile, answer: &str) -> Problem {
        if let Some(quote) = &file.quote {
            let words = paragraphs(&quote.value);
            if !answer.contains(&words) {
                self.sink
                    .add(FaultKind::QuoteNotThere { quote: words }, &quote.at);
            }
        }
        Problem {
            quote: self.text("quote", file.quote),
            why: self.text("why", file.why),
        }
    }

    fn quiz(&self, file: QuizFile) -> QuizQuestion {
        let options = file.options.map(|options| {
            if options.value.len() < 2 {
                self.sink.add(FaultKind::TooFewOptions, &options.at);
            }
            let mut seen = HashSet::new();
            for option in &options.value {
                self.unique(&mut seen, "options", Some(option));
            }
            self.texts("options", options.value)
        });
        let options = options.unwrap_or_default();
        let best = file.best.and_then(|best| {
            if options.is_empty() {
                return None;
            }
            self.known("option", &best, &options);
            let best = paragraphs(&best.value);
            options.iter().position(|option| *option == best)
        });
        QuizQuestion {
            question: self.text("question", file.question),
            options,
            best: best.unwrap_or_default(),
            because: self.text("because", file.because),
        }
    }
}

fn each<T, U>(items: Vec<At<T>>, make: impl FnMut(T) -> U) -> Vec<U> {
    items.into_iter().map(|item| item.value).map(make).collect()
}

/// The level of a story that knows none.
fn as_told() -> Level {
    Level {
        id: "as-told".to_owned(),
        title: "As told".to_owned(),
        target: None,
        ceiling: None,
        bar: String::new(),
        reflection: String::new(),
        reflection_signals: Vec::new(),
        reflection_example: String::new(),
    }
}

/// The principle of a story that knows none.
fn unaimed() -> Principle {
    Principle {
        id: "as-told".to_owned(),
        title: "As told".to_owned(),
        lead_with: String::new(),
        emphasise: Vec::new(),
        play_down: Vec::new(),
        leading_signals: Vec::new(),
    }
}
