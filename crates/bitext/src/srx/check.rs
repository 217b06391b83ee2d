//! `bitext srx check`: findings in a rule file.

use std::io::{self, BufWriter, Write};

use bitext_srx::{Dialect, Finding, RuleOptions, Severity};
use serde::Serialize;

use super::arguments::{CheckArguments, DialectName, SeverityName};
use crate::arguments::ReportFormat;
use crate::cutting::read_document;
use crate::diagnostics::Failure;
use crate::wording::counted;

/// A finding as JSON shows it.
#[derive(Serialize)]
struct Shown<'finding> {
    severity: String,
    kind: &'static str,
    list: Option<&'finding str>,
    number: Option<usize>,
    message: &'finding str,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    let document = read_document(&arguments.file)?;
    let mut options = RuleOptions::default();
    options.dialect = arguments.dialect.map(|dialect| match dialect {
        DialectName::Java => Dialect::Java,
        DialectName::Icu => Dialect::Icu,
    });
    let findings = document.lint(options);
    print(arguments.format, &findings)
        .map_err(|error| Failure::writing("standard output", &error))?;
    let bar = match arguments.fail_on {
        SeverityName::Note => Severity::Note,
        SeverityName::Warning => Severity::Warning,
        SeverityName::Error => Severity::Error,
    };
    let bad = findings
        .iter()
        .filter(|finding| finding.kind.severity() >= bar)
        .count();
    if bad == 0 {
        return Ok(());
    }
    let name = arguments.file.display();
    Err(Failure::no_result(format!(
        "`{name}`: {} in {}",
        counted(bad, "finding"),
        counted(document.rule_count(), "rule")
    )))
}

fn print(format: ReportFormat, findings: &[Finding]) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    for finding in findings {
        let severity = finding.kind.severity();
        match format {
            ReportFormat::Json => {
                let shown = Shown {
                    severity: severity.to_string(),
                    kind: finding.kind.name(),
                    list: finding.list.as_deref(),
                    number: finding.number,
                    message: &finding.message,
                };
                serde_json::to_writer(&mut output, &shown)?;
                output.write_all(b"\n")?;
            }
            ReportFormat::Text => {
                let place = match (&finding.list, finding.number) {
                    (Some(list), Some(number)) => format!("rule {number} of `{list}`: "),
                    (Some(list), None) => format!("list `{list}`: "),
                    (None, Some(number)) => format!("map {number}: "),
                    (None, None) => String::new(),
                };
                writeln!(output, "{severity}: {place}{}", finding.message)?;
            }
        }
    }
    output.flush()
}
