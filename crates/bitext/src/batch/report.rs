//! What a run came to, for people and for machines.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::entry::{Fate, Outcome, UnitCount};
use super::journal::{Journal, Key, write_whole};
use super::plan::Plan;
use super::work::Worked;
use crate::diagnostics::{Failure, Level};
use crate::feed::{Entry, Events, LeftOut, Status};
use crate::wording::counted;

/// The figures of a run and the pairs that a person may want to look at.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) pairs: usize,
    pub(crate) aligned: usize,
    pub(crate) refused: usize,
    pub(crate) failed: usize,
    /// Pairs that an earlier run has done, and that are as they were.
    unchanged: usize,
    /// Documents that are other versions of a paired one, stand alone, or could
    /// not be read; only known where the run paired them itself.
    versions: usize,
    alone: usize,
    left_out: usize,
    /// Pairs with links that need a look.
    doubtful_pairs: usize,
    units: usize,
    links: usize,
    doubtful_links: usize,
    links_left_out: usize,
    /// Files of earlier runs in the output folder that no pair stands for any
    /// more: removed, and left because somebody changed them.
    pub(crate) removed: usize,
    pub(crate) outdated: usize,
    segments: [usize; 2],
    untranslated: [usize; 2],
    /// Units whose text was left on the other side as it is.
    copies: usize,
    /// Pairs that failed, were refused, are translations in part, or have links
    /// that need a look, and why.
    remarks: Vec<Remark>,
    /// Documents without partner, and why.
    unpaired: Vec<Entry>,
    /// Files and documents that were left out, and why.
    unreadable: Vec<LeftOut>,
}

#[derive(Debug, Serialize)]
struct Remark {
    source: String,
    target: String,
    status: &'static str,
    reason: String,
}

impl Report {
    /// The report of a run before its pairs are counted; pairs without a key
    /// failed.
    pub(crate) fn new(plan: &Plan, worked: &Worked) -> Self {
        let count = |status: Status| {
            let of_status = plan.unpaired.iter().filter(|entry| entry.status == status);
            of_status.count()
        };
        let mut report = Self {
            pairs: plan.pairs.len(),
            failed: worked.failures.len(),
            unchanged: worked.unchanged,
            versions: count(Status::Version),
            alone: count(Status::Alone),
            left_out: plan.left_out.len(),
            unpaired: plan.unpaired.clone(),
            unreadable: plan.left_out.clone(),
            ..Self::default()
        };
        for (&number, reason) in &worked.failures {
            if let Some((source, target)) = plan.pairs.get(number) {
                report.remarks.push(Remark {
                    source: source.text(),
                    target: target.text(),
                    status: "failed",
                    reason: reason.clone(),
                });
            }
        }
        report
    }

    /// Counts a pair.
    pub(crate) fn count(&mut self, outcome: &Outcome<UnitCount>) {
        let status = match outcome.fate {
            Fate::Aligned => {
                self.aligned += 1;
                "partial"
            }
            Fate::Refused => {
                self.refused += 1;
                "refused"
            }
        };
        self.units += outcome.units.0;
        self.links += outcome.links;
        self.doubtful_links += outcome.doubtful;
        self.links_left_out += outcome.left_out;
        self.segments[0] += outcome.segments.0;
        self.segments[1] += outcome.segments.1;
        self.untranslated[0] += outcome.untranslated.0;
        self.untranslated[1] += outcome.untranslated.1;
        self.copies += outcome.copies;
        let mut remark = |status, reason| {
            self.remarks.push(Remark {
                source: outcome.source.clone(),
                target: outcome.target.clone(),
                status,
                reason,
            });
        };
        if let Some(reason) = &outcome.remark {
            remark(status, reason.clone());
        }
        if outcome.doubtful > 0 {
            let (doubtful, links) = (outcome.doubtful, outcome.links);
            remark(
                "doubtful",
                format!("to be looked at: {doubtful} of {}", counted(links, "link")),
            );
            self.doubtful_pairs += 1;
        }
    }

