//! Whether a rule keeps a place from being a break.
//!
//! The one idea: **all patterns of what stands before a break are read
//! backwards from the place at once**. One automaton holds them reversed; it
//! dies after a few characters nearly everywhere, and says which rules fit.
//! Only then are those rules' patterns of what follows tried. A pattern that no
//! automaton can run is loosened until one can, and tried itself only where the
//! looser one fits.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, OnceLock};

use regex_automata::hybrid::dfa::{Cache, Config, DFA, OverlappingState};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;

use crate::PatternError;
use crate::pattern::{
    Budget, Edge, Found, Matcher, Node, bounded, linear, longest, loosened, move_over, open,
    settled,
};

/// How far before a place a rule may look at most, in characters.
const LOOK_BEHIND: usize = 2000;

/// How often a repetition without end may repeat before a place, as in the Java
/// engine.
const MOST_REPEATS: u32 = 100;

/// Largest automaton of many patterns, in bytes.
const LARGEST: usize = 64 << 20;

/// What an automaton may remember of its states, in bytes.
const CACHE: usize = 8 << 20;

type CacheMaker = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// The rules that keep places from being breaks, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    automata: Vec<Automaton>,
    /// Exceptions that need nothing before the place.
    always: Vec<usize>,
    exceptions: Vec<Exception>,
    after: Vec<Matcher>,
    /// What is left for patterns, those that are compiled late included.
    budget: Budget,
    /// How many characters before a place the longest pattern takes.
    reach: usize,
}

#[derive(Debug)]
struct Exception {
    /// Index of the rule.
    rule: usize,
    /// Index of what has to follow, if anything has to.
    after: Option<usize>,
    /// What the automaton's pattern leaves open, if anything.
    exact: Option<Exact>,
}

/// The pattern before the place as it is meant, where the automaton has a looser
/// one.
#[derive(Debug)]
enum Exact {
    /// Always to be asked.
    Always(Matcher),
    /// To be asked where the match is longer than a repetition may be; compiled
    /// then, for few texts need it.
    Long(Box<Node>, OnceLock<Option<Matcher>>),
}

impl Exact {
    /// Whether the pattern fits the end of `text`, of which the looser one takes
    /// `length` bytes.
    fn fits(&self, text: &str, length: usize, budget: &Budget) -> Found {
        match self {
            Self::Always(matcher) => matcher.find(text, 0),
            Self::Long(..) if length <= MOST_REPEATS as usize => Found::At(0, 0),
            Self::Long(node, matcher) => {
                let matcher =
                    matcher.get_or_init(|| Matcher::try_new_at_end(node, "", budget).ok());
                // What is too large to be compiled stays unbounded.
                matcher
                    .as_ref()
                    .map_or(Found::At(0, 0), |matcher| matcher.find(text, 0))
            }
        }
    }
}

struct Automaton {
    dfa: Arc<DFA>,
    caches: Pool<Cache, CacheMaker>,
    /// The exception of each pattern.
    members: Vec<usize>,
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = "Automaton";
        formatter
            .debug_struct(name)
            .field("members", &self.members.len())
            .finish()
    }
}

/// Collects rules until they are compiled together.
#[derive(Default)]
pub(crate) struct Builder {
    exceptions: Exceptions,
    reversed: Vec<(usize, Hir)>,
    after_nodes: Vec<Node>,
}

impl Builder {
    /// Adds rule `rule`, whose patterns are `before` and `after`.
    pub(crate) fn add(
        &mut self,
        rule: usize,
        (before, before_text): (Node, &str),
        (after, after_text): (Node, &str),
    ) -> Result<(), PatternError> {
        let (before, after) = move_over(settled(before), after);
        let before = open(before, Edge::Start);
        let after = open(after, Edge::End);
        let (exact, has_end) = bounded(&before, MOST_REPEATS);
        let reach = longest(&exact).unwrap_or(usize::MAX).min(LOOK_BEHIND);
        self.exceptions.reach = self.exceptions.reach.max(reach);
        let loose = loosened(&before);
        let budget = &self.exceptions.budget;
        let exact = match &loose {
            // Rather without bounds than not at all.
            Some(_) => {
                let matcher = Matcher::try_new_at_end(&exact, before_text, budget)
                    .or_else(|_| Matcher::try_new_at_end(&before, before_text, budget))?;
                Some(Exact::Always(matcher))
            }
            None => has_end.then(|| Exact::Long(Box::new(exact), OnceLock::new())),
        };
        let automaton = loose.unwrap_or(before);
        let at = self.exceptions.exceptions.len();
        let hir = match (&automaton, linear(&automaton)) {
            (Node::Empty, _) | (_, None) => None,
            (_, Some(hir)) => {
                // One pattern that is too large would fail all of its automaton.
                let pattern = || before_text.to_owned();
                let left = || PatternError::Budget { pattern: pattern() };
                let alone = reverse(std::slice::from_ref(&hir), budget.largest());
                let alone = alone.map_err(|reason| {
                    if budget.is_low() {
                        return left();
                    }
                    PatternError::Compile {
                        pattern: pattern(),
                        reason,
                    }
                })?;
                if !budget.take(alone.get_nfa().memory_usage()) {
                    return Err(left());
                }
                Some(hir)
            }
        };
        let after = self.after(after, after_text)?;
        match hir {
            Some(hir) => self.reversed.push((at, hir)),
            None => self.exceptions.always.push(at),
        }
        self.exceptions
            .exceptions
            .push(Exception { rule, after, exact });
        Ok(())
    }

