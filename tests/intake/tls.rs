//! TLS by certificate and key, and the errors at the start.

use crate::double::{Double, NEW, Running, setup};
use crate::talk::{Wish, connect, hear, say_on};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::intake::{House, IntakeError, Receiver, Setup};
use lanyard::model::{Clock, SetClock, Timestamp};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// Makes a certificate for `localhost` and its key; false where there is no `openssl` to make them.
fn make(folder: &Path, name: &str) -> bool {
    let (certificate, key) = (folder.join(format!("{name}.crt")), folder.join(format!("{name}.key")));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "36500"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(certificate)
        .arg("-keyout")
        .arg(key)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status();
    made.is_ok_and(|status| status.success())
}

fn settings(folder: &Path) -> String {
    format!(
        "intake_certificate_file = \"{0}/a.crt\"\nintake_key_file = \"{0}/a.key\"\n[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\n",
        folder.display()
    )
}

fn connector(certificate: &Path) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn host() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}

#[tokio::test]
async fn deliveries_come_over_tls_and_a_new_certificate_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    if !make(folder.path(), "a") || !make(folder.path(), "b") {
        println!("left out: there is no openssl to make a certificate with");
        return;
    }
    let house = Double::new(None);
    let time = SetClock::at(Timestamp::from_second(crate::double::NOW).unwrap());
    let setup = setup(&settings(folder.path()), |limits| {
        limits.certificate = Duration::from_millis(20);
        limits.handshake = Duration::from_millis(300);
    });
    let running = Running::of(setup, house, time.clock(), time).await;
    // Those who do not finish their handshake hold nobody up, and are not waited for.
    let mut stuck = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(running.address).await;
        stream.write_all(b"\x16\x03\x01").await.unwrap();
        stuck.push(stream);
    }
    let old = connector(&folder.path().join("a.crt"));
    let mut stream = old.connect(host(), connect(running.address).await).await.unwrap();
    stream.write_all(&Wish::usual("m").bytes()).await.unwrap();
    assert_eq!(hear(&mut stream).await.unwrap().status, 202);
    for mut stream in stuck {
        assert!(hear(&mut stream).await.is_none());
    }
    // Plain HTTP finds nobody who understands it.
    let told = say_on(&mut connect(running.address).await, &Wish::usual("n").bytes()).await;
    assert!(told.is_none(), "{told:?}");

    // A file that cannot be used changes nothing; one that can is taken up.
    std::fs::write(folder.path().join("a.crt.new"), "rubbish").unwrap();
    std::fs::rename(folder.path().join("b.key"), folder.path().join("a.key")).unwrap();
    let new = connector(&folder.path().join("b.crt"));
    std::fs::rename(folder.path().join("b.crt"), folder.path().join("a.crt")).unwrap();
    loop {
        if let Ok(mut stream) = new.connect(host(), connect(running.address).await).await {
            stream.write_all(&Wish::usual("o").bytes()).await.unwrap();
            assert_eq!(hear(&mut stream).await.unwrap().status, 202);
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(running.end().await.deliveries().len(), 2);
}

fn read(text: &str) -> Result<Setup, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), text).unwrap();
    let environment =
        Environment::of([("NEW", NEW), ("WEAK", "hush"), ("SHORT", "hush-token"), ("ODD", "whsec_aHVzaC1odXNo")]);
    let flags = Flags {
        config_dir: Some(folder.path().to_owned()),
        data_dir: Some(folder.path().join("data")),
        ..Flags::default()
    };
    let account = Account { user: "test".to_owned(), host: "test".to_owned() };
    Setup::read(&config::load(&flags, &environment, &account, None).unwrap())
}

#[tokio::test]
async fn what_keeps_it_from_starting_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.crt"), "rubbish").unwrap();
    let sender = |name: &str, more: &str| format!("[[senders]]\nname = \"{name}\"\nsecret_env = {more}\n");
    let good = sender("hr", "\"NEW\"");
    for (text, said, remedy) in [
        (String::new(), "no sender is configured", "WEBHOOK_SECRET"),
        (sender("hr", "\"WEAK\""), "a secret of the sender hr cannot be used", "openssl rand -base64 32"),
        (sender("hr", "[\"NEW\", \"ODD\"]"), "a secret of the sender hr", "24 to 64 bytes"),
        (
            sender("hr", "\"WEAK\"\nsignature = \"hex\"\nheader = \"x\""),
            "a secret of the sender hr",
            "16 bytes and more",
        ),
        (sender("hr", "\"GONE\""), "env GONE", "set GONE"),
        (format!("{good}{}", sender("b", "\"NEW\"")), "the senders hr and b have the same secret", "its own"),
        (format!("intake_token_env = \"SHORT\"\n{good}"), "less than 16 characters", "LANYARD_INTAKE_TOKEN"),
        (format!("intake_key_file = \"k\"\n{good}"), "only one of them is set", "both"),
        (settings(folder.path()), "cannot be used for TLS: there is no certificate in it", "intake_certificate_file"),
        (settings(Path::new("/nowhere")), "/nowhere/a.crt cannot be used for TLS", "intake_key_file"),
    ] {
        let error = read(&text).unwrap_err();
        assert!(error.to_string().contains(said), "{text}: {error}");
        assert!(error.remedy().contains(remedy), "{text}: {}", error.remedy());
        assert!(!format!("{error} {error:?} {}", error.remedy()).contains("hush"), "{error:?}");
    }
}

#[tokio::test]
async fn a_port_that_is_taken_and_an_address_that_others_reach_are_told() {
    let house = || Double::new(None) as Arc<dyn House>;
    let good = "[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\n";
    let first = Receiver::bind_to(setup(good, |_| ()), house(), Clock::system()).await.unwrap();
    assert_eq!((first.senders(), first.is_secure()), (vec!["hr"], false));
    let mut taken = setup(good, |_| ());
    taken.address = first.local_addr();
    let error = Receiver::bind_to(taken, house(), Clock::system()).await.err().unwrap();
    assert!(matches!(error, IntakeError::Bind { taken: true, .. }), "{error:?}");
    assert!(error.remedy().contains("PORT"));

    for open in ["0.0.0.0", "::", "192.0.2.1"] {
        let text = format!("intake_address = \"{open}\"\n{good}");
        let error = Receiver::bind_to(setup(&text, |_| ()), house(), Clock::system()).await.err().unwrap();
        assert!(matches!(error, IntakeError::NotSafe(_)), "{open}: {error:?}");
        assert!(error.remedy().contains("intake_plain_http"));
    }
    // With a proxy before it, that is a wish; whether the address is there is another matter.
    let text = format!("intake_address = \"192.0.2.1\"\nintake_plain_http = true\n{good}");
    let error = Receiver::bind_to(setup(&text, |_| ()), house(), Clock::system()).await.err().unwrap();
    assert!(matches!(error, IntakeError::Bind { taken: false, .. }), "{error:?}");
}