    /// Share of the pairs that were aligned.
    pub(crate) fn aligned_share(&self) -> f64 {
        self.aligned as f64 / self.pairs.max(1) as f64
    }

    /// Says the figures.
    pub(crate) fn tell(&self, events: &Events) {
        let fields: Vec<(&str, serde_json::Value)> = self.figures();
        let message = self.text(false);
        events.say(Level::Note, "summary", message.trim_end(), &fields);
    }

    fn figures(&self) -> Vec<(&'static str, serde_json::Value)> {
        vec![
            ("pairs", self.pairs.into()),
            ("aligned", self.aligned.into()),
            ("refused", self.refused.into()),
            ("failed", self.failed.into()),
            ("unchanged", self.unchanged.into()),
            ("units", self.units.into()),
            ("links", self.links.into()),
            ("doubtful_links", self.doubtful_links.into()),
            ("doubtful_pairs", self.doubtful_pairs.into()),
            ("copies", self.copies.into()),
            ("versions", self.versions.into()),
            ("alone", self.alone.into()),
            ("left_out", self.left_out.into()),
        ]
    }

    /// Writes the report, of which the journal takes note as of any output.
    pub(crate) fn write(&self, path: &Path, journal: &mut Journal) -> Result<(), Failure> {
        let is_json = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let text = if is_json {
            serde_json::to_string_pretty(self).map_err(|error| {
                Failure::error(format!("cannot write `{}`: {error}", path.display()))
            })? + "\n"
        } else {
            self.text(true)
        };
        journal.forget_written(path)?;
        write_whole(path, text.as_bytes(), "--report")?;
        journal.add_written(path, Key::of(&Sha256::digest(text.as_bytes())))
    }

    /// The report for people.
    fn text(&self, with_remarks: bool) -> String {
        let [source, target] = self.segments;
        let [source_alone, target_alone] = self.untranslated;
        let mut text = format!(
            "{}: {} aligned, {} refused, {} failed\n\
             segments          {source} and {target}, without counterpart {source_alone} and {target_alone}\n\
             links             {}, need a look {}, left out {}\n\
             written           {}\n",
            counted(self.pairs, "pair"),
            self.aligned,
            self.refused,
            self.failed,
            self.links,
            self.doubtful_links,
            self.links_left_out,
            counted(self.units, "unit"),
        );
        if self.copies > 0 {
            text.push_str(&format!(
                "left as they are  {}; `bitext tmx filter --without untranslated` leaves such out\n",
                counted(self.copies, "unit"),
            ));
        }
        if self.unchanged > 0 {
            text.push_str(&format!(
                "unchanged         {}, done by an earlier run\n",
                counted(self.unchanged, "pair")
            ));
        }
        if self.versions + self.alone + self.left_out > 0 {
            text.push_str(&format!(
                "not paired        {}, {} alone, {} left out\n",
                counted(self.versions, "other version"),
                self.alone,
                self.left_out
            ));
        }
        if self.removed + self.outdated > 0 {
            text.push_str(&format!(
                "earlier outputs   {} removed, {} left since they were changed\n",
                self.removed, self.outdated
            ));
        }
        if with_remarks {
            // A reason may show a name with a line break in it.
            let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
            for remark in &self.remarks {
                let Remark {
                    source,
                    target,
                    status,
                    reason,
                } = remark;
                text.push_str(&format!(
                    "{status}\t{source}\t{target}\t{}\n",
                    plain(reason)
                ));
            }
            for entry in &self.unpaired {
                let (status, reasons) = (entry.status.name(), entry.reasons.join("; "));
                let (source, target) = (&entry.source, &entry.target);
                text.push_str(&format!(
                    "{status}\t{source}\t{target}\t{}\n",
                    plain(&reasons)
                ));
            }
            for LeftOut { path, reason } in &self.unreadable {
                text.push_str(&format!("left out\t{path}\t\t{}\n", plain(reason)));
            }
        }
        text
    }
}
