//! The program that is measured and that clients read files of.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The `cargo` that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds the program, with more `options` for `cargo build`; where it is.
pub(crate) fn build(options: &[&str]) -> Result<PathBuf, Box<dyn Error>> {
    let output = cargo()
        .args(["build", "--locked", "-p", "bitext", "--message-format=json"])
        .args(options)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("`cargo build -p bitext` failed".into());
    }
    let messages = String::from_utf8(output.stdout)?;
    let mut executables = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_ours = message["target"]["name"] == "bitext";
        let executable = message["executable"].as_str().filter(|_| is_ours);
        executable.map(PathBuf::from)
    });
    executables
        .next_back()
        .ok_or_else(|| "cargo names no executable `bitext`".into())
}
