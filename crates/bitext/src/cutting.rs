//! How texts are cut: the arguments that every command has that cuts, and the
//! segmenters they ask for.
//!
//! Files are read once; segmenters are made from them for each language.

use std::path::{Path, PathBuf};

use bitext_core::{LanguageTag, Segment, SegmentedText};
use bitext_document::{Format, ReadDocument};
use bitext_lang::LanguagePack;
use bitext_segment::{ClientProfile, LineMode, Profile, SegmentError, SegmentOptions, Segmenter};
use bitext_srx::{RuleSet, SrxDocument};
use clap::{Args, ValueEnum};

use crate::diagnostics::{Failure, Level, say};
use crate::side_file::{self, LARGEST_FILE};
use crate::wording::counted;

/// Longest list of left-out rules that is printed.
const SHOWN_WARNINGS: usize = 10;

#[derive(Debug, Args)]
pub(crate) struct CuttingArguments {
    /// Kind of text (`edited`, `informal`), client to follow (`omegat`), or a
    /// client's rule file
    ///
    /// `edited` is written with care: news, documents, books. `informal` is for
    /// chats, mails and posts. A client profile cuts as that program does:
    /// paragraphs first, which in a plain text end at blank lines for OmegaT, and
    /// those by its rules. A rule file is SRX or OmegaT's `segmentation.conf`.
    #[arg(long, value_name = "PROFILE", default_value = "edited")]
    pub(crate) profile: String,
    /// Cut by the rules of this SRX file alone
    #[arg(long, value_name = "FILE", conflicts_with = "srx_exceptions")]
    pub(crate) srx: Option<PathBuf>,
    /// Let the rules of this SRX file have the last word
    ///
    /// Where one of them forbids a break there is none, where one breaks there is
    /// one; elsewhere what is known of the language decides.
    #[arg(long, value_name = "FILE")]
    pub(crate) srx_exceptions: Option<PathBuf>,
    /// Language code to look up in the rule file, if not that of the text
    #[arg(long, value_name = "CODE")]
    pub(crate) srx_language: Option<String>,
    /// Further abbreviations, in the format of a pack's `abbreviations.txt`
    #[arg(long, value_name = "FILE")]
    pub(crate) abbreviations: Option<PathBuf>,
    /// Further words whose case is known, as `bitext segment --learn` writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) case_table: Option<PathBuf>,
}

impl CuttingArguments {
    /// The files that are read for them, none of which may be an output, too.
    pub(crate) fn files(&self) -> Vec<&Path> {
        let named = [
            &self.srx,
            &self.srx_exceptions,
            &self.abbreviations,
            &self.case_table,
        ];
        let named = named.into_iter().flatten().map(PathBuf::as_path);
        named.chain([Path::new(&self.profile)]).collect()
    }
}

/// What a line break means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LineModeName {
    /// Every line break ends a segment
    Every,
    /// A blank line ends a segment; other line breaks are spaces
    Blank,
    /// Lines wrapped at a fixed width are joined
    Unwrap,
}

impl From<LineModeName> for LineMode {
    fn from(name: LineModeName) -> Self {
        match name {
            LineModeName::Every => Self::EveryLine,
            LineModeName::Blank => Self::BlankLine,
            LineModeName::Unwrap => Self::Unwrap,
        }
    }
}

/// The segments of a text whose line breaks mean what `mode` says, in the
/// paragraphs that follow from it.
pub(crate) fn cut_lines(segmenter: &Segmenter, text: &str, mode: LineMode) -> SegmentedText {
    let breaks_of_a_paragraph = match mode {
        LineMode::EveryLine => 1,
        _ => 2,
    };
    let (mut block, mut end) = (0, 0);
    let mut segments = Vec::new();
    for range in segmenter.segments(text) {
        let gap = text.get(end..range.start).unwrap_or_default();
        let is_next = gap.matches('\n').count() >= breaks_of_a_paragraph;
        block += usize::from(is_next && !segments.is_empty());
        end = range.end;
        segments.push(Segment { range, block });
    }
    match SegmentedText::try_new(text.to_owned(), segments) {
        Ok(segmented) => segmented,
        Err(error) => unreachable!("segments ascend: {error}"),
    }
}

/// What the arguments ask for, its files read.
#[derive(Debug)]
pub(crate) struct Cutting {
    engine: Engine,
    options: SegmentOptions,
    /// The file that the abbreviations are from.
    abbreviations: Option<PathBuf>,
    language: Option<String>,
    line_mode: Option<LineMode>,
    quiet: bool,
}

#[derive(Debug)]
enum Engine {
    Knowledge,
    Exceptions(ClientProfile),
    Rules(ClientProfile),
}

