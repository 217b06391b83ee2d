//! What real clients make of our files: part of `cargo xtask test`.
//!
//! A format is right when the programs that people use take it. `OmegaT`
//! translates a document with one of our memories and must put our translations
//! into it; `xmllint` validates against the document type and schema that
//! `OmegaT` carries; the Translate Toolkit reads and saves a memory, and
//! `LibreOffice` a review table, and nothing may be lost. The programs come from
//! Debian, where this may install them; elsewhere it says what is missing and
//! fails, unless told to do without.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use bitext_exchange::{UnitReadOptions, open_units};

use crate::binary::build;

/// Packages, and by which file each is known to be there.
const PACKAGES: [(&str, &str); 4] = [
    ("omegat", OMEGAT),
    ("translate-toolkit", "/usr/bin/po2tmx"),
    ("libxml2-utils", "/usr/bin/xmllint"),
    ("libreoffice-calc", "/usr/bin/localc"),
];

const OMEGAT: &str = "/usr/share/omegat/OmegaT.jar";

/// The document pairs that are aligned for the clients.
const PAIRS: [&str; 2] = ["lunar-sample-wire", "hockey-final-report"];

type Outcome = Result<(), Box<dyn Error>>;

/// Installs what is missing, then lets every client have its say.
pub(crate) fn accept(report: &dyn Fn(&str)) -> Outcome {
    let missing = missing();
    if !missing.is_empty() {
        install(&missing, report)?;
    }
    let bitext = build(&[])?;
    let folder = std::env::temp_dir().join(format!("bitext-clients-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = PAIRS
        .iter()
        .try_for_each(|pair| accept_pair(&bitext, pair, &folder.join(pair), report));
    if outcome.is_ok() {
        fs::remove_dir_all(&folder)?;
    } else {
        report(&format!(
            "what the clients made is in `{}`",
            folder.display()
        ));
    }
    outcome
}

fn missing() -> Vec<&'static str> {
    let missing = PACKAGES
        .iter()
        .filter(|(_, file)| !Path::new(file).exists());
    missing.map(|&(package, _)| package).collect()
}

fn install(packages: &[&str], report: &dyn Fn(&str)) -> Outcome {
    let list = packages.join(" ");
    report(&format!("apt-get install --no-install-recommends {list}"));
    let apt = |arguments: &[&str]| {
        let status = Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status();
        status.is_ok_and(|status| status.success())
    };
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(packages);
    // The lists of a fresh machine are empty, so a first failure may be theirs.
    if apt(&arguments) || (apt(&["update", "-q"]) && apt(&arguments)) {
        return Ok(());
    }
    Err(format!(
        "these Debian packages are missing and cannot be installed here: {list}; install them, \
         or run `cargo xtask test --without-clients`"
    )
    .into())
}

fn accept_pair(bitext: &Path, pair: &str, folder: &Path, report: &dyn Fn(&str)) -> Outcome {
    fs::create_dir_all(folder)?;
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpora/en-ru");
    let source = corpora.join(format!("{pair}.en.txt"));
    let target = corpora.join(format!("{pair}.ru.txt"));
    let memory = folder.join("memory.tmx");
    run(Command::new(bitext)
        .arg("align")
        .args([&source, &target])
        .args(["--profile", "omegat", "--quiet", "-o"])
        .arg(&memory))?;
    validate(&memory, folder)?;
    report(&format!("{pair}: xmllint finds the memory valid"));
    let (filled, segments) = omegat(&memory, &source, folder)?;
    report(&format!(
        "{pair}: OmegaT fills {filled} of its {segments} segments as we say"
    ));
    translate_toolkit(bitext, &memory, folder)?;
    report(&format!("{pair}: the Translate Toolkit keeps every unit"));
    libreoffice(bitext, &memory, folder)?;
    report(&format!("{pair}: LibreOffice keeps every unit"));
    Ok(())
}

/// Validates by the document type and schema inside OmegaT, which are not ours
/// to pass on.
fn validate(memory: &Path, folder: &Path) -> Outcome {
    // The schema takes `xml:lang` from a second one beside it.
    fs::write(folder.join("xml.xsd"), from_jar("schemas/xml.xsd")?)?;
    for (name, option) in [("tmx14.dtd", "--dtdvalid"), ("tmx14.xsd", "--schema")] {
        let unpacked = folder.join(name);
        fs::write(&unpacked, from_jar(&format!("schemas/{name}"))?)?;
        run(Command::new("xmllint")
            .args(["--nonet", "--noout", option])
            .args([&unpacked, memory]))?;
    }
    Ok(())
}

fn from_jar(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let program = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    let output = Command::new("/usr/bin/python3")
        .args(["-c", program, OMEGAT, name])
        .output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("`{OMEGAT}` has no `{name}`").into())
    }
}

