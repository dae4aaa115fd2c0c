//! HTTP over the network: rustls with TLS 1.2 or newer, the machine's own certificate store and proxy settings.

use super::http::{Http, Promise, Request, Response, SendError};
use crate::genesys::{Hosts, SettingsError};
use std::error::Error as _;
use std::time::Duration;

/// The real network.
#[derive(Clone, Debug)]
pub struct ReqwestHttp {
    client: reqwest::Client,
}

impl ReqwestHttp {
    /// Sets up the connections for these hosts. A tenant on this machine is reached past any proxy.
    ///
    /// # Errors
    /// When TLS cannot be set up, for instance because no certificate store can be read.
    pub fn new(hosts: &Hosts) -> Result<Self, SettingsError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails only when somebody else was faster, and then there is a provider.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let mut builder = reqwest::Client::builder()
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(45))
            // A redirect would carry the token to an address that nobody chose.
            .redirect(reqwest::redirect::Policy::none())
            // Repeating is the transport's business: it counts every exchange.
            .retry(reqwest::retry::never());
        if hosts.is_local() {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|why| SettingsError::Tls(words(&why)))?;
        Ok(Self { client })
    }
}

impl Http for ReqwestHttp {
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let mut sent = self.client.request(request.method, request.url).headers(request.headers);
            if !request.body.is_empty() {
                sent = sent.body(request.body);
            }
            let answer = sent.send().await.map_err(sort)?;
            let status = answer.status().as_u16();
            let headers = answer.headers().clone();
            let body = answer.bytes().await.map_err(sort)?.to_vec();
            Ok(Response { status, headers, body })
        })
    }
}

fn sort(why: reqwest::Error) -> SendError {
    let words = words(&why);
    if why.is_connect() || why.is_builder() { SendError::NotSent(words) } else { SendError::NoAnswer(words) }
}

/// The whole chain of causes in one line, without the address, whose query may name people.
fn words(why: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut cause = why.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if words.last() != Some(&text) {
            words.push(text);
        }
        cause = inner.source();
    }
    if words.is_empty() { "the exchange failed".to_owned() } else { words.join(": ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, Method};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    fn request(url: &str) -> Request {
        Request { method: Method::GET, url: url.parse().unwrap(), headers: HeaderMap::new(), body: Vec::new() }
    }

    /// Takes one connection, reads what comes, writes `answer` and closes.
    async fn server(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 2048];
            let _ = socket.read(&mut buffer).await;
            let _ = socket.write_all(answer).await;
        });
        address
    }

    fn http(address: &str) -> ReqwestHttp {
        ReqwestHttp::new(&Hosts::parse(address).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_comes_whole_and_redirects_are_not_followed() {
        let address = server(
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi",
        )
        .await;
        let answer = http(&address).send(request(&address)).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (302, b"hi".as_slice()));
        assert_eq!(answer.header("Location"), Some("http://127.0.0.1:1/"));
    }

    #[tokio::test]
    async fn not_sent_is_told_from_no_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let nobody = http(&closed).send(request(&closed)).await;
        assert!(matches!(nobody, Err(SendError::NotSent(_))), "{nobody:?}");

        let silent = server(b"").await;
        let lost = http(&silent).send(request(&silent)).await;
        assert!(matches!(lost, Err(SendError::NoAnswer(_))), "{lost:?}");

        let torn = server(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await;
        let half = http(&torn).send(request(&torn)).await;
        assert!(matches!(half, Err(SendError::NoAnswer(_))), "{half:?}");
    }

    #[test]
    fn the_tls_client_for_a_real_region_can_be_made() {
        ReqwestHttp::new(&Hosts::parse("eu_central_1").unwrap()).unwrap();
    }
}
