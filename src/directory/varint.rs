//! Whole numbers and texts in as few bytes as they need.

/// Appends the number, seven bits a byte, lowest first.
pub(super) fn put_number(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Appends a number that may be negative: small ones of either sign stay short.
pub(super) fn put_signed(into: &mut Vec<u8>, number: i64) {
    put_number(into, (number.wrapping_shl(1) ^ (number >> 63)) as u64);
}

/// Appends the length in bytes and the text.
pub(super) fn put_text(into: &mut Vec<u8>, text: &str) {
    put_number(into, text.len() as u64);
    into.extend_from_slice(text.as_bytes());
}

/// Reads what the functions above wrote; every read is none when the bytes do not hold it.
pub(super) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.left.is_empty()
    }

    /// How many bytes are left: nothing that takes a byte each can be more.
    pub(super) fn left(&self) -> usize {
        self.left.len()
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.left.split_first()?;
            self.left = rest;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return None;
            }
            number |= part << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.left.split_at_checked(count)?;
        self.left = rest;
        Some(bytes)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let count = self.size()?;
        std::str::from_utf8(self.bytes(count)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let mut bytes = Vec::new();
        let unsigned = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        unsigned.iter().for_each(|n| put_number(&mut bytes, *n));
        signed.iter().for_each(|n| put_signed(&mut bytes, *n));
        let mut reader = Reader::new(&bytes);
        unsigned.iter().for_each(|n| assert_eq!(reader.number(), Some(*n)));
        signed.iter().for_each(|n| assert_eq!(reader.signed(), Some(*n)));
        assert!(reader.is_at_end());
        assert_eq!(reader.number(), None);
        assert_eq!(Reader::new(&[0xff; 11]).number(), None);
    }
}
