//! A scenario as its author wrote it: every key with its place; the types are right and what must be there was asked
//! for. What it means is judged in `check.rs`.
//!
//! `None` stands for a key that was left out, and for one that was wrong or missing and has been reported.

use super::faults::Sink;
use super::table::{At, Table, document};

/// A whole file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) title: Option<At<String>>,
    pub(super) question: Option<At<String>>,
    pub(super) family: Option<At<String>>,
    pub(super) home_principle: Option<At<String>>,
    pub(super) language: Option<At<String>>,
    pub(super) story: Option<At<String>>,
    pub(super) takeaways: Vec<At<String>>,
    pub(super) vocabulary: Vec<At<String>>,
    pub(super) sections: Vec<At<SectionFile>>,
    pub(super) levels: Vec<At<LevelFile>>,
    pub(super) principles: Vec<At<PrincipleFile>>,
    pub(super) follow_ups: Vec<At<FollowUpFile>>,
    pub(super) weak_answer: Option<At<WeakAnswerFile>>,
    pub(super) quiz: Vec<At<QuizFile>>,
}

#[derive(Debug)]
pub(super) struct SectionFile {
    pub(super) id: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) kind: Option<At<String>>,
    pub(super) target: Option<At<String>>,
    pub(super) ceiling: Option<At<String>>,
    pub(super) signals: Vec<At<SignalFile>>,
    pub(super) red_flags: Vec<At<FlagFile>>,
    pub(super) example: Option<At<String>>,
    pub(super) coach: Option<At<String>>,
    pub(super) mistake: Option<At<MistakeFile>>,
}

