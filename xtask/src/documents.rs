//! The corpus of documents before the official judges: `documents/judges/`, in Python, with the rules that
//! packages from PyPI carry and with veraPDF.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::lint;
use crate::packages::apt_install;
use crate::stamp::{Inputs, Stamp};
use crate::step::Step;
use crate::tally::Tally;
use crate::toolchain;
use crate::workspace::{Workspace, on_path};

/// veraPDF runs on Java, and reads its profiles with what Java had until version 8.
const JAVA: [&str; 2] = ["openjdk-17-jre-headless", "libjaxb-java"];
const JAXB: &str = "/usr/share/java/jaxb-runtime.jar";

/// Writes the corpus's files and has them judged.
pub fn run(step: &mut Step, workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let judges = workspace.root.join("documents/judges");
    let python = install(step, workspace, &judges)?;
    let files = workspace.target.join("judged");
    write(step, workspace, &files)?;
    let mut judge = Command::new(python);
    // Nothing is written into the sources.
    judge.arg("-B").arg(judges.join("judge.py")).arg(&files);
    workspace.clean_environment(&mut judge);
    step.run_tests(&mut judge, Tally::of_judges, tally)
}

/// The test that writes them, by its name among all tests: so it is the one that the part `unit` has
/// compiled. Cargo told of one target would give its dependencies other features, and compile typst again.
fn write(step: &mut Step, workspace: &Workspace, files: &Path) -> Result<()> {
    if files.exists() {
        fs::remove_dir_all(files)?;
    }
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--", "files_for_the_judges"]);
    lint::with_clippy(&mut cargo, &toolchain::clippy_driver(workspace)?);
    cargo.env("QUITTANCE_JUDGED", files);
    step.run(&mut cargo).map(drop)
}

/// The Python that has all that the judges need. Only when what is asked for has changed since the last
/// time.
fn install(step: &mut Step, workspace: &Workspace, judges: &Path) -> Result<PathBuf> {
    let java = on_path("java").is_some() || env::var_os("JAVA_HOME").is_some();
    if !java || !Path::new(JAXB).exists() {
        apt_install(step, &JAVA).context("veraPDF needs Java 17 and JAXB")?;
    }
    let folder = workspace.tools().join("judges");
    let python = folder.join("bin/python");
    let wanted = judges.join("requirements.txt");
    let stamp = Stamp::of(workspace, "judges");
    let mut inputs = Inputs::new();
    inputs.add("requirements", &fs::read(&wanted)?);
    let hash = inputs.hash();
    if stamp.is(&hash) && python.exists() {
        return Ok(python);
    }
    make_venv(step, &folder)?;
    // Wheels with these hashes, and none of what they would bring along: most are only unpacked.
    let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"];
    step.run(Command::new(&python).args(pip).args(["--require-hashes", "-r"]).arg(&wanted))
        .context("the judges need the packages of documents/judges/requirements.txt from PyPI")?;
    stamp.set(&hash)?;
    Ok(python)
}

fn make_venv(step: &mut Step, folder: &Path) -> Result<()> {
    let make = |step: &mut Step| {
        let mut python = Command::new("python3");
        step.run(python.args(["-m", "venv", "--clear"]).arg(folder)).map(drop)
    };
    if on_path("python3").is_some() && make(step).is_ok() {
        return Ok(());
    }
    if let Err(refused) = apt_install(step, &["python3", "python3-venv"]) {
        bail!("the judges need Python 3.11 or newer with its module venv ({refused:#})");
    }
    make(step).context("the judges need Python 3.11 or newer with its module venv")
}
