//! The client: `app` compiled for the browser, given its bindings, made small.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::lint;
use crate::npm;
use crate::stamp::{self, Stamp};
use crate::step::{Step, step};
use crate::toolchain::{ClientToolchain, TARGET};
use crate::workspace::Workspace;

/// Both files are called so: `app.js` and `app_bg.wasm`.
pub const NAME: &str = "app";
const PROFILE: &str = "wasm-release";
/// The optimiser. Debian's 108 makes modules that Chromium refuses; this one was tried.
const BINARYEN: (&str, &str) = ("binaryen", "132.0.0");
/// What Rust's compiler uses of WebAssembly and every browser has. Not `--all-features`: that
/// lets the optimiser write encodings that browsers do not read yet.
const WASM_OPT: [&str; 9] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lints {
    No,
    Deny,
}

/// Builds the client and returns the folder with its files.
pub fn build(workspace: &Workspace, lints: Lints) -> Result<PathBuf> {
    let toolchain = step("toolchain", |step| ClientToolchain::find_or_install(step, workspace))?;
    let wasm = step("client", |step| compile(step, workspace, &toolchain, lints))?;
    step("bindings", |step| bind(step, workspace, &wasm))
}

fn compile(
    step: &mut Step,
    workspace: &Workspace,
    toolchain: &ClientToolchain,
    lints: Lints,
) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo_rustc(workspace);
    cargo.args(["--package", "app", "--lib", "--no-default-features", "--features", "hydrate"]);
    // Said here and not in app's Cargo.toml, where it would have the server linked twice.
    cargo.args(["--crate-type", "cdylib"]);
    cargo.args(["--profile", PROFILE]);
    if lints == Lints::Deny {
        lint::with_clippy(&mut cargo, &toolchain.clippy_driver(step, workspace)?);
    }
    step.run(&mut cargo)?;
    step.note(match lints {
        Lints::Deny => "app for the browser, compiled by clippy",
        Lints::No => "app for the browser",
    });
    let folder = workspace.target.join("client").join(TARGET).join(PROFILE);
    Ok(folder.join("app.wasm"))
}

fn bind(step: &mut Step, workspace: &Workspace, wasm: &Path) -> Result<PathBuf> {
    let pkg = workspace.target.join("client/pkg");
    let optimiser = optimiser(step, workspace);
    let stamp = Stamp::of(workspace, "client");
    let mut inputs = stamp::Inputs::new();
    inputs.add("app.wasm", &fs::read(wasm).context("cargo left no app.wasm")?);
    inputs.add("optimiser", optimiser.is_some().to_string().as_bytes());
    let hash = inputs.hash();
    if stamp.is(&hash) && pkg.is_dir() {
        step.note("unchanged");
        return Ok(pkg);
    }
    if pkg.exists() {
        fs::remove_dir_all(&pkg)?;
    }
    step.busy("wasm-bindgen");
    Bindgen::new()
        .input_path(wasm)
        .out_name(NAME)
        .typescript(false)
        // Names and tools of the build are nothing for the browser.
        .remove_name_section(true)
        .remove_producers_section(true)
        // The loader finds its module beside itself.
        .omit_default_module_path(false)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&pkg))
        .context("wasm-bindgen cannot read what the compiler made")?;
    let module = pkg.join(format!("{NAME}_bg.wasm"));
    let before = size(&module)?;
    match &optimiser {
        Some(program) => {
            let small = pkg.join("small.wasm");
            step.run(
                Command::new("node").arg(program).args(WASM_OPT).arg(&module).arg("-o").arg(&small),
            )?;
            fs::rename(&small, &module)?;
            step.note(format!("JavaScript bindings; {before} kB, {} kB optimised", size(&module)?));
        }
        None => {
            step.note(format!("JavaScript bindings; {before} kB (smaller with npm's wasm-opt)"))
        }
    }
    stamp.set(&hash)?;
    Ok(pkg)
}

/// `wasm-opt`, or nothing where npm is missing or offline: the client works without, only larger.
fn optimiser(step: &mut Step, workspace: &Workspace) -> Option<PathBuf> {
    let package = npm::package(step, &workspace.tools(), BINARYEN.0, BINARYEN.1).ok().flatten()?;
    Some(package.join("bin/wasm-opt"))
}

fn size(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file)?.len().div_ceil(1000))
}
