//! Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::Sha256;

/// What a symmetric secret begins with: <https://github.com/standard-webhooks/standard-webhooks>.
const PREFIX: &str = "whsec_";

/// The key that a target's secret holds.
#[derive(Clone, Debug)]
pub struct SigningKey(SecretSlice<u8>);

impl SigningKey {
    /// Reads `whsec_` followed by base64 (the prefix may be missing); none when it is not that, or when the key has
    /// not 24 to 64 bytes as the specification asks.
    pub fn read(secret: &SecretString) -> Option<Self> {
        let text = secret.expose_secret().trim();
        let key = STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).ok()?;
        (24..=64).contains(&key.len()).then(|| Self(key.into()))
    }

    /// Reads one key or several with blanks between them, as they stand in a secret while keys are exchanged; none when one
    /// of them is not a key.
    pub fn read_all(secret: &SecretString) -> Option<Vec<Self>> {
        let keys = secret.expose_secret().split_whitespace().map(|key| Self::read(&key.to_owned().into()));
        keys.collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty())
    }
}

/// The value of the header `webhook-signature` with a signature by each key: a receiver takes the one whose key it knows.
pub fn signatures(keys: &[SigningKey], id: &str, timestamp: i64, body: &str) -> String {
    let signed: Vec<_> = keys.iter().map(|key| signature(key, id, timestamp, body)).collect();
    signed.join(" ")
}

/// The signature of a body sent at this time, in seconds since 1970.
pub fn signature(key: &SigningKey, id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.0.expose_secret()).expect("HMAC takes keys of any length");
    for part in [id, ".", &timestamp.to_string(), ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the reference implementation's own tests.
    #[test]
    fn the_known_answer() {
        let key = SigningKey::read(&"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned().into()).unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn several_keys_sign_each_for_itself() {
        let (old, new) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        let keys = SigningKey::read_all(&format!("{new}\n  {old}\n").into()).unwrap();
        let both = signatures(&keys, "msg_1", 1_614_265_330, "{}");
        let alone =
            |text: &str| signature(&SigningKey::read(&text.to_owned().into()).unwrap(), "msg_1", 1_614_265_330, "{}");
        assert_eq!(both, format!("{} {}", alone(new), alone(old)));
        for bad in ["", "  ", &format!("{old} oops")] {
            assert!(SigningKey::read_all(&bad.to_owned().into()).is_none(), "{bad}");
        }
    }

    #[test]
    fn bad_secrets_are_no_keys_and_good_ones_are_not_shown() {
        for bad in ["", "whsec_", "whsec_!!!", "whsec_c2hvcnQ="] {
            assert!(SigningKey::read(&bad.to_owned().into()).is_none(), "{bad}");
        }
        let key = SigningKey::read(&"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned().into()).unwrap();
        assert!(!format!("{key:?}").contains("49"), "{key:?}");
    }
}
