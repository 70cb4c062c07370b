//! Makes a story's signals ready: every way of saying each, from its label, the thesaurus and the author.

use super::*;

pub(super) fn prepare(section: &Section, reader: &mut Reader, terms: &mut Terms) -> Prepared {
    Prepared {
        id: section.id.clone(),
        topic: section.kind == SectionKind::Reflection,
        task: section.kind == SectionKind::Task,
        signals: section
            .signals
            .iter()
            .map(|signal| sought(signal, section, reader, terms))
            .collect(),
    }
}

/// Every way of saying `signal`: its label, what the thesaurus knows of it, and what the author wrote.
pub(super) fn sought(
    signal: &Signal,
    section: &Section,
    reader: &mut Reader,
    terms: &mut Terms,
) -> Sought {
    let mut ways = labels(signal, section, reader, terms);
    let thesaurus = Thesaurus::shared();
    if let Some(entry) = thesaurus.phrase(&signal.say) {
        add_sources(&mut ways, entry, reader, terms);
    }
    if !thesaurus.entries(&signal.say, false).is_empty() && signal.say.contains(' ') {
        let node = Node::Like(signal.say.to_lowercase());
        let whole = Pattern {
            source: signal.say.clone(),
            node,
            label: false,
        };
        ways.push(way(&whole, Verdict::Said, reader, terms));
    }
    if let Some(verb) = signal.say.strip_prefix("I ") {
        for entry in thesaurus.entries(verb, true) {
            add_all(&mut ways, &entry.also, Verdict::Said, reader, terms);
        }
    }
    add_authored(&mut ways, signal, reader, terms);
    add_all(
        &mut ways,
        &restated(&signal.say),
        Verdict::Said,
        reader,
        terms,
    );
    let told = ways.len();
    add_all(&mut ways, &turns(&signal.say), Verdict::Said, reader, terms);
    for way in ways.iter_mut().skip(told) {
        way.open = true;
    }
    add_all(
        &mut ways,
        &turned_back(&signal.say),
        Verdict::Denied,
        reader,
        terms,
    );
    let gist = Gist::of(&signal.say);
    let verb = gist.verb.as_deref().map(|verb| reader.stem_of(verb));
    let own = gist.own.clone();
    let own = own.map(|noun| terms.tree(reader, &Node::Like(noun), 0, false));
    Sought {
        gist,
        planned: section.kind == SectionKind::Task,
        verb,
        own,
        say: signal.say.clone(),
        hint: signal.hint.clone(),
        ways,
    }
}

/// The label, taken in every way that it can be.
fn labels(signal: &Signal, section: &Section, reader: &mut Reader, terms: &mut Terms) -> Vec<Way> {
    let mut ways = vec![label(&signal.say, section, Words::Known, reader, terms)];
    if is_compound(&signal.say, reader) {
        ways.push(label(&signal.say, section, Words::Apart, reader, terms));
    }
    // "Zero complaints" asks for "no complaints", too.
    if let Some(rest) = signal.say.strip_prefix("zero ") {
        let none = format!("no {rest}");
        ways.push(label(&none, section, Words::Known, reader, terms));
    }
    ways
}

/// What the author of the story wrote beside the label.
fn add_authored(ways: &mut Vec<Way>, signal: &Signal, reader: &mut Reader, terms: &mut Terms) {
    for (patterns, worth) in [
        (&signal.patterns, Verdict::Said),
        (&signal.near, Verdict::Near),
        (&signal.denied_by, Verdict::Denied),
    ] {
        for pattern in patterns.iter().filter(|pattern| !pattern.label) {
            ways.push(way(pattern, worth, reader, terms));
        }
    }
}

/// The label itself as a way, its `words` taken so.
fn label(
    say: &str,
    section: &Section,
    words: Words,
    reader: &mut Reader,
    terms: &mut Terms,
) -> Way {
    let wording = Wording {
        say,
        place: section.kind,
        example: &section.example,
        words,
    };
    Way {
        source: say.to_owned(),
        worth: Verdict::Said,
        open: false,
        kind: WayKind::Label(Label::new(wording, reader, terms)),
    }
}

/// Lets every label read itself. One that does not find itself in its own words, because they mean something else
/// elsewhere ("drove to the factory" is no "drove the project"), is listened for to the letter as well.
pub(super) fn calibrate(
    sections: &[&Section],
    prepared: &mut [Prepared],
    reader: &mut Reader,
    terms: &mut Terms,
) {
    let (mut lost, mut memory) = (Vec::new(), Memory::default());
    for (place, section) in prepared.iter_mut().enumerate() {
        for (index, signal) in section.signals.iter_mut().enumerate() {
            let own = &mut signal.ways[0];
            if !knows_itself(own, &signal.say, reader, terms, &mut memory) {
                lost.push((place, index));
            }
        }
    }
    if lost.is_empty() {
        return;
    }
    for &(place, index) in &lost {
        let signal = &mut prepared[place].signals[index];
        let way = label(&signal.say, sections[place], Words::Literal, reader, terms);
        signal.ways.push(way);
    }
    // There are more terms now than the memory knows.
    terms.rank();
    memory = Memory::default();
    for (place, index) in lost {
        let signal = &mut prepared[place].signals[index];
        if let Some(way) = signal.ways.last_mut() {
            knows_itself(way, &signal.say, reader, terms, &mut memory);
        }
    }
}

fn knows_itself(
    way: &mut Way,
    say: &str,
    reader: &mut Reader,
    terms: &Terms,
    memory: &mut Memory,
) -> bool {
    let tokens = reader.tokens(say.split_whitespace());
    let text = Text::new(&tokens, reader, terms, memory);
    match &mut way.kind {
        WayKind::Label(label) => label.calibrate(&text),
        WayKind::Pattern { .. } => true,
    }
}

pub(super) fn add_sources(
    ways: &mut Vec<Way>,
    entry: &Entry,
    reader: &mut Reader,
    terms: &mut Terms,
) {
    for (sources, worth) in [
        (&entry.say, Verdict::Said),
        (&entry.near, Verdict::Near),
        (&entry.denied, Verdict::Denied),
        (&entry.never, Verdict::Refused),
    ] {
        add_all(ways, sources, worth, reader, terms);
    }
}

pub(super) fn add_all(
    ways: &mut Vec<Way>,
    sources: &[String],
    worth: Verdict,
    reader: &mut Reader,
    terms: &mut Terms,
) {
    for source in sources {
        if let Ok(node) = parse::pattern(source) {
            let pattern = Pattern {
                source: source.clone(),
                node,
                label: false,
            };
            ways.push(way(&pattern, worth, reader, terms));
        }
    }
}

pub(super) fn way(
    pattern: &Pattern,
    worth: Verdict,
    reader: &mut Reader,
    terms: &mut Terms,
) -> Way {
    Way {
        source: pattern.source.clone(),
        worth,
        open: false,
        kind: WayKind::Pattern {
            tree: terms.tree(reader, &pattern.node, 0, false),
        },
    }
}