impl Cutting {
    /// Reads the files that the arguments name.
    pub(crate) fn try_new(arguments: &CuttingArguments, quiet: bool) -> Result<Self, Failure> {
        let mut options = SegmentOptions::default();
        let mut engine = Engine::Knowledge;
        match arguments.profile.as_str() {
            "edited" => {}
            "informal" => options.profile = Profile::Informal,
            name => engine = Engine::Rules(client_profile(name)?),
        }
        if let Some(file) = &arguments.srx {
            engine = Engine::Rules(read_rules(file)?);
        }
        if let Some(file) = &arguments.srx_exceptions {
            if matches!(engine, Engine::Rules(_)) {
                return Err(
                    Failure::error("`--srx-exceptions` needs a profile of our own")
                        .hint("leave out `--profile`, or pass `--profile informal`"),
                );
            }
            engine = Engine::Exceptions(read_rules(file)?);
        }
        if let Some(file) = &arguments.abbreviations {
            options.abbreviations = read_text(file)?;
        }
        if let Some(file) = &arguments.case_table {
            options.case_table = read_text(file)?;
        }
        let by_rules = matches!(engine, Engine::Rules(_));
        if by_rules && (arguments.abbreviations.is_some() || arguments.case_table.is_some()) {
            return Err(
                Failure::error("words have no say where rules alone cut").hint(
                    "leave out `--abbreviations` and `--case-table`, or pass the rules with \
                     `--srx-exceptions`",
                ),
            );
        }
        Ok(Self {
            engine,
            options,
            abbreviations: arguments.abbreviations.clone(),
            language: arguments.srx_language.clone(),
            line_mode: None,
            quiet,
        })
    }

    /// Takes line breaks for what `mode` says, in texts without blocks.
    pub(crate) fn set_line_mode(&mut self, mode: LineModeName) {
        self.options.line_mode = mode.into();
        self.line_mode = Some(mode.into());
    }

    /// A segmenter for a language and what is known of it. Says which rules are
    /// left out.
    pub(crate) fn segmenter(
        &self,
        pack: &LanguagePack,
        language_code: &LanguageTag,
    ) -> Result<Segmenter, Failure> {
        let language = self.language.clone();
        let language = language.unwrap_or_else(|| language_code.to_string());
        match &self.engine {
            Engine::Knowledge => Ok(self.own(pack)?),
            Engine::Rules(profile) => {
                let rules = self.rules(profile, &language)?;
                let line_mode = self.line_mode.unwrap_or(profile.line_mode());
                Ok(Segmenter::from_rules(rules, line_mode))
            }
            Engine::Exceptions(profile) => {
                let rules = self.rules(profile, &language)?;
                Ok(self.own(pack)?.with_exceptions(rules))
            }
        }
    }

    /// The segments of a document that was read: by its blocks, or by the lines of
    /// a plain text if somebody said what they mean.
    pub(crate) fn cut(&self, segmenter: &Segmenter, read: &ReadDocument) -> SegmentedText {
        match self.line_mode {
            Some(mode) if read.format == Format::Text => {
                cut_lines(segmenter, read.document.text(), mode)
            }
            _ => segmenter.segment_document(&read.document),
        }
    }

    fn own(&self, pack: &LanguagePack) -> Result<Segmenter, Failure> {
        Segmenter::try_new(pack, &self.options).map_err(|error| {
            match (error, &self.abbreviations) {
                (SegmentError::Abbreviations { line, reason }, Some(file)) => {
                    Failure::error(format!("`{}`, line {line}: {reason}", file.display()))
                        .hint("correct that line: words under their `[type]`, parted by commas")
                }
                (error, _) => error.into(),
            }
        })
    }

    fn rules(&self, profile: &ClientProfile, language: &str) -> Result<RuleSet, Failure> {
        let name = profile.name();
        let rules = profile.document().compile(language, profile.options());
        if rules.rules().is_empty() {
            return Err(
                Failure::error(format!("`{name}` has no rules for language `{language}`"))
                    .hint("pass a code that its language maps know: `--srx-language CODE`"),
            );
        }
        if !self.quiet {
            let warnings = rules.warnings();
            for warning in warnings.iter().take(SHOWN_WARNINGS) {
                say(Level::Warning, &format!("`{name}`: {warning}"));
            }
            if warnings.len() > SHOWN_WARNINGS {
                let more = counted(warnings.len() - SHOWN_WARNINGS, "rule");
                say(Level::Warning, &format!("`{name}`: and {more} more"));
            }
        }
        Ok(rules)
    }
}

/// Says which rules took too long on some text.
pub(crate) fn report_given_up(segmenter: &Segmenter) {
    let Some(rules) = segmenter.rules() else {
        return;
    };
    for rule in rules.gave_up() {
        let source = &rules.rules()[rule];
        let message = format!(
            "rule {} of `{}` took too long and was taken not to fit: {}",
            source.number, source.list, source.before
        );
        say(Level::Warning, &message);
    }
}

/// The profile of a client by its name, or from its rule file.
pub(crate) fn client_profile(name: &str) -> Result<ClientProfile, Failure> {
    if let Some(profile) = ClientProfile::built_in(name)? {
        return Ok(profile);
    }
    let path = Path::new(name);
    if path.exists() {
        return read_rules(path);
    }
    let names: Vec<&str> = ClientProfile::names().collect();
    Err(Failure::error(format!(
        "there is no profile `{name}`, and no file of that name"
    ))
    .hint(format!(
        "profiles are `edited`, `informal`, `{}`, or a rule file",
        names.join("`, `")
    )))
}

fn read_rules(path: &Path) -> Result<ClientProfile, Failure> {
    let name = path.display().to_string();
    Ok(ClientProfile::from_rules(&name, read_document(path)?))
}

/// Reads a rule file.
pub(crate) fn read_document(path: &Path) -> Result<SrxDocument, Failure> {
    let hint = "give an SRX file of version 1.0 or 2.0, or OmegaT's `segmentation.conf`";
    let bytes = side_file::read_bytes(path, LARGEST_FILE, hint)?;
    SrxDocument::read(&bytes)
        .map_err(|error| Failure::error(format!("`{}`: {error}", path.display())).hint(hint))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    side_file::read_text(path, LARGEST_FILE, "give a list of words")
}
