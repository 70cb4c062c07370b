//! What is known of terms once all are compiled: how each may begin, what it needs, and which come first.

use super::*;

impl Terms {
    /// Ranks every term behind those that its phrases ask for, and notes what each phrase cannot do without. Call once,
    /// when all patterns are compiled.
    pub fn rank(&mut self) {
        for id in 0..self.all.len() {
            let needs: Vec<_> = (self.all[id].phrases.iter())
                .map(|phrase| self.needs(&phrase.tree))
                .collect();
            for (phrase, needs) in self.all[id].phrases.iter_mut().zip(needs) {
                phrase.needs = needs;
            }
        }
        for _ in 0..=DEPTH {
            for id in 0..self.all.len() {
                let mut rank = 0;
                for phrase in &self.all[id].phrases {
                    rank = rank.max(self.rank_of(&phrase.tree));
                }
                self.all[id].rank = rank;
            }
        }
    }

    /// What must stand behind the first word of `tree` in its sentence.
    fn needs(&self, tree: &Tree) -> Vec<Vec<u32>> {
        let Tree::Sequence(trees) = tree else {
            return Vec::new();
        };
        let required = |tree: &&Tree| {
            !matches!(tree, Tree::Maybe(_) | Tree::Gap(_)) && !begins_with_number(tree)
        };
        (trees.iter().skip(1).filter(required))
            .map(|tree| self.first_stems(tree))
            .filter(|stems| !stems.is_empty())
            .collect()
    }

    fn rank_of(&self, tree: &Tree) -> u32 {
        match tree {
            Tree::Term(id) => self.all.get(*id as usize).map_or(0, |term| term.rank + 1),
            Tree::OneOf(ids) => {
                let all = ids.iter().filter_map(|id| self.all.get(*id as usize));
                all.map(|term| term.rank + 1).max().unwrap_or(0)
            }
            Tree::Number(_) | Tree::Gap(_) => 0,
            Tree::Doer(tree) | Tree::No(tree) | Tree::Maybe(tree) => self.rank_of(tree),
            Tree::Sequence(trees) | Tree::Either(trees) | Tree::All(trees) => trees
                .iter()
                .map(|tree| self.rank_of(tree))
                .max()
                .unwrap_or(0),
        }
    }

    /// The stems with which `tree` can begin. Numbers begin with nothing known and give none.
    pub(super) fn first_stems(&self, tree: &Tree) -> Vec<u32> {
        let mut stems = Vec::new();
        self.collect_first(tree, &mut stems);
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn collect_first(&self, tree: &Tree, stems: &mut Vec<u32>) {
        match tree {
            Tree::Term(id) => {
                stems.extend(
                    self.all
                        .get(*id as usize)
                        .into_iter()
                        .flat_map(|term| &term.first),
                );
            }
            Tree::OneOf(ids) => {
                let all = ids.iter().filter_map(|id| self.all.get(*id as usize));
                stems.extend(all.flat_map(|term| &term.first));
            }
            Tree::Doer(tree) | Tree::No(tree) | Tree::Maybe(tree) => {
                self.collect_first(tree, stems)
            }
            Tree::Either(trees) | Tree::All(trees) => {
                for tree in trees {
                    self.collect_first(tree, stems);
                }
            }
            Tree::Sequence(trees) => {
                for tree in trees {
                    self.collect_first(tree, stems);
                    if !matches!(tree, Tree::Maybe(_) | Tree::Gap(_)) {
                        break;
                    }
                }
            }
            Tree::Number(_) | Tree::Gap(_) => {}
        }
    }
}

/// Whether a number may come first.
pub(super) fn begins_with_number(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Doer(tree) | Tree::No(tree) | Tree::Maybe(tree) => begins_with_number(tree),
        Tree::Either(trees) | Tree::All(trees) => trees.iter().any(begins_with_number),
        Tree::Sequence(trees) => trees.first().is_some_and(begins_with_number),
        Tree::Term(_) | Tree::OneOf(_) | Tree::Gap(_) => false,
    }
}
