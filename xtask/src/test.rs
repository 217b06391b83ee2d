//! `cargo xtask test`: all that must pass before anything lands.
//!
//! Format, lints, tests with doctests, documentation, and the clients, in the
//! order in which they are quick to fail. Each command is printed before it
//! runs, so that it can be run alone; the first that fails ends it. A machine
//! needs Rust, and for the clients Debian and root, or the packages that
//! `clients` names.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::binary::cargo;
use crate::clients;

/// A step: what it is called, and the arguments of `cargo`.
const STEPS: [(&str, &[&str]); 4] = [
    ("format", &["fmt", "--all", "--check"]),
    (
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    ),
    ("tests and doctests", &["test", "--workspace", "--locked"]),
    (
        "documentation",
        &["doc", "--workspace", "--no-deps", "--locked"],
    ),
];

/// Components of the toolchain that the steps use and a minimal one lacks.
const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

pub(crate) fn test(without_clients: bool) -> Result<(), Box<dyn Error>> {
    for (subcommand, component) in COMPONENTS {
        add_component(subcommand, component)?;
    }
    let start = Instant::now();
    for (name, arguments) in STEPS {
        eprint_line(&format!("== {name}: cargo {}", arguments.join(" ")));
        let step = Instant::now();
        let status = cargo()
            .args(arguments)
            .env("RUSTDOCFLAGS", "-D warnings")
            // A changed snapshot is a failure here, never a pending file.
            .env("INSTA_UPDATE", "no")
            .env("INSTA_FORCE_PASS", "0")
            .status()?;
        if !status.success() {
            return Err(format!("{name} failed: cargo {}", arguments.join(" ")).into());
        }
        eprint_line(&format!(
            "== {name} passed in {} s",
            step.elapsed().as_secs()
        ));
    }
    if without_clients {
        eprint_line("== clients left out: OmegaT, Translate Toolkit, xmllint, LibreOffice");
    } else {
        clients()?;
    }
    eprint_line(&format!("== all passed in {} s", start.elapsed().as_secs()));
    Ok(())
}

/// Lets clients read our files.
pub(crate) fn clients() -> Result<(), Box<dyn Error>> {
    eprint_line("== clients: cargo xtask clients");
    let step = Instant::now();
    clients::accept(&|line| eprint_line(&format!("== {line}")))?;
    let seconds = step.elapsed().as_secs();
    eprint_line(&format!("== clients passed in {seconds} s"));
    Ok(())
}

fn add_component(subcommand: &str, component: &str) -> Result<(), Box<dyn Error>> {
    let mut probe = cargo();
    probe
        .args([subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if probe.status()?.success() {
        return Ok(());
    }
    eprint_line(&format!("== rustup component add {component}"));
    let status = Command::new("rustup")
        .args(["component", "add", component])
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{component}` is missing and rustup cannot add it").into())
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a maintainer's tool talks to a terminal"
)]
fn eprint_line(line: &str) {
    eprintln!("{line}");
}
