//! Signatures of Standard Webhooks, made and verified: HMAC-SHA256 over `id.timestamp.body`.
//!
//! Senders that can do no better sign the body alone and put hex digits into a header; that is verified, too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// What a symmetric secret begins with: <https://github.com/standard-webhooks/standard-webhooks>.
const PREFIX: &str = "whsec_";

/// What a signature of the only version that is known begins with.
const VERSION: &str = "v1,";

/// As many signatures of one delivery are looked at; a sender that changes its key sends two.
const MOST: usize = 16;

/// A key that signs, ours or a sender's.
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

    /// Reads a key for [`SigningKey::verifies_body`]: plain text, or base64 after `base64:` (`whsec_` too); none when it
    /// is not that, or has less than 16 bytes.
    pub fn read_any(secret: &SecretString) -> Option<Self> {
        let text = secret.expose_secret().trim();
        let key = match text.strip_prefix("base64:").or_else(|| text.strip_prefix(PREFIX)) {
            Some(encoded) => STANDARD.decode(encoded).ok()?,
            None => text.as_bytes().to_vec(),
        };
        (key.len() >= 16).then(|| Self(key.into()))
    }

    /// Whether one of these is the signature of this delivery. All are looked at, each in constant time.
    pub fn verifies(&self, id: &str, timestamp: &str, body: &[u8], given: &[Seal]) -> bool {
        self.is_among(&[id.as_bytes(), b".", timestamp.as_bytes(), b".", body], given)
    }

    /// Whether one of these is the signature of this body alone.
    pub fn verifies_body(&self, body: &[u8], given: &[Seal]) -> bool {
        self.is_among(&[body], given)
    }

    /// The signature of this body alone, in hex digits.
    pub fn hex_of_body(&self, body: &[u8]) -> String {
        self.mac(&[body]).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the two are the same key.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.expose_secret().ct_eq(other.0.expose_secret()).into()
    }

    fn is_among(&self, parts: &[&[u8]], given: &[Seal]) -> bool {
        let right: Seal = self.mac(parts).finalize().into_bytes().into();
        given.iter().fold(Choice::from(0), |found, seal| found | right.ct_eq(seal)).into()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

/// A signature, decoded.
pub type Seal = [u8; 32];

/// The value of the header `webhook-signature` with a signature by each key: a receiver takes the one whose key it knows.
pub fn signatures(keys: &[SigningKey], id: &str, timestamp: i64, body: &str) -> String {
    let signed: Vec<_> = keys.iter().map(|key| signature(key, id, timestamp, body)).collect();
    signed.join(" ")
}

/// The signature of a body sent at this time, in seconds since 1970.
pub fn signature(key: &SigningKey, id: &str, timestamp: i64, body: &str) -> String {
    let mac = key.mac(&[id.as_bytes(), b".", timestamp.to_string().as_bytes(), b".", body.as_bytes()]);
    format!("{VERSION}{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// The signatures of version 1 in the value of the header `webhook-signature`; those of other versions are passed over.
pub fn seals(header: &str) -> Vec<Seal> {
    let one = |word: &str| STANDARD.decode(word.strip_prefix(VERSION)?).ok()?.try_into().ok();
    header.split(' ').filter_map(one).take(MOST).collect()
}

/// A signature in hex digits after this prefix; none when it is not that.
pub fn hex_seal(header: &str, prefix: &str) -> Option<Seal> {
    let digits = header.strip_prefix(prefix)?.as_bytes();
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut seal = [0; 32];
    for (byte, pair) in seal.iter_mut().zip(pairs) {
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|value| u8::try_from(value).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(seal)
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

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let key = SigningKey::read(&"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned().into()).unwrap();
        let other = SigningKey::read(&"whsec_c29tZSBvdGhlciBrZXkgb2YgMzIgYnl0ZXMhISEhISE=".to_owned().into()).unwrap();
        let signed = signature(&key, "m", 1_614_265_330, "{}");
        let given = seals(&format!("v1,AAAA v2,x v1a,x {} {signed}", signature(&other, "m", 1, "{}")));
        assert_eq!(given.len(), 2);
        assert!(key.verifies("m", "1614265330", b"{}", &given));
        assert!(!other.verifies("m", "1614265330", b"{}", &given));
        assert!(!key.verifies("n", "1614265330", b"{}", &given));
        assert!(!key.verifies("m", "1614265331", b"{}", &given));
        assert!(!key.verifies("m", "1614265330", b"{} ", &given));
        assert!(!key.verifies("m", "1614265330", b"{}", &[]));
        assert!(key.is_same(&key.clone()) && !key.is_same(&other));
    }

    #[test]
    fn a_body_alone_is_signed_in_hex_digits() {
        let key = SigningKey::read_any(&"a key of 16 bytes and more".to_owned().into()).unwrap();
        let signed = key.hex_of_body(b"what do ya want for nothing?");
        // By another implementation (Python's `hmac`).
        assert_eq!(signed, "a5b64248443f007f4b5d55fd7031ea161d4ebb2843ca706c2d7d1a0d02d6c7d9");
        for header in [format!("sha256={signed}"), format!("sha256={}", signed.to_uppercase())] {
            assert!(key.verifies_body(b"what do ya want for nothing?", &[hex_seal(&header, "sha256=").unwrap()]));
        }
        for bad in
            [&signed[..], "sha256=", "sha256=zz", &format!("sha256={signed}0"), &format!("sha256={}é", &signed[2..])]
        {
            assert_eq!(hex_seal(bad, "sha256="), None, "{bad}");
        }
        let encoded = SigningKey::read_any(&"base64:YSBrZXkgb2YgMTYgYnl0ZXMgYW5kIG1vcmU=".to_owned().into()).unwrap();
        assert!(encoded.is_same(&key));
        for bad in ["short", "base64:c2hvcnQ=", "base64:!!", ""] {
            assert!(SigningKey::read_any(&bad.to_owned().into()).is_none(), "{bad}");
        }
    }
}