#[derive(Debug, Default)]
pub(super) struct SignalFile {
    pub(super) say: Option<At<String>>,
    pub(super) hint: Option<At<String>>,
    pub(super) any: Vec<At<String>>,
    pub(super) near: Vec<At<String>>,
    pub(super) denied_by: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct FlagFile {
    pub(super) pattern: Option<At<String>>,
    pub(super) why: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct MistakeFile {
    pub(super) what: Option<At<String>>,
    pub(super) cost: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct LevelFile {
    pub(super) id: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) target: Option<At<String>>,
    pub(super) ceiling: Option<At<String>>,
    pub(super) bar: Option<At<String>>,
    pub(super) reflection: Option<At<String>>,
    pub(super) reflection_signals: Vec<At<SignalFile>>,
    pub(super) reflection_example: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct PrincipleFile {
    pub(super) id: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) lead_with: Option<At<String>>,
    pub(super) emphasise: Vec<At<String>>,
    pub(super) play_down: Vec<At<TopicFile>>,
    pub(super) leading_signals: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct TopicFile {
    pub(super) topic: Option<At<String>>,
    pub(super) any: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct FollowUpFile {
    pub(super) question: Option<At<String>>,
    pub(super) probes: Option<At<String>>,
    pub(super) target: Option<At<String>>,
    pub(super) weak: Option<At<String>>,
    pub(super) weak_because: Option<At<String>>,
    pub(super) strong_holds: Vec<At<String>>,
    pub(super) strong: Option<At<String>>,
    pub(super) key_phrase: Option<At<SignalFile>>,
    pub(super) asked_when_missing: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct WeakAnswerFile {
    pub(super) text: Option<At<String>>,
    pub(super) problems: Vec<At<ProblemFile>>,
    pub(super) verdict: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct ProblemFile {
    pub(super) quote: Option<At<String>>,
    pub(super) why: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct QuizFile {
    pub(super) question: Option<At<String>>,
    pub(super) options: Option<At<Vec<At<String>>>>,
    pub(super) best: Option<At<String>>,
    pub(super) because: Option<At<String>>,
}

/// How to write the parts that are tables, for help texts.
mod like {
    pub(super) const SECTIONS: &str = "[[section]] on a line of its own, then its keys";
    pub(super) const LEVELS: &str = "[[level]] on a line of its own, then its keys";
    pub(super) const PRINCIPLES: &str = "[[principle]] on a line of its own, then its keys";
    pub(super) const FOLLOW_UPS: &str = "[[follow_up]] on a line of its own, then its keys";
    pub(super) const QUIZ: &str = "[[quiz]] on a line of its own, then its keys";
    pub(super) const WEAK: &str = "[weak_answer] on a line of its own, then its keys";
    pub(super) const SIGNALS: &str =
        "signals = [\"I noticed\", { say = \"no alert\", any = [\"...\"] }]";
    pub(super) const FLAGS: &str = "red_flags = [{ pattern = \"...\", why = \"...\" }]";
    pub(super) const MISTAKE: &str = "mistake = { what = \"...\", cost = \"...\" }";
    pub(super) const TOPICS: &str = "play_down = [{ topic = \"...\", any = [\"...\"] }]";
    pub(super) const PROBLEMS: &str = "problems = [{ quote = \"...\", why = \"...\" }]";
    pub(super) const KEY_PHRASE: &str = "key_phrase = \"what to say\"";
}

/// Reads `source`; `None` when it is not TOML. What is wrong goes to `sink`.
pub(super) fn read(source: &str, sink: &Sink) -> Option<At<File>> {
    document(source, sink, |table| File {
        title: table.needed_text("title", "title = \"Dropped webhooks\""),
        question: table.needed_text("question", "question = \"Tell me about a time you ...\""),
        family: table.text("family"),
        home_principle: table.text("home_principle"),
        language: table.text("language"),
        story: table.text("story"),
        takeaways: list(table, "takeaways"),
        vocabulary: list(table, "vocabulary"),
        sections: table.tables("section", "a section", like::SECTIONS, section),
        levels: table.tables("level", "a level", like::LEVELS, level),
        principles: table.tables("principle", "a principle", like::PRINCIPLES, principle),
        follow_ups: table.tables("follow_up", "a follow-up", like::FOLLOW_UPS, follow_up),
        weak_answer: table.table("weak_answer", "the weak answer", like::WEAK, weak_answer),
        quiz: table.tables("quiz", "a quiz question", like::QUIZ, quiz),
    })
}

fn list(table: &Table<'_, '_>, key: &'static str) -> Vec<At<String>> {
    table.texts(key).map(|list| list.value).unwrap_or_default()
}

fn section(table: &Table<'_, '_>) -> SectionFile {
    SectionFile {
        id: table.text("id"),
        title: table.text("title"),
        kind: table.needed_text("kind", "kind = \"situation\""),
        target: table.needed_time("target", "target = \"30s\""),
        ceiling: table.time("ceiling"),
        signals: signals(table, "signals"),
        red_flags: table.tables("red_flags", "a red flag", like::FLAGS, |table| FlagFile {
            pattern: table.needed_text("pattern", "pattern = \"...\""),
            why: table.needed_text("why", "why = \"...\""),
        }),
        example: table.text("example"),
        coach: table.text("coach"),
        mistake: table.table("mistake", "the mistake", like::MISTAKE, |table| {
            MistakeFile {
                what: table.needed_text("what", "what = \"...\""),
                cost: table.needed_text("cost", "cost = \"...\""),
            }
        }),
    }
}

fn signals(table: &Table<'_, '_>, key: &'static str) -> Vec<At<SignalFile>> {
    table.tables_or_texts(key, "a signal", like::SIGNALS, bare, signal)
}

/// A signal that is only its label.
fn bare(say: At<String>) -> SignalFile {
    SignalFile {
        say: Some(say),
        hint: None,
        any: Vec::new(),
        near: Vec::new(),
        denied_by: Vec::new(),
    }
}

fn signal(table: &Table<'_, '_>) -> SignalFile {
    SignalFile {
        say: table.needed_text("say", "say = \"I noticed\""),
        hint: table.text("hint"),
        any: list(table, "any"),
        near: list(table, "near"),
        denied_by: list(table, "denied_by"),
    }
}

fn level(table: &Table<'_, '_>) -> LevelFile {
    LevelFile {
        id: table.needed_text("id", "id = \"senior\""),
        title: table.text("title"),
        target: table.time("target"),
        ceiling: table.time("ceiling"),
        bar: table.text("bar"),
        reflection: table.text("reflection"),
        reflection_signals: signals(table, "reflection_signals"),
        reflection_example: table.text("reflection_example"),
    }
}

fn principle(table: &Table<'_, '_>) -> PrincipleFile {
    PrincipleFile {
        id: table.needed_text("id", "id = \"ownership\""),
        title: table.text("title"),
        lead_with: table.text("lead_with"),
        emphasise: list(table, "emphasise"),
        play_down: table.tables("play_down", "a topic", like::TOPICS, |table| TopicFile {
            topic: table.needed_text("topic", "topic = \"...\""),
            any: list(table, "any"),
        }),
        leading_signals: list(table, "leading_signals"),
    }
}

fn follow_up(table: &Table<'_, '_>) -> FollowUpFile {
    FollowUpFile {
        question: table.needed_text("question", "question = \"...\""),
        probes: table.text("probes"),
        target: table.time("target"),
        weak: table.text("weak"),
        weak_because: table.text("weak_because"),
        strong_holds: list(table, "strong_holds"),
        strong: table.text("strong"),
        key_phrase: table.needed_table_or_text(
            "key_phrase",
            "the key phrase",
            like::KEY_PHRASE,
            bare,
            signal,
        ),
        asked_when_missing: list(table, "asked_when_missing"),
    }
}

fn weak_answer(table: &Table<'_, '_>) -> WeakAnswerFile {
    WeakAnswerFile {
        text: table.needed_text("text", "text = \"...\""),
        problems: table.tables("problems", "a problem", like::PROBLEMS, |table| {
            ProblemFile {
                quote: table.needed_text("quote", "quote = \"words of the answer\""),
                why: table.needed_text("why", "why = \"...\""),
            }
        }),
        verdict: table.text("verdict"),
    }
}

fn quiz(table: &Table<'_, '_>) -> QuizFile {
    QuizFile {
        question: table.needed_text("question", "question = \"...\""),
        options: table.needed_texts("options", "options = [\"one\", \"another\"]"),
        best: table.needed_text("best", "best = \"one\""),
        because: table.needed_text("because", "because = \"...\""),
    }
}
