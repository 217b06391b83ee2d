//! Pairs that pairing doubts, read again and aligned.

use std::sync::Arc;

use bitext_align::Aligner;
use bitext_corpus::Correspondence;
use bitext_lang::LanguagePack;
use bitext_segment::{SegmentOptions, Segmenter};

use super::place::Place;
use super::reader::FeedReader;
use super::shelf::Shelf;
use crate::diagnostics::Failure;

/// What a second look takes.
pub(super) struct SecondLook {
    shelf: Shelf,
    segmenters: (Segmenter, Segmenter),
    aligner: Aligner,
}

impl SecondLook {
    pub(super) fn new(
        reader: FeedReader,
        packs: (&Arc<LanguagePack>, &Arc<LanguagePack>),
    ) -> Result<Self, Failure> {
        let segmenter = |pack| Segmenter::try_new(pack, &SegmentOptions::default());
        Ok(Self {
            shelf: Shelf::new(reader),
            segmenters: (segmenter(packs.0)?, segmenter(packs.1)?),
            aligner: Aligner::builder(packs.0, packs.1).build()?,
        })
    }

    /// What two documents are to each other; `None` if one of them is gone by now.
    pub(super) fn align(&self, source: &Place, target: &Place) -> Option<Correspondence> {
        let (source, target) = (
            self.shelf.document(source).ok()?,
            self.shelf.document(target).ok()?,
        );
        let near = self.segmenters.0.segment_document(&source.document);
        let far = self.segmenters.1.segment_document(&target.document);
        let alignment = self.aligner.align(&near, &far).ok()?;
        Some(Correspondence {
            verdict: alignment.verdict.kind,
            segments: near.len().max(far.len()),
        })
    }
}