/// Lets OmegaT translate the source with the memory; how many of its segments
/// have our translation in its own memory and document, and how many there are.
fn omegat(memory: &Path, source: &Path, folder: &Path) -> Result<(usize, usize), Box<dyn Error>> {
    let project = folder.join("project");
    for name in [
        "source",
        "target",
        "tm/auto",
        "glossary",
        "dictionary",
        "omegat",
    ] {
        fs::create_dir_all(project.join(name))?;
    }
    fs::write(project.join("omegat.project"), PROJECT)?;
    let document = source.file_name().ok_or("the source has no name")?;
    fs::copy(source, project.join("source").join(document))?;
    let pseudo = folder.join("segments.tmx");
    // Before the memory is there, its segments alone.
    run(client(&project, folder)
        .arg("--mode=console-createpseudotranslatetmx")
        .arg("--pseudotranslatetype=equal")
        .arg(format!("--pseudotranslatetmx={}", pseudo.display())))?;
    fs::copy(memory, project.join("tm/auto/memory.tmx"))?;
    run(client(&project, folder).arg("--mode=console-translate"))?;

    let segments = pairs(&pseudo)?;
    let ours = pairs(memory)?;
    let theirs = pairs(&project.join("project-level1.tmx"))?;
    let translated = single_spaced(&fs::read_to_string(project.join("target").join(document))?);
    let wanted: Vec<(&String, &String)> = segments
        .keys()
        .filter_map(|segment| Some((segment, ours.get(segment)?)))
        .collect();
    for (segment, translation) in &wanted {
        if theirs.get(*segment) != Some(translation) {
            return Err(format!("OmegaT does not apply the unit for `{segment}`").into());
        }
        if !translated.contains(&single_spaced(translation)) {
            return Err(format!("`{translation}` is not in OmegaT's document").into());
        }
    }
    if wanted.len() * 2 < segments.len() {
        return Err("OmegaT finds units for less than half of its segments".into());
    }
    Ok((wanted.len(), segments.len()))
}

const PROJECT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>en</source_lang><target_lang>ru</target_lang>
<sentence_seg>true</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"#;

fn client(project: &Path, folder: &Path) -> Command {
    let mut command = Command::new("java");
    command
        .args([
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Duser.language=en",
        ])
        .args(["-jar", OMEGAT])
        .arg(project)
        .arg(format!("--config-dir={}", folder.join("config").display()))
        .args([
            "--disable-project-locking",
            "--disable-location-save",
            "--no-team",
        ]);
    command
}

/// The Translate Toolkit reads the memory, counts it, and saves it again.
fn translate_toolkit(bitext: &Path, memory: &Path, folder: &Path) -> Outcome {
    let program = "\
import sys
from translate.storage import tmx
store = tmx.tmxfile.parsefile(sys.argv[1])
store.savefile(sys.argv[2])
print(sum(1 for unit in store.units if unit.source and unit.target))
";
    let saved = folder.join("saved.tmx");
    let output = Command::new("/usr/bin/python3")
        .args(["-c", program])
        .args([memory, &saved])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let count: usize = String::from_utf8(output.stdout)?.trim().parse()?;
    if count != units(memory)? {
        return Err(format!("the Translate Toolkit reads {count} units").into());
    }
    // Exit code 1 would say that they differ.
    run(Command::new(bitext)
        .args(["tmx", "diff"])
        .args([memory, &saved]))
}

/// LibreOffice opens a review table and saves it again.
fn libreoffice(bitext: &Path, memory: &Path, folder: &Path) -> Outcome {
    let (table, again) = (folder.join("review.xlsx"), folder.join("again"));
    run(Command::new(bitext)
        .args(["tmx", "convert", "-q"])
        .arg(memory)
        .arg("-o")
        .arg(&table))?;
    run(Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.join("office").display()
        ))
        .args([
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
        ])
        .args([&again, &table]))?;
    let back = folder.join("back.tmx");
    run(Command::new(bitext)
        .args(["tmx", "convert", "-q"])
        .arg(again.join("review.xlsx"))
        .arg("-o")
        .arg(&back))?;
    if pairs(memory)? == pairs(&back)? && units(memory)? == units(&back)? {
        Ok(())
    } else {
        Err("the review table that LibreOffice saved has other units".into())
    }
}

/// The texts of the English variants with those of the Russian ones.
fn pairs(memory: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut pairs = BTreeMap::new();
    let mut reader = open_units(memory, None, &UnitReadOptions::default())?;
    while let Some(unit) = reader.next_unit() {
        let unit = unit?;
        let text = |language: &str| {
            let mut variants = unit.variants.iter();
            let found = variants.find(|variant| variant.language.primary() == language);
            found.map(|variant| variant.segment.text().to_owned())
        };
        if let (Some(source), Some(target)) = (text("en"), text("ru")) {
            pairs.insert(source, target);
        }
    }
    Ok(pairs)
}

fn units(memory: &Path) -> Result<usize, Box<dyn Error>> {
    let mut reader = open_units(memory, None, &UnitReadOptions::default())?;
    let mut count = 0;
    while let Some(unit) = reader.next_unit() {
        unit?;
        count += 1;
    }
    Ok(count)
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a command to its end; what it said is part of the error if it fails.
fn run(command: &mut Command) -> Outcome {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Err(format!("{command:?} failed: {}\n{said}", output.status).into())
}
