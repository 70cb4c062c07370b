//! TOML, read key by key with the places kept. The only file that knows the toml crate.
//!
//! A derived deserialiser stops at the first thing that it dislikes. A [`Table`] goes on: what is wrong goes to the
//! [`Sink`] with its place, and the reader gets `None`. Which keys a table may have is what was asked of it, so the
//! list for "unknown key" cannot go stale.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::fault::FaultKind;
use super::faults::Sink;
use super::nearest::nearest;

/// A value and its place in the file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
}

/// Reads `source` as a table and hands it to `read`. Nothing is read from what is not TOML.
pub(super) fn document<T>(
    source: &str,
    sink: &Sink,
    read: impl FnOnce(&Table<'_, '_>) -> T,
) -> Option<At<T>> {
    let (root, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let message = error.message().trim_end_matches('.').to_owned();
        let end = source.len();
        sink.add(
            FaultKind::Syntax { message },
            &error.span().unwrap_or(end..end),
        );
    }
    errors.is_empty().then(|| {
        let start = source.len() - source.trim_start_matches('\u{feff}').len();
        let table = Table {
            name: "the scenario",
            at: start..start,
            items: root.get_ref(),
            asked: RefCell::default(),
            sink,
        };
        table.read(read)
    })
}

/// A table of the file that is being read.
pub(super) struct Table<'a, 'i> {
    name: &'static str,
    at: Range<usize>,
    items: &'a DeTable<'i>,
    asked: RefCell<Vec<&'static str>>,
    sink: &'a Sink,
}

/// A part of a table that is a table itself: its key, its name for people, how to write it.
#[derive(Clone, Copy)]
struct Part {
    key: &'static str,
    name: &'static str,
    like: &'static str,
}

/// Values of the types that stand for themselves, for help texts.
const SOME_TEXT: &str = "\"some text\"";
const SOME_TIME: &str = "\"30s\"";
const SOME_TEXTS: &str = "[\"one\", \"another\"]";

impl<'a, 'i> Table<'a, 'i> {
    /// Hands this table to `read`, then reports the keys that it did not ask for.
    fn read<T>(self, read: impl FnOnce(&Self) -> T) -> At<T> {
        let value = read(&self);
        let known = self.asked.into_inner();
        for (key, _) in self.items {
            if !known.contains(&key.get_ref().as_ref()) {
                let kind = FaultKind::UnknownKey {
                    key: key.get_ref().to_string(),
                    table: self.name,
                    near: nearest(key.get_ref(), known.iter().copied())
                        .and_then(|near| known.iter().copied().find(|name| *name == near)),
                    known: known.clone(),
                };
                self.sink.add(kind, &key.span());
            }
        }
        At { value, at: self.at }
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.asked.borrow_mut().push(key);
        self.items.get(key)
    }

    /// The text at `key`, as written.
    pub(super) fn text(&self, key: &'static str) -> Option<At<String>> {
        text_of(key, self.get(key)?, "text", SOME_TEXT, self.sink)
    }

    /// As [`Table::text`], for a key that must be there; `like` shows how to write it.
    pub(super) fn needed_text(&self, key: &'static str, like: &'static str) -> Option<At<String>> {
        self.needed(key, like);
        self.text(key)
    }

    /// As [`Table::time`], for a key that must be there.
    pub(super) fn needed_time(&self, key: &'static str, like: &'static str) -> Option<At<String>> {
        self.needed(key, like);
        self.time(key)
    }

    /// As [`Table::texts`], for a key that must be there.
    pub(super) fn needed_texts(
        &self,
        key: &'static str,
        like: &'static str,
    ) -> Option<At<Vec<At<String>>>> {
        self.needed(key, like);
        self.texts(key)
    }

    /// Reports `key` when it is missing.
    pub(super) fn needed(&self, key: &'static str, like: &'static str) {
        if !self.items.contains_key(key) {
            let kind = FaultKind::MissingKey {
                key,
                table: self.name,
                like,
            };
            self.sink.add(kind, &self.at);
        }
    }

    /// The text at `key` that is a length of time.
    pub(super) fn time(&self, key: &'static str) -> Option<At<String>> {
        text_of(
            key,
            self.get(key)?,
            "a length of time in quotes",
            SOME_TIME,
            self.sink,
        )
    }

    /// The texts in the list at `key`; `None` without the key.
    pub(super) fn texts(&self, key: &'static str) -> Option<At<Vec<At<String>>>> {
        let value = self.get(key)?;
        let like = format!("{key} = {SOME_TEXTS}");
        let list = self.list(key, value, "a list of texts", &like)?;
        let texts = list
            .iter()
            .filter_map(|item| text_of(key, item, "a list of texts", SOME_TEXTS, self.sink))
            .collect();
        Some(At {
            value: texts,
            at: value.span(),
        })
    }

