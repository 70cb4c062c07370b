//! The best way through a chunk: which frame belongs to which phone, by Viterbi's search over the words' sounds.
//!
//! Between two words there may be silence or a hesitation that the recogniser left out. At the edges of sound that was
//! cut inside speech there may be a piece of another word.

use super::phones::{STATES, Scores};
use crate::pronounce::phone::{self, Phone};

/// What staying in a state and leaving it cost, in natural logs: phones last a few frames.
const STAY: f32 = -0.51;
const LEAVE: f32 = -0.92;

/// What opening a silence between words costs, so that the closure of a "t" does not become one.
const SILENCE: f32 = -2.0;

/// What opening a hesitation costs: words come first.
const HESITATION: f32 = -25.0;

/// What opening a piece of an unknown word costs.
const UNKNOWN: f32 = -5.0;

/// What opening other speech costs: a word that was misheard is no reason for it.
const OTHER: f32 = -60.0;

/// Whose sound a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Silence,
    Unknown,
    Word(u32),
    /// A hesitation, by its index among those asked for.
    Hesitation(u32),
    /// Speech that is none of the words.
    Other,
}

/// One state of one phone somewhere on the way.
#[derive(Debug, Clone, Copy)]
struct Node {
    phone: Phone,
    state: u8,
    owner: Owner,
}

/// Every way to say the words.
pub struct Graph {
    nodes: Vec<Node>,
    /// For nodes that begin a phone: the nodes before. Others follow the node before them.
    entries: Vec<Vec<u32>>,
    begins: Vec<u32>,
    ends: Vec<u32>,
}

/// The frames `first..end` of something said, and how well they sound like it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// First frame.
    pub first: usize,
    /// The frame after the last.
    pub end: usize,
    /// Mean log likelihood against the best phone of all at each frame: 0 is perfect, under -10 is something else.
    pub fit: f32,
}

/// The best way through.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// A stretch a word.
    pub words: Vec<Stretch>,
    /// Hesitations between them, with which one each is.
    pub hesitations: Vec<(usize, Stretch)>,
    /// Speech that is none of the words, where it was allowed, in order.
    pub others: Vec<Stretch>,
    /// Log likelihood of the whole way.
    pub score: f32,
}

/// What else than the words may be there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allowed<'a> {
    /// Sounds that may stand between words, each with its phones.
    pub hesitations: &'a [Vec<Phone>],
    /// Whether the sound may begin or end in the middle of a word that is not among the words.
    pub torn: bool,
    /// Whether there may be speech between the words that is none of them, however long.
    pub other: bool,
}

