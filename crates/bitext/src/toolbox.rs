//! Packs, segmenters and aligners for the languages at hand, and threads.

use std::sync::Arc;

use bitext_align::Aligner;
use bitext_core::LanguageTag;
use bitext_lang::{LanguagePack, PackLibrary};
use bitext_segment::{SegmentOptions, Segmenter};

use crate::arguments::WorkArguments;
use crate::diagnostics::{Failure, Level, say};

/// What commands take their tools from.
pub(crate) struct Toolbox {
    packs: PackLibrary,
    quiet: bool,
}

impl Toolbox {
    pub(crate) fn new(work: &WorkArguments) -> Result<Self, Failure> {
        let packs = match &work.pack_folder {
            Some(folder) => PackLibrary::with_folder(folder)?,
            None => PackLibrary::built_in(),
        };
        Ok(Self {
            packs,
            quiet: work.quiet,
        })
    }

    /// The pack of a language; says so if nothing is known of it.
    pub(crate) fn pack(&self, language: &LanguageTag) -> Result<Arc<LanguagePack>, Failure> {
        let pack = self.packs.get(language)?;
        if pack.is_fallback() && !self.quiet {
            let message = format!(
                "there is no pack for `{language}`: general rules stand in for what is not \
                 known of it"
            );
            say(Level::Warning, &message);
        }
        Ok(pack)
    }

    pub(crate) fn segmenter(&self, pack: &LanguagePack) -> Result<Segmenter, Failure> {
        Ok(Segmenter::try_new(pack, &SegmentOptions::default())?)
    }

    pub(crate) fn aligner(
        &self,
        source: &Arc<LanguagePack>,
        target: &Arc<LanguagePack>,
    ) -> Result<Aligner, Failure> {
        Ok(Aligner::builder(source, target).build()?)
    }
}

/// Texts of so many bytes together are cut before threads have been started.
const SHORT: usize = 1 << 17;

/// Does two things to texts of so many bytes, at the same time if they are worth
/// starting threads for.
pub(crate) fn both<A: Send, B: Send>(
    bytes: usize,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes < SHORT {
        (first(), second())
    } else {
        rayon::join(first, second)
    }
}

/// Does `work` on as many threads as were asked for.
pub(crate) fn with_threads<R: Send>(
    arguments: &WorkArguments,
    work: impl FnOnce() -> Result<R, Failure> + Send,
) -> Result<R, Failure> {
    with_thread_count(arguments.threads.map(std::num::NonZeroUsize::get), work)
}

/// The same for a number of threads; `None` for all cores.
pub(crate) fn with_thread_count<R: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> Result<R, Failure> + Send,
) -> Result<R, Failure> {
    let Some(threads) = threads else {
        return work();
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(error) => Err(
            Failure::error(format!("cannot start {threads} threads: {error}"))
                .hint("ask for fewer with `--threads`"),
        ),
    }
}