    /// The table at `key`, read by `read`; `name` is its name for people, `like` how to write it.
    pub(super) fn table<T>(
        &self,
        key: &'static str,
        name: &'static str,
        like: &'static str,
        read: impl Fn(&Table<'_, '_>) -> T,
    ) -> Option<At<T>> {
        let part = Part { key, name, like };
        self.part(part, "a table", self.get(key)?, &|_| None, &read)
    }

    /// As [`Table::table`], for a key that must be there; a text stands for the table that `short` makes of it.
    pub(super) fn needed_table_or_text<T>(
        &self,
        key: &'static str,
        name: &'static str,
        like: &'static str,
        short: impl Fn(At<String>) -> T,
        read: impl Fn(&Table<'_, '_>) -> T,
    ) -> Option<At<T>> {
        let part = Part { key, name, like };
        let short = |text| Some(short(text));
        self.needed(key, like);
        self.part(part, "a text or a table", self.get(key)?, &short, &read)
    }

    /// The tables in the list at `key`, each read by `read`; none without the key.
    pub(super) fn tables<T>(
        &self,
        key: &'static str,
        name: &'static str,
        like: &'static str,
        read: impl Fn(&Table<'_, '_>) -> T,
    ) -> Vec<At<T>> {
        let part = Part { key, name, like };
        self.parts(part, "a list of tables", &|_| None, &read)
    }

    /// As [`Table::tables`]; a text stands for the table that `short` makes of it.
    pub(super) fn tables_or_texts<T>(
        &self,
        key: &'static str,
        name: &'static str,
        like: &'static str,
        short: impl Fn(At<String>) -> T,
        read: impl Fn(&Table<'_, '_>) -> T,
    ) -> Vec<At<T>> {
        let part = Part { key, name, like };
        let short = |text| Some(short(text));
        self.parts(part, "a list of texts and tables", &short, &read)
    }

    fn parts<T>(
        &self,
        part: Part,
        expected: &'static str,
        short: &dyn Fn(At<String>) -> Option<T>,
        read: &dyn Fn(&Table<'_, '_>) -> T,
    ) -> Vec<At<T>> {
        let Some(value) = self.get(part.key) else {
            return Vec::new();
        };
        let Some(list) = self.list(part.key, value, expected, part.like) else {
            return Vec::new();
        };
        list.iter()
            .filter_map(|item| self.part(part, expected, item, short, read))
            .collect()
    }

    fn part<T>(
        &self,
        part: Part,
        expected: &'static str,
        value: &'a Spanned<DeValue<'i>>,
        short: &dyn Fn(At<String>) -> Option<T>,
        read: &dyn Fn(&Table<'_, '_>) -> T,
    ) -> Option<At<T>> {
        let at = value.span();
        if let DeValue::Table(items) = value.get_ref() {
            let table = Table {
                name: part.name,
                at,
                items,
                asked: RefCell::default(),
                sink: self.sink,
            };
            return Some(table.read(read));
        }
        let made = value.get_ref().as_str().and_then(|text| {
            short(At {
                value: text.to_owned(),
                at: at.clone(),
            })
        });
        if made.is_none() {
            wrong_type(
                part.key,
                expected,
                value.get_ref(),
                part.like.to_owned(),
                &at,
                self.sink,
            );
        }
        made.map(|value| At { value, at })
    }

    fn list(
        &self,
        key: &'static str,
        value: &'a Spanned<DeValue<'i>>,
        expected: &'static str,
        like: &str,
    ) -> Option<&'a DeArray<'i>> {
        let list = value.get_ref().as_array();
        if list.is_none() {
            wrong_type(
                key,
                expected,
                value.get_ref(),
                like.to_owned(),
                &value.span(),
                self.sink,
            );
        }
        list
    }
}

fn text_of(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    expected: &'static str,
    like: &'static str,
    sink: &Sink,
) -> Option<At<String>> {
    let at = value.span();
    match value.get_ref() {
        DeValue::String(text) => Some(At {
            value: text.to_string(),
            at,
        }),
        other => {
            let like = format!("{key} = {like}");
            wrong_type(key, expected, other, like, &at, sink);
            None
        }
    }
}

fn wrong_type(
    key: &str,
    expected: &'static str,
    found: &DeValue<'_>,
    like: String,
    at: &Range<usize>,
    sink: &Sink,
) {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let kind = FaultKind::WrongType {
        key: key.to_owned(),
        expected,
        found,
        like,
    };
    sink.add(kind, at);
}