impl Graph {
    /// From the pronunciations of each word in turn; every word has at least one, none empty.
    #[must_use]
    pub fn new(words: &[Vec<Vec<Phone>>], allowed: Allowed<'_>) -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            entries: Vec::new(),
            begins: Vec::new(),
            ends: Vec::new(),
        };
        let mut open = graph.start(allowed);
        for (index, ways) in words.iter().enumerate() {
            let mut ends = Vec::new();
            for way in ways {
                let from = Joint {
                    before: &open,
                    begins: index == 0,
                };
                ends.extend(graph.chain(way, Owner::Word(index as u32), from));
            }
            open = graph.gap(ends, allowed);
        }
        if allowed.torn {
            let from = Joint::after(&open);
            let piece = graph.chain(&[phone::UNKNOWN], Owner::Unknown, from);
            open.extend(piece);
        }
        graph.ends = open;
        graph
    }

    fn start(&mut self, allowed: Allowed<'_>) -> Vec<u32> {
        let from = Joint {
            before: &[],
            begins: true,
        };
        let mut open: Vec<u32> = Vec::new();
        if allowed.torn {
            open.extend(self.chain(&[phone::UNKNOWN], Owner::Unknown, from));
        }
        let silence = Joint {
            before: &open.clone(),
            begins: true,
        };
        open.extend(self.chain(&[phone::SILENCE], Owner::Silence, silence));
        let said = self.hesitate(&open, true, allowed);
        open.extend(said);
        open
    }

    /// What may follow a word: nothing, silence, a hesitation with or without silence around it.
    fn gap(&mut self, ends: Vec<u32>, allowed: Allowed<'_>) -> Vec<u32> {
        let silence = self.chain(&[phone::SILENCE], Owner::Silence, Joint::after(&ends));
        let mut open = ends;
        open.extend(silence);
        let said = self.hesitate(&open, false, allowed);
        open.extend(said);
        open
    }

    /// Hesitations and other speech after `before`, any number of them with or without silence between, and the nodes
    /// they end in.
    fn hesitate(&mut self, before: &[u32], begins: bool, allowed: Allowed<'_>) -> Vec<u32> {
        let (mut firsts, mut ends) = (Vec::new(), Vec::new());
        for (which, way) in allowed.hesitations.iter().enumerate() {
            firsts.push(self.nodes.len());
            let from = Joint { before, begins };
            ends.extend(self.chain(way, Owner::Hesitation(which as u32), from));
        }
        if allowed.other {
            firsts.push(self.nodes.len());
            ends.extend(self.chain(&[phone::ANY], Owner::Other, Joint { before, begins }));
        }
        if ends.is_empty() {
            return ends;
        }
        ends.extend(self.chain(
            &[phone::SILENCE],
            Owner::Silence,
            Joint::after(&ends.clone()),
        ));
        for first in firsts {
            self.entries[first].extend_from_slice(&ends);
        }
        ends
    }

    /// Adds phones in a row and gives the last node, if there is one.
    fn chain(&mut self, way: &[Phone], owner: Owner, from: Joint<'_>) -> Option<u32> {
        let mut before = from.before.to_vec();
        for (at, &phone) in way.iter().enumerate() {
            for state in 0..STATES as u8 {
                if state == 0 && at == 0 && from.begins {
                    self.begins.push(self.nodes.len() as u32);
                }
                self.nodes.push(Node {
                    phone,
                    state,
                    owner,
                });
                self.entries.push(if state == 0 {
                    before.clone()
                } else {
                    Vec::new()
                });
            }
            before = vec![self.nodes.len() as u32 - 1];
        }
        (!way.is_empty()).then(|| self.nodes.len() as u32 - 1)
    }

    /// The best way through `scores` for `words` words; `None` when there are fewer frames than states to pass.
    #[must_use]
    pub fn best(&self, scores: &[Scores], words: usize) -> Option<Way> {
        let (path, score) = self.search(scores)?;
        let mut found: Vec<Option<Stretch>> = vec![None; words];
        let mut hesitations: Vec<(usize, Stretch)> = Vec::new();
        let mut others: Vec<Stretch> = Vec::new();
        let mut before = None;
        for (frame, &at) in path.iter().enumerate() {
            let node = self.nodes[at as usize];
            let here = scores[frame][usize::from(node.phone)][usize::from(node.state)];
            let best = scores[frame]
                .iter()
                .flatten()
                .copied()
                .fold(f32::MIN, f32::max);
            let fresh = Stretch {
                first: frame,
                end: frame,
                fit: 0.0,
            };
            let stretch = match node.owner {
                Owner::Word(word) => Some(found[word as usize].get_or_insert(fresh)),
                Owner::Hesitation(which) => {
                    if before != Some(node.owner) {
                        hesitations.push((which as usize, fresh));
                    }
                    hesitations.last_mut().map(|(_, stretch)| stretch)
                }
                Owner::Other | Owner::Unknown => {
                    if before != Some(node.owner) {
                        others.push(fresh);
                    }
                    others.last_mut()
                }
                Owner::Silence => None,
            };
            if let Some(stretch) = stretch {
                stretch.end = frame + 1;
                stretch.fit += here - best;
            }
            before = Some(node.owner);
        }
        let mean = |stretch: Stretch| Stretch {
            fit: stretch.fit / (stretch.end - stretch.first).max(1) as f32,
            ..stretch
        };
        Some(Way {
            words: found
                .into_iter()
                .map(|found| found.map(mean))
                .collect::<Option<_>>()?,
            hesitations: (hesitations.into_iter())
                .map(|(which, stretch)| (which, mean(stretch)))
                .collect(),
            others: others.into_iter().map(mean).collect(),
            score,
        })
    }

    /// The node of each frame, and the score of all.
    fn search(&self, scores: &[Scores]) -> Option<(Vec<u32>, f32)> {
        let count = self.nodes.len();
        let first = scores.first()?;
        let mut value = vec![f32::NEG_INFINITY; count];
        for &at in &self.begins {
            let node = self.nodes[at as usize];
            value[at as usize] = node.score(first) + node.owner.cost();
        }
        let mut came_from = vec![0u32; count * scores.len()];
        let mut next = value.clone();
        for (frame, row) in scores.iter().enumerate().skip(1) {
            let back = &mut came_from[frame * count..(frame + 1) * count];
            for (at, node) in self.nodes.iter().enumerate() {
                let (mut best, mut from) = (value[at] + STAY, at as u32);
                let mut consider = |before: u32, cost: f32| {
                    let total = value[before as usize] + LEAVE + cost;
                    if total > best {
                        (best, from) = (total, before);
                    }
                };
                if node.state > 0 {
                    consider(at as u32 - 1, 0.0);
                } else {
                    for &before in &self.entries[at] {
                        // What opens something costs once, not for every phone of it.
                        let opens = self.nodes[before as usize].owner != node.owner;
                        consider(before, if opens { node.owner.cost() } else { 0.0 });
                    }
                }
                next[at] = best + node.score(row);
                back[at] = from;
            }
            std::mem::swap(&mut value, &mut next);
        }
        let last = (self.ends.iter().copied())
            .max_by(|a, b| value[*a as usize].total_cmp(&value[*b as usize]))?;
        let score = value[last as usize];
        if score == f32::NEG_INFINITY {
            return None;
        }
        let mut path = vec![last; scores.len()];
        for frame in (1..scores.len()).rev() {
            path[frame - 1] = came_from[frame * count + path[frame] as usize];
        }
        Some((path, score))
    }
}

/// Where a chain of phones is hung up.
#[derive(Clone, Copy)]
struct Joint<'a> {
    before: &'a [u32],
    /// Whether the sound may begin with it.
    begins: bool,
}

impl<'a> Joint<'a> {
    fn after(before: &'a [u32]) -> Self {
        Self {
            before,
            begins: false,
        }
    }
}

impl Node {
    fn score(&self, frame: &Scores) -> f32 {
        frame[usize::from(self.phone)][usize::from(self.state)]
    }
}

impl Owner {
    fn cost(self) -> f32 {
        match self {
            Self::Word(_) => 0.0,
            Self::Silence => SILENCE,
            Self::Unknown => UNKNOWN,
            Self::Hesitation(_) => HESITATION,
            Self::Other => OTHER,
        }
    }
}
