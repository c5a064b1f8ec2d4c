//! Interpreters read code without running it.

use std::process::Command;

use crate::directory::{Directory, program, run};
use crate::piece::Piece;

pub(crate) fn bash(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let file = directory.write("snippet.sh", &piece.text);
    run(Command::new(program("bash")).arg("-n").arg(&file))?;
    Ok(())
}

pub(crate) fn js(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let file = directory.write("snippet.mjs", &piece.text);
    run(Command::new(program("node")).arg("--check").arg(&file))?;
    Ok(())
}

pub(crate) fn python(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let file = directory.write("snippet.py", &piece.text);
    let read = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')";
    run(Command::new(program("python3")).args(["-c", read]).arg(&file))?;
    Ok(())
}
