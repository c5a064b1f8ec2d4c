//! Python reads the formats of data.

use std::process::Command;

use crate::directory::{Directory, program, run};
use crate::piece::Piece;

pub(crate) fn json(directory: &Directory, piece: &Piece) -> Result<(), String> {
    python("import json, sys; json.load(open(sys.argv[1]))", directory, piece)
}

pub(crate) fn toml(directory: &Directory, piece: &Piece) -> Result<(), String> {
    python("import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))", directory, piece)
}

pub(crate) fn xml(directory: &Directory, piece: &Piece) -> Result<(), String> {
    python("import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])", directory, piece)
}

/// Each document must hold something: a snippet of comments only mends nothing.
pub(crate) fn yaml(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let read = "import sys, yaml; assert all(yaml.safe_load_all(open(sys.argv[1])))";
    python(read, directory, piece)
}

fn python(read: &str, directory: &Directory, piece: &Piece) -> Result<(), String> {
    let file = directory.write("snippet", &piece.text);
    run(Command::new(program("python3")).args(["-c", read]).arg(&file))?;
    Ok(())
}
