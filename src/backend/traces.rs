//! Spans of runs and steps for a collector, by OTLP over HTTP: what was carried out when, under which run and step. Only
//! spans go out, no lines of the log, and their fields are ids and words of ours.

use crate::config::Environment;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::runtime::Handle;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{Layer, Registry};
use url::{Host, Url};

/// Where a collector takes everything; traces go to `/v1/traces` under it.
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Where it takes traces, as it is.
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

/// How long a collector may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// Why no spans are sent although somebody asked for it. The address is not repeated: it may hold a secret.
#[derive(thiserror::Error, Debug)]
pub enum Untraced {
    /// The address cannot be used.
    #[error("{0} is neither an https:// address nor one on this machine")]
    Address(&'static str),
    /// The way out cannot be set up.
    #[error("spans cannot be sent: {0}")]
    Way(String),
}

/// Sends spans as long as it lives; what is left is sent when it is dropped.
pub struct Traces(SdkTracerProvider);

impl Drop for Traces {
    fn drop(&mut self) {
        // A collector that does not answer has had its time, and what it lost stands in the journal.
        let _ = self.0.shutdown();
    }
}

/// What takes spans.
pub type Taking = Box<dyn Layer<Registry> + Send + Sync>;

/// The layer that takes spans, and what sends them; none where no collector is named. To be asked within the runtime.
///
/// # Errors
/// When the address of the collector cannot be used.
pub fn to_collector(environment: &Environment) -> Result<Option<(Taking, Traces)>, Untraced> {
    let Some(endpoint) = endpoint(environment)? else { return Ok(None) };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Way::new(&endpoint)?)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .with_timeout(ANSWER)
        .build()
        .map_err(|e| Untraced::Way(e.to_string()))?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name("lanyard").build())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("lanyard"))
        .with_location(false)
        .with_threads(false)
        .with_filter(filter_fn(|meta| meta.is_span() && meta.target().starts_with("lanyard")));
    Ok(Some((Box::new(layer), Traces(provider))))
}

fn endpoint(environment: &Environment) -> Result<Option<Url>, Untraced> {
    let (name, text) = match (environment.get(TRACES_ENDPOINT), environment.get(ENDPOINT)) {
        (Some(text), _) => (TRACES_ENDPOINT, text),
        (None, Some(text)) => (ENDPOINT, format!("{}/v1/traces", text.trim_end_matches('/'))),
        (None, None) => return Ok(None),
    };
    let safe = |url: &Url| match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(at))) => at.is_loopback(),
        ("http", Some(Host::Ipv6(at))) => at.is_loopback(),
        _ => false,
    };
    Url::parse(&text).ok().filter(safe).map(Some).ok_or(Untraced::Address(name))
}

/// Requests of the exporter's own thread, sent by the runtime.
#[derive(Debug)]
struct Way {
    client: reqwest::Client,
    runtime: Handle,
}

impl Way {
    fn new(endpoint: &Url) -> Result<Self, Untraced> {
        // Another room may have installed it already; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder().timeout(ANSWER).redirect(reqwest::redirect::Policy::none());
        if endpoint.scheme() == "http" {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|e| Untraced::Way(e.to_string()))?;
        let runtime = Handle::try_current().map_err(|e| Untraced::Way(e.to_string()))?;
        Ok(Self { client, runtime })
    }
}

impl HttpClient for Way {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move {
            let answer = client.execute(request.try_into()?).await?;
            let mut response = http::Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                headers.clone_from(answer.headers());
            }
            Ok::<_, HttpError>(response.body(answer.bytes().await?)?)
        });
        Box::pin(async move { sent.await? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_go_over_tls_or_stay_on_this_machine() {
        let of = |name: &'static str, text: &'static str| {
            endpoint(&Environment::of([(name, text)])).map(|url| url.map(|url| url.to_string()))
        };
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(of(ENDPOINT, "http://localhost:4318/").unwrap(), at("http://localhost:4318/v1/traces"));
        assert_eq!(of(ENDPOINT, "https://otel.example/in").unwrap(), at("https://otel.example/in/v1/traces"));
        assert_eq!(of(TRACES_ENDPOINT, "http://[::1]:1/x").unwrap(), at("http://[::1]:1/x"));
        assert_eq!(of("OTHER", "http://[::1]:1/x").unwrap(), None);
        for unsafe_one in ["http://otel.example", "http://10.0.0.1:4318", "otel.example:4318", "ftp://localhost"] {
            let said = of(ENDPOINT, unsafe_one).unwrap_err().to_string();
            assert!(said.starts_with(ENDPOINT) && !said.contains("otel.example"), "{said}");
        }
    }
}
