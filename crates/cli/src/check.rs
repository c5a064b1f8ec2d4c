//! `ws-doctor check`: one run, and what it comes to.

use std::io::IsTerminal;
use std::path::Path;

use diagnosis::report::Report;
use diagnosis::session::Plan;
use diagnosis::time::Millis;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::args::Check;
use crate::edge::accept::random;
use crate::edge::tls::{Tls, Trust};
use crate::out::{self, Told};
use crate::progress::Progress;
use crate::run::{Settings, run as drive};
use crate::{Code, Failed};

/// The heartbeat where none is given and the time to watch is long enough.
const HEARTBEAT: Millis = Millis::seconds(10);

/// Runs the check and writes its report.
pub(crate) fn run(check: Check) -> Result<Code, Failed> {
    let all = check.bypass.iter().map(|(_, way)| way).chain(&check.control);
    let secure = all.chain([&check.endpoint]).any(|endpoint| endpoint.target.secure);
    let trust = if check.insecure {
        Trust::Anybody
    } else if !secure && check.ca.is_none() {
        Trust::Nobody
    } else {
        Trust::Authorities(check.ca.as_deref().map(authorities).transpose()?.unwrap_or_default())
    };
    let tls = Tls::new(&trust);
    let warnings = warnings(&check, secure && tls.authorities == 0);
    let watched = check.watched();
    let number = || u32::from_le_bytes(random());
    let plan = Plan {
        idle_limit: watched,
        // A third, so that it is sent more than once.
        heartbeat: check.heartbeat.unwrap_or(match watched {
            Millis::ZERO => HEARTBEAT,
            watched => HEARTBEAT.min(watched.scale(1, 3)).max(Millis::seconds(1)),
        }),
        refine: check.refine,
        grow: check.grow,
        message: check.message,
        trace: (!check.no_trace).then(number),
        nonce: number(),
    };
    let mut endpoint = check.endpoint;
    endpoint.bypasses = check.bypass;
    endpoint
        .bypasses
        .iter_mut()
        .for_each(|(_, way)| way.subprotocols.clone_from(&check.subprotocol));
    endpoint.subprotocols = check.subprotocol;
    endpoint.control = check.control.map(Box::new);
    let settings = Settings {
        endpoint,
        plan,
        origin: check.origin,
        headers: check.header,
        tls,
        further: !check.no_further,
    };
    let progress = Progress::new(check.progress || std::io::stderr().is_terminal());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed::new(Code::Broken, format!("cannot start: {error}")))?;
    let ran = runtime.block_on(drive(settings, progress));
    // A resolver that hangs must not keep the report.
    runtime.shutdown_background();
    let told = Told {
        report: Report::new(ran.evidence),
        answers: ran.answers,
        warnings,
        read: Vec::new(),
        unread: Vec::new(),
        remarks: Vec::new(),
    };
    out::write(&told, &check.output)
}

fn warnings(check: &Check, trusts_nobody: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    if check.insecure {
        warnings.push(
            "--insecure: certificates were not verified, so nothing can be said of their names, dates and authorities".to_owned(),
        );
    } else if trusts_nobody {
        warnings.push(
            "this machine trusts no authority at all: every certificate seems untrusted; install its CA certificates, or give them with --ca FILE".to_owned(),
        );
    }
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if let Some(name) = PROXIES.iter().find(|name| set(name)) {
        warnings.push(format!(
            "{name} is set and not used: this check connects directly, where other programs of this machine may not",
        ));
    }
    warnings
}

/// The variables by which other programs find a proxy.
const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, Failed> {
    let text = std::fs::read(path).map_err(|error| Failed::file(path, &error))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    all.ok().filter(|all| !all.is_empty()).ok_or_else(|| {
        let path = path.display();
        Failed::new(Code::BadInput, format!("expected certificates in PEM in {path}, found none"))
    })
}
