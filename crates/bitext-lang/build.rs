//! Puts every file under `data/<tag>/` into the crate, so that a language is
//! added by adding a folder and no Rust is touched.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let data = root.join("data");
    println!("cargo::rerun-if-changed={}", data.display());
    let mut table = String::from("&[\n");
    for folder in sorted_entries(&data)? {
        if !folder.is_dir() {
            continue;
        }
        table.push_str(&format!("    ({:?}, &[\n", name_of(&folder)));
        for file in sorted_entries(&folder)? {
            table.push_str(&format!(
                "        ({:?}, include_str!({:?})),\n",
                name_of(&file),
                file.display().to_string()
            ));
        }
        table.push_str("    ]),\n");
    }
    table.push(']');
    fs::write(out.join("packs.rs"), table)
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