    /// The matcher of what follows; rules that say the same share it.
    fn after(&mut self, node: Node, text: &str) -> Result<Option<usize>, PatternError> {
        if node == Node::Empty {
            return Ok(None);
        }
        if let Some(known) = self.after_nodes.iter().position(|known| *known == node) {
            return Ok(Some(known));
        }
        self.exceptions
            .after
            .push(Matcher::try_new(&node, text, &self.exceptions.budget)?);
        self.after_nodes.push(node);
        Ok(Some(self.after_nodes.len() - 1))
    }

    /// What is left for patterns.
    pub(crate) fn budget(&self) -> &Budget {
        &self.exceptions.budget
    }

    pub(crate) fn build(mut self) -> Exceptions {
        let reversed = std::mem::take(&mut self.reversed);
        automata(&reversed, &mut self.exceptions.automata);
        self.exceptions
    }
}

/// One automaton of all patterns, or of halves of them where it grows too large.
fn automata(patterns: &[(usize, Hir)], made: &mut Vec<Automaton>) {
    if patterns.is_empty() {
        return;
    }
    let hirs: Vec<Hir> = patterns.iter().map(|(_, hir)| hir.clone()).collect();
    match reverse(&hirs, LARGEST) {
        Ok(dfa) => {
            let dfa = Arc::new(dfa);
            let maker = Arc::clone(&dfa);
            made.push(Automaton {
                caches: Pool::new(Box::new(move || maker.create_cache())),
                dfa,
                members: patterns.iter().map(|&(at, _)| at).collect(),
            });
        }
        Err(_) if patterns.len() > 1 => {
            let (left, right) = patterns.split_at(patterns.len() / 2);
            automata(left, made);
            automata(right, made);
        }
        // Each pattern has been built alone before it was added.
        Err(reason) => debug_assert!(false, "a pattern compiles alone and then not: {reason}"),
    }
}

fn reverse(hirs: &[Hir], largest: usize) -> Result<DFA, String> {
    let config = thompson::Config::new()
        .reverse(true)
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(largest));
    let nfa = thompson::Compiler::new()
        .configure(config)
        .build_many_from_hir(hirs)
        .map_err(|error| error.to_string())?;
    let config = Config::new()
        .match_kind(MatchKind::All)
        .cache_capacity(CACHE)
        .skip_cache_capacity_check(true);
    DFA::builder()
        .configure(config)
        .build_from_nfa(nfa)
        .map_err(|error| error.to_string())
}

impl Exceptions {
    /// Whether a rule before `limit` keeps `at` from being a break. Rules that
    /// took too long are handed to `gave_up`.
    pub(crate) fn hold(
        &self,
        text: &str,
        at: usize,
        limit: usize,
        gave_up: &dyn Fn(usize),
    ) -> bool {
        let mut holds = false;
        self.each(text, at, limit, gave_up, &mut |_| {
            holds = true;
            false
        });
        holds
    }

    /// The first rule before `limit` that keeps `at` from being a break.
    pub(crate) fn first(&self, text: &str, at: usize, limit: usize) -> Option<usize> {
        let mut first: Option<usize> = None;
        self.each(text, at, limit, &|_| {}, &mut |rule| {
            first = Some(first.map_or(rule, |known| known.min(rule)));
            true
        });
        first
    }

    /// Calls `fits` with each rule before `limit` that fits, until it says no.
    fn each(
        &self,
        text: &str,
        at: usize,
        limit: usize,
        gave_up: &dyn Fn(usize),
        fits: &mut dyn FnMut(usize) -> bool,
    ) {
        let start = back(text, at, self.reach);
        let holds = |exception: &Exception, length: usize| -> bool {
            if exception.rule >= limit {
                return false;
            }
            let after = exception.after.and_then(|after| self.after.get(after));
            let mut found = after.map_or(Found::At(0, 0), |after| after.starts(&text[at..]));
            if let (Found::At(..), Some(exact)) = (found, &exception.exact) {
                found = exact.fits(&text[start..at], length, &self.budget);
            }
            if found == Found::GaveUp {
                gave_up(exception.rule);
            }
            matches!(found, Found::At(..))
        };
        for &member in &self.always {
            let exception = &self.exceptions[member];
            if holds(exception, 0) && !fits(exception.rule) {
                return;
            }
        }
        for automaton in &self.automata {
            let mut cache = automaton.caches.get();
            let input = Input::new(text).range(start..at).anchored(Anchored::Yes);
            let mut state = OverlappingState::start();
            let mut asked: Vec<usize> = Vec::new();
            // The automaton has no look-around that it could fail on and may
            // forget states as often as it likes; an error would end the search.
            while automaton
                .dfa
                .try_search_overlapping_rev(&mut cache, &input, &mut state)
                .is_ok()
            {
                let Some(found) = state.get_match() else {
                    break;
                };
                // A pattern shows up once for each of its possible starts, the
                // latest first.
                let member = automaton.members[found.pattern().as_usize()];
                if asked.contains(&member) {
                    continue;
                }
                asked.push(member);
                let exception = &self.exceptions[member];
                if holds(exception, at - found.offset()) && !fits(exception.rule) {
                    return;
                }
            }
        }
    }
}

/// The byte `count` characters before `at`, or the start of the text.
fn back(text: &str, at: usize, count: usize) -> usize {
    if count == 0 {
        return at;
    }
    let mut left = count;
    let before = text.as_bytes()[..at].iter().rposition(|&byte| {
        // Every byte but those inside a character starts one.
        let starts = byte & 0xc0 != 0x80;
        left -= usize::from(starts && left > 0);
        left == 0
    });
    before.unwrap_or(0)
}
