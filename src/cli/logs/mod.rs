//! Logs: what is logged, as text or as JSON, and where it goes. Every line about a run carries its id, by the spans `run`
//! and `step` around it or by a field of its own.
//!
//! Ids are logged; names, addresses and numbers of people are not. Whoever writes a line leaves them out, and what others
//! may have put into an error's words is masked on the way out.

mod mask;

#[cfg(feature = "otel")]
use crate::backend::traces;
use crate::config::Environment;
use mask::Masked;
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// Says what is logged.
const LOG: &str = "LANYARD_LOG";

/// Says how: `text` or `json`.
const FORMAT: &str = "LANYARD_LOG_FORMAT";

/// What is logged unless `LANYARD_LOG` says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Usual {
    /// Warnings: somebody reads the answer, and a log would be in the way.
    Command,
    /// What happens in runs as well: nobody looks on.
    Service,
}

impl Usual {
    fn filter(self) -> &'static str {
        match self {
            Self::Command => "lanyard=warn",
            Self::Service => "lanyard=info",
        }
    }
}

/// Keeps what is sent elsewhere going: to be held until the process ends, which waits for the rest of it.
#[must_use = "what is left is sent when it is dropped"]
#[derive(Default)]
pub struct Logging {
    #[cfg(feature = "otel")]
    _traces: Option<traces::Traces>,
}

/// Logs to standard error; with colours where `colour` says that somebody sees them.
pub fn to_stderr(environment: &Environment, usual: Usual, colour: bool) -> Logging {
    start(environment, usual, colour, std::io::stderr)
}

/// Logs to a file in this folder that only its owner can read: the console must not write over its own screen.
///
/// # Errors
/// When the file cannot be opened.
pub fn to_file(environment: &Environment, folder: &Path) -> std::io::Result<Logging> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(folder.join("lanyard.log"))?;
    Ok(start(environment, Usual::Service, false, Mutex::new(file)))
}

fn start<W>(environment: &Environment, usual: Usual, colour: bool, to: W) -> Logging
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let (wish, format) = (environment.get(LOG), environment.get(FORMAT));
    let asked = wish.as_deref().map(EnvFilter::try_new);
    let wrong = matches!(asked, Some(Err(_)));
    let filter = asked.and_then(Result::ok).unwrap_or_else(|| EnvFilter::new(usual.filter()));
    let json = format.as_deref() == Some("json");
    let (logging, traces) = traced(environment);
    let mut layers = vec![lines(json, colour, to).with_filter(filter).boxed()];
    layers.extend(traces.layer);
    // A second start in one process would be a mistake of ours; the first one goes on logging.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    if wrong {
        tracing::warn!("{LOG} cannot be understood; {} is logged", usual.filter());
    }
    if !json && format.is_some_and(|format| format != "text") {
        tracing::warn!("{FORMAT} is neither text nor json; text is written");
    }
    if let Some(why) = traces.trouble {
        tracing::warn!("{why}");
    }
    logging
}

/// What becomes of spans besides the log.
#[derive(Default)]
struct Traced {
    layer: Option<Box<dyn Layer<Registry> + Send + Sync>>,
    trouble: Option<String>,
}

#[cfg(feature = "otel")]
fn traced(environment: &Environment) -> (Logging, Traced) {
    match traces::to_collector(environment) {
        Ok(None) => Default::default(),
        Ok(Some((layer, sending))) => {
            (Logging { _traces: Some(sending) }, Traced { layer: Some(layer), trouble: None })
        }
        Err(why) => (Logging::default(), Traced { layer: None, trouble: Some(why.to_string()) }),
    }
}

/// This build sends no spans; who asks for it is told so.
#[cfg(not(feature = "otel"))]
fn traced(environment: &Environment) -> (Logging, Traced) {
    let asked = environment.get("OTEL_EXPORTER_OTLP_ENDPOINT").is_some();
    let trouble = asked.then(|| "spans are not sent: this build is without the feature otel".to_owned());
    (Logging::default(), Traced { layer: None, trouble })
}

fn lines<W>(json: bool, colour: bool, to: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(Masked(to));
    match json {
        true => lines.json().flatten_event(true).with_current_span(false).boxed(),
        false => lines.with_ansi(colour).boxed(),
    }
}
