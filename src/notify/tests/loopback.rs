//! Deliveries over a real connection to a server of the test's own.

use super::*;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Reads one request with its body; none when the other side has gone.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 1024];
        match stream.read(&mut part).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&part[..n]),
            _ => return None,
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase().lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text);
        }
    }
}

/// A server that answers each path in its own way; tells which paths were asked for.
async fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                while let Some(text) = request(&mut stream).await {
                    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
                    kept.lock().unwrap().push(path.clone());
                    let answer = match path.as_str() {
                        "/hangs" => std::future::pending().await,
                        "/gone" => "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n".to_owned(),
                        "/busy" => "HTTP/1.1 429 Busy\r\nretry-after: 600\r\ncontent-length: 0\r\n\r\n".to_owned(),
                        "/moved" => format!(
                            "HTTP/1.1 307 Moved\r\nlocation: http://{address}/good\r\ncontent-length: 0\r\n\r\n"
                        ),
                        _ => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(),
                    };
                    // Slow: a few bytes at a time, each after everybody else had a turn.
                    for part in answer.as_bytes().chunks(if path == "/slow" { 3 } else { 4096 }) {
                        tokio::task::yield_now().await;
                        if stream.write_all(part).await.is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    (format!("http://{address}"), asked)
}

fn at(base: &str, name: &str) -> Target {
    Target::new(name, &format!("{base}/{name}"), &SECRET.to_owned().into(), Events::All).unwrap()
}

async fn words(s: &Scene, target: &str) -> Vec<String> {
    let filter = ParcelFilter { target: Some(target.to_owned()), ..ParcelFilter::default() };
    let parcels = s.courier.store.reading().await.unwrap().parcels(&filter, 100).await.unwrap();
    parcels.iter().map(|p| format!("{} {} {}", p.state, p.attempts, p.error.as_deref().unwrap_or("-"))).collect()
}

#[tokio::test]
async fn each_manner_of_a_target_comes_to_what_it_should() {
    let (base, asked) = server().await;
    let names = ["hangs", "gone", "busy", "moved", "slow", "good"];
    let ground = Ground::sqlite();
    let mut s = scene(&ground, names.iter().map(|name| at(&base, name)).collect()).await;
    // The request that hangs is given up by this, whatever the machine is busy with.
    s.courier.post = Arc::new(HttpPost::waiting(Duration::from_millis(300)).unwrap());
    let notices = [notice("ann", NoticeKind::UserAccessCut), notice("bob", NoticeKind::UserAccessCut)];
    put(&s.courier.store, &s.courier.targets, &notices).await;
    assert_eq!(s.courier.deliver_due().await.unwrap().sent, 4);
    for name in ["slow", "good"] {
        assert_eq!(words(&s, name).await, ["sent 1 -", "sent 1 -"], "{name}");
    }
    assert_eq!(words(&s, "hangs").await, ["waiting 1 no answer in time"; 2]);
    assert_eq!(words(&s, "moved").await, ["waiting 1 the target answered 307, which is not followed"; 2]);
    let gone = words(&s, "gone").await;
    assert!(gone.iter().all(|words| words.starts_with("dead ") && words.ends_with("it is gone (410)")), "{gone:?}");
    let busy = words(&s, "busy").await;
    assert!(busy.iter().all(|words| words.starts_with("waiting ")), "{busy:?}");
    assert!(busy.contains(&"waiting 1 the target answered 429".to_owned()), "{busy:?}");
    let count = |path: &str| asked.lock().unwrap().iter().filter(|p| *p == path).count();
    assert_eq!(count("/good"), 2, "where an answer points is not asked");

    // What it asks for is a floor: nothing before ten minutes are over, though five seconds are the plan.
    let before = count("/busy");
    s.clock.advance(599_000);
    s.courier.deliver_due().await.unwrap();
    assert!(count("/moved") > 2 && count("/busy") == before, "{:?}", asked.lock().unwrap());
    s.clock.advance(2_000);
    s.courier.deliver_due().await.unwrap();
    assert!(count("/busy") > before);
}

#[tokio::test]
async fn a_target_that_asks_for_a_pause_is_asked_about_nobody_else_meanwhile() {
    let ground = Ground::sqlite();
    let s = scene(&ground, vec![target("hr", Events::All)]).await;
    put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
    s.receiver.answer(429, Some("60"));
    let mut delivery = crate::notify::delivery::Delivery::new(&s.courier, &s.courier.targets[0]);
    delivery.send_due().await.unwrap();
    let back = delivery.next_answer().await.unwrap();
    delivery.write_down(back).await.unwrap();
    put(&s.courier.store, &s.courier.targets, &[notice("bob", NoticeKind::UserAccessCut)]).await;
    s.clock.advance(59_000);
    let due = delivery.send_due().await.unwrap();
    assert!(delivery.is_idle() && due == Some("2026-11-20T10:01:00Z".parse().unwrap()), "{due:?}");
    s.clock.advance(1_000);
    delivery.send_due().await.unwrap();
    assert!(!delivery.is_idle());
}

#[tokio::test]
async fn the_real_way_out_speaks_http_and_reads_the_answer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/in", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"{}") {
            let mut part = [0; 1024];
            let n = stream.read(&mut part).await.unwrap();
            request.extend_from_slice(&part[..n]);
        }
        let answer = b"HTTP/1.1 307 T\r\nlocation: http://127.0.0.1:1/\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    let post = HttpPost::new().unwrap();
    let answer = post.post(&url, &[("webhook-id", "m-1".to_owned())], "{}").await.unwrap();
    assert_eq!(answer, Answer { status: 307, retry_after: Some("7".to_owned()) });
    let request = server.await.unwrap();
    assert!(request.starts_with("POST /in HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("webhook-id: m-1\r\n"), "{request}");
    let nobody = Url::parse("http://127.0.0.1:1/in?token=hush").unwrap();
    let error = post.post(&nobody, &[], "{}").await.unwrap_err();
    assert!(!error.to_string().contains("hush"), "{error}");
}
