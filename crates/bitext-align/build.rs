//! Puts every lexicon under `data/lexicon/` into the crate, so that a language
//! pair is added by adding a file.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let folder = root.join("data").join("lexicon");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(&folder)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "lexicon")
    });
    files.sort();
    let mut table = String::from("&[\n");
    for path in files {
        let pair = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let path = path.display().to_string();
        table.push_str(&format!("    ({pair:?}, include_bytes!({path:?})),\n"));
    }
    table.push(']');
    fs::write(out.join("lexicons.rs"), table)
}
