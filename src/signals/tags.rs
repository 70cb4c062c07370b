//! The classes that a word can belong to, as bits. Names are those of `grammar.toml`.

/// A set of classes.
pub type Tags = u128;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal $text:literal;)*) => {
        $($(#[$doc])* pub const $name: Tags = 1 << $bit;)*

        /// No two classes share a bit.
        const _: () = {
            let bits: &[u32] = &[$($bit),*];
            let (mut seen, mut at): (Tags, usize) = (0, 0);
            while at < bits.len() {
                assert!(seen & (1 << bits[at]) == 0);
                seen |= 1 << bits[at];
                at += 1;
            }
        };

        /// The class that `grammar.toml` calls `name`; empty for an unknown one.
        #[must_use]
        pub fn named(name: &str) -> Tags {
            match name {
                $($text => $name,)*
                _ => 0,
            }
        }
    };
}

classes! {
    /// The speaker.
    I = 0 "i";
    /// The speaker and others.
    WE = 1 "we";
    /// Somebody else.
    THEY = 2 "they";
    /// A thing, or what was said before.
    IT = 3 "it";
    /// "There is".
    THERE = 4 "there";
    /// The listener, or anybody.
    YOU = 5 "you";
    /// Relative pronouns.
    WHO = 6 "who";
    /// Persons without a name.
    SOMEBODY = 7 "somebody";
    /// Pronouns that deny.
    NOBODY = 8 "nobody";
    /// Articles and what stands in their place.
    ARTICLE = 9 "article";
    /// The speaker's.
    MINE = 10 "mine";
    /// The group's.
    OURS = 11 "ours";
    /// Somebody else's.
    THEIRS = 12 "theirs";
    /// Pronouns that can only be objects, or also.
    OBJECT = 13 "object";
    /// Prepositions.
    PREPOSITION = 14 "preposition";
    /// Joins like things.
    AND = 15 "and";
    /// Joins alternatives.
    OR = 16 "or";
    /// Turns against what came before.
    BUT = 17 "but";
    /// Opens a dependent clause.
    SUBORDINATE = 18 "subordinate";
    /// Opens a condition.
    CONDITIONAL = 19 "conditional";
    /// Forms of "be", and of "get" in its place.
    BE = 20 "be";
    /// Forms of "have".
    HAVE = 21 "have";
    /// Forms of "do".
    DO = 22 "do";
    /// Makes what follows unreal.
    WOULD = 23 "would";
    /// Puts what follows into the future.
    WILL = 24 "will";
    /// Ability.
    CAN = 25 "can";
    /// Denies a verb.
    NOT = 26 "not";
    /// Denies a thing.
    NO = 27 "no";
    /// Not quite.
    ALMOST = 28 "almost";
    /// May stand between a doer and the verb.
    ADVERB = 29 "adverb";
    /// Verbs that give somebody's words.
    REPORT = 30 "report";
    /// Verbs whose complement has not happened.
    WANT = 31 "want";
    /// Verbs of deciding to do.
    DECIDE = 32 "decide";
    /// Verbs of trying.
    TRY = 33 "try";
    /// Verbs whose complement did not happen.
    FAIL = 34 "fail";
    /// Verbs and words whose complement did happen.
    MANAGE = 35 "manage";
    /// Verbs of beginning and going on.
    BEGIN = 36 "begin";
    /// Verbs that make somebody else do it.
    CAUSE = 37 "cause";
    /// Verbs that lend themselves to a noun: "make a proposal".
    LIGHT = 38 "light";
    /// Tells of a habit, not of a deed.
    HABIT = 39 "habit";
    /// Announces that what was just said is to be taken back.
    EDIT = 40 "edit";
    /// Persons, roles and groups that can do something.
    AGENT = 41 "agent";
    /// Question words.
    QUESTION = 42 "question";
    /// Nouns of time.
    TIME = 43 "time";
    /// Hesitations.
    FILLER = 44 "filler";
    /// Says little by itself.
    VAGUE = 45 "vague";
    /// A past form or a participle.
    PAST = 46 "past";
    /// An "-ing" form.
    ING = 47 "ing";
    /// Can be a verb in its base form.
    VERB = 48 "verb";
    /// Can be a verb in the third person.
    VERB_S = 49 "verb_s";
    /// Can be a noun.
    NOUN = 50 "noun";
    /// Can be an adjective.
    ADJ = 51 "adjective";
    /// An everyday thing: food, a part of the body, an animal, a plant.
    EVERYDAY = 52 "everyday";
    /// A word of common use.
    KNOWN = 53 "known";
    /// Most often an adjective.
    MOSTLY_ADJ = 54 "mostly_adjective";
    /// Most often a noun.
    MOSTLY_NOUN = 55 "mostly_noun";
    /// Says no by itself.
    SAYS_NO = 56 "says_no";
    /// Says yes by itself.
    SAYS_YES = 57 "says_yes";
    /// May stand before an answer.
    LEADS_ANSWER = 58 "leads_answer";
    /// Makes a "not" before it a whole answer.
    AFTER_NOT = 59 "after_not";
    /// Narrows a question, so that "no" leaves open what was done.
    LIMITS = 60 "limits";
    /// Verbs of looking for something or expecting it.
    EXPECTS = 61 "expects";
    /// Nouns of what is only meant: "an urge to".
    PURPOSE = 62 "purpose";
    /// Before a preposition: no more than a part of it was done.
    PART_WAY = 63 "part_way";
    /// Verbs of having a share in what follows.
    SHARES = 64 "shares";
    /// Nouns of what is said or written about a matter.
    TELLS_OF = 65 "tells_of";
    /// Stands before "to" where nothing is said to have happened.
    ONLY_MEANT = 66 "only_meant";
    /// Verbs of saying that leave what they claim open.
    SAYS = 67 "says";
    /// A past form that is no participle: "went".
    SIMPLE_PAST = 68 "simple_past";
    /// Verbs of wanting a thing to be so.
    WISHES = 69 "wishes";
    /// Participles that tell of a state and not of a deed of others: convinced, satisfied.
    STATE = 70 "state";
    /// Other parts of a product or a company, that a story may or may not be about.
    AREA = 71 "area";
    /// Verbs of seeing, showing, finding and bringing about.
    SHOWS = 75 "shows";
    /// Before "could": what came of it.
    LEADS_TO = 74 "leads_to";
    /// Verbs by which a thing is of use, or is not.
    AVAILS = 72 "avails";
    /// Nouns so general that they can stand for a thing of any story.
    GENERAL = 73 "general";
    /// Says that a thing did not work or was not seen: silent, undetected.
    IDLE = 105 "idle";
    /// Verbs by which a thing comes to be there, or is found to be.
    COMES_TO_BE = 76 "comes_to_be";
    /// What a form of "be" says of a thing that is there or is not.
    IN_PLACE = 77 "in_place";
    /// Behind "no": another kind of thing is missing, or nothing at all is.
    OTHER_KIND = 78 "other_kind";
    /// Verbs of having a thing in one's hands.
    HOLDS = 79 "holds";
    /// Verbs of being with others without dealing with their things.
    IDLES = 80 "idles";
    /// Verbs that say of a thing that it came to be there.
    PUTS_THERE = 81 "puts_there";
    /// Verbs of success.
    SUCCEEDS = 82 "succeeds";
    /// Verbs whose complement is only imagined.
    WISHED = 83 "wished";
    /// Nouns of what is to be reached.
    GOAL = 84 "goal";
    /// Words for all of a group, of which the speaker is one.
    GROUP = 85 "group";
    /// Always opens a clause.
    OPENS_CLAUSE = 86 "opens_clause";
    /// Behind "my": what the speaker did.
    OWN_STEP = 87 "own_step";
    /// Stands beside a subject and adds nothing.
    BESIDE = 88 "beside";
    /// Verbs that say that what they govern was done.
    ASSERTS = 89 "asserts";
    /// Before "of" and an "-ing" form: it was only thought of.
    ONLY_THOUGHT = 90 "only_thought";
    /// Behind "no" or "without": what was not to be had.
    CHANCE = 91 "chance";
    /// Before "from" and an "-ing" form: it was not done.
    KEEPS_FROM = 92 "keeps_from";
    /// Forms of helping verbs that show no time.
    NON_FINITE = 93 "non_finite";
    /// Verbs that make a clause of what is only imagined.
    IMAGINES = 94 "imagines";
    /// Verbs with which the speaker is not sure.
    SUPPOSES = 95 "supposes";
    /// Verbs of what is still to come.
    AIMS = 96 "aims";
    /// What shows a fact when it "says" it.
    EVIDENCE = 97 "evidence";
    /// Behind "no": nothing of the story is denied.
    IDLE_NO = 98 "idle_no";
    /// Verbs whose denial leaves a claim open.
    MINDS = 99 "minds";
    /// Verbs whose complement the speaker only has in mind.
    HOPES = 100 "hopes";
    /// Nouns of what is only said or thought.
    RUMOUR = 101 "rumour";
    /// Verbs of letting a chance go by.
    LETS_GO = 102 "lets_go";
    /// Says of a claim that it is not so.
    UNTRUE = 103 "untrue";
    /// Those who set tasks.
    BOSS = 104 "boss";
}

/// The classes that a verb's other forms inherit from its base.
pub const VERB_CLASSES: Tags = REPORT | WANT | DECIDE | TRY | FAIL | MANAGE | BEGIN | CAUSE | LIGHT;

/// Words with a part to play in the clause and no meaning of their own.
pub const SMALL: Tags = I
    | WE
    | THEY
    | IT
    | THERE
    | YOU
    | WHO
    | SOMEBODY
    | NOBODY
    | ARTICLE
    | MINE
    | OURS
    | THEIRS
    | OBJECT
    | PREPOSITION
    | AND
    | OR
    | BUT
    | SUBORDINATE
    | BE
    | HAVE
    | DO
    | WOULD
    | WILL
    | CAN
    | NOT
    | NO
    | ALMOST
    | QUESTION
    | FILLER;

/// Verbs that help other verbs.
pub const AUX: Tags = BE | HAVE | DO | WOULD | WILL | CAN;

/// Pronouns that are nearly always subjects.
pub const SUBJECT: Tags = I | WE | THEY;
