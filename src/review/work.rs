//! What counts as a story's work, by its verbs: finding, making and changing. To have, to get, to meet and to wait is
//! none, and neither is what a shop or a hospital does every day; who did that hides nobody's part.

use std::sync::LazyLock;

use crate::scenario::Section;
use crate::signals::tags;
use crate::signals::thesaurus::Thesaurus;
use crate::signals::words::Grammar;

/// Steps of which a listener wants to know who took them. To review, approve, deploy, agree and help is not here: to
/// name who did that is credit.
const STEPS: &str = "fix find figure solve trace track write build implement reproduce handle resolve develop create make \
    design repair code pull patch debug investigate discover identify rewrite lead drive test profile train measure time \
    add submit draft analyze analyse diagnose spot locate pinpoint isolate refactor optimize optimise prepare organize \
    organise negotiate convince propose launch configure migrate script automate do redesign rebuild call phone change \
    replace move split merge cut introduce install collect count compare calculate document interview cook clean sort \
    draw translate repeat correct conduct rework restructure reorganize reorganise rewire renegotiate restore remove \
    delete compile research survey upgrade simplify adjust rearrange coordinate persuade recruit hire redo rerun";

/// Steps that are the speaker's when "I" takes them, and hide them when "we" does. Of others they take nothing away.
const OWN_STEPS: &str = "decide choose pick check plan present set put roll deploy contact teach explain show try bring \
    take record map label pack study dig run";

/// Steps that a passive hides. Those that are also done day by day ("the bread was baked", "the letters were sorted")
/// are not here: told in the passive they are most often the story's background.
const CHANGES: &str = "fix find trace write rewrite build rebuild implement reproduce resolve solve develop create \
    design redesign repair patch debug investigate discover identify optimize optimise organize organise negotiate \
    renegotiate convince launch configure migrate automate analyze analyse diagnose refactor draft introduce install \
    replace add train retrain document restructure rewire rework correct decide conduct delete remove revoke split \
    stagger test compare spot locate calculate prepare present repeat change cut move time profile pull reorganize \
    reorganise restore translate measure count inform throw upgrade simplify adjust contact select choose pick hire \
    research map enable disable tune rename archive reduce shorten extend raise seal rerun swap unify standardize \
    standardise produce propose";

/// Persons and units that do work, beyond those that the grammar knows.
const WORKERS: &str = "accountant electrician carpenter plumber lawyer caretaker deputy physiotherapist therapist cook \
    waiter waitress cleaner gardener farmer baker butcher builder librarian receptionist clerk cashier foreman inspector \
    auditor translator photographer artist editor journalist broker instructor tutor lecturer dean paramedic surgeon \
    dentist pharmacist midwife carer psychologist neighbour neighbor locksmith roofer welder mason painter tailor smith \
    guard warden ranger courier postman dispatcher controller bookkeeper treasurer statistician chemist biologist \
    geologist historian curator conductor composer actor dancer singer";

/// Those whom the work is for: what they do is what happens in the story, not the speaker's work.
const SERVED: &str = "customer client guest patient parent child children kid user visitor reader buyer student pupil \
    bank school family families relative applicant passenger tenant merchant people bidder voter";

static STEP_STEMS: LazyLock<Vec<String>> = LazyLock::new(|| stems(STEPS));
static OWN_STEMS: LazyLock<Vec<String>> = LazyLock::new(|| stems(OWN_STEPS));
static CHANGE_STEMS: LazyLock<Vec<String>> = LazyLock::new(|| stems(CHANGES));

fn stems(verbs: &str) -> Vec<String> {
    let grammar = Grammar::shared();
    let verbs = verbs.split_whitespace();
    verbs.map(|verb| grammar.stem(verb)).collect()
}

/// What counts as the work of one story's section.
pub(super) struct Work {
    /// Stems of the verbs with which the section's signals begin, and of those that may stand for them.
    own: Vec<String>,
    /// Whether to let others do it is the speaker's own deed here: "I let her lead the project" is a signal.
    pub(super) delegates: bool,
}

impl Work {
    /// What "I" does in the section's signals, beside the work of any story.
    pub(super) fn of(section: &Section) -> Self {
        let grammar = Grammar::shared();
        let mut own = Vec::new();
        let mut delegates = false;
        for signal in &section.signals {
            let Some(rest) = signal.say.strip_prefix("I ") else {
                continue;
            };
            let verb = rest.split(' ').next().unwrap_or_default();
            // "I made a checklist" and "I got the budget" hand nothing on.
            delegates |= verb == "let" || grammar.stem(verb) == grammar.stem("delegate");
            own.push(grammar.stem(verb));
            for entry in Thesaurus::shared().entries(verb, true) {
                let single = entry.means.iter().filter(|word| !word.contains(' '));
                own.extend(single.map(|word| grammar.stem(word)));
            }
        }
        Self { own, delegates }
    }

    /// Whether `verb` is a step of the story or of any.
    pub(super) fn has(&self, verb: &str) -> bool {
        is_step(verb) || self.names(verb)
    }

    /// Whether the section's own signals name `verb`.
    pub(super) fn names(&self, verb: &str) -> bool {
        self.own.contains(&Grammar::shared().stem(verb))
    }
}

/// Whether `verb` is a step of any story.
pub(super) fn is_step(verb: &str) -> bool {
    STEP_STEMS.contains(&Grammar::shared().stem(verb))
}

/// Whether `verb` is a step when "I" or "we" takes it.
pub(super) fn is_own_step(verb: &str) -> bool {
    is_step(verb) || OWN_STEMS.contains(&Grammar::shared().stem(verb))
}

/// Whether `verb` is a step that a passive hides.
pub(super) fn is_change(verb: &str) -> bool {
    CHANGE_STEMS.contains(&Grammar::shared().stem(verb))
}

/// Whether `noun`, in lower case, names somebody who can do the story's work.
pub(super) fn is_worker(noun: &str) -> bool {
    const OF_THEM: [&str; 6] = ["them", "him", "her", "they", "he", "she"];
    let known = Grammar::shared().tags(noun) & (tags::AGENT | tags::SOMEBODY) != 0;
    let listed = listed(WORKERS, noun);
    (known || listed || OF_THEM.contains(&noun)) && !matches!(noun, "we" | "i" | "half")
}

/// Whether `noun`, in lower case, names those whom the work is for.
pub(super) fn is_served(noun: &str) -> bool {
    listed(SERVED, noun)
}

/// Whether `list` has `noun` or what it is the plural of.
fn listed(list: &str, noun: &str) -> bool {
    let single = noun.strip_suffix('s').unwrap_or(noun);
    list.split_whitespace()
        .any(|known| known == noun || known == single)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn daily_work_is_no_change_and_waiting_is_no_step() {
        assert!(is_step("traced") && is_step("rebuilt") && is_change("written"));
        for verb in ["waited", "met", "lost", "received", "opened"] {
            assert!(!is_step(verb), "{verb}");
        }
        for verb in ["baked", "printed", "sent", "kept", "delivered"] {
            assert!(!is_change(verb), "{verb}");
        }
    }

    #[test]
    fn plurals_are_persons_too() {
        assert!(is_worker("electricians") && is_worker("team") && is_served("families"));
        assert!(!is_worker("printer") && !is_worker("i"));
    }
}
