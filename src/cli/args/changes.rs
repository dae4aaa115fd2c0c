//! The flags of `lanyard changes`.

use clap::Args;
use jiff::SignedDuration;

/// `lanyard changes`.
#[derive(Args, Clone, Debug)]
pub struct Changes {
    /// How far back, such as 90m, 24h or 3d; at most 14 days.
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = ago)]
    pub since: SignedDuration,
    /// Leave out what was done by the OAuth client that is used here.
    #[arg(long)]
    pub others: bool,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    pub limit: usize,
    /// Stay, and tell what comes, oldest first, until a signal comes.
    #[arg(long)]
    pub watch: bool,
}

fn ago(text: &str) -> Result<SignedDuration, String> {
    let span: jiff::Span = text.parse().map_err(|_| "write it as 90m, 24h or 3d".to_owned())?;
    let ago = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|e| e.to_string())?;
    if ago.is_positive() { Ok(ago) } else { Err("it must lie in the past: write it as 90m, 24h or 3d".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, seconds) in [("90m", 5_400), ("24h", 86_400), ("3d", 259_200), ("1d 12h", 129_600)] {
            assert_eq!(ago(text).map(|ago| ago.as_secs()), Ok(seconds), "{text}");
        }
        for bad in ["", "0h", "-3h", "soon", "12"] {
            assert!(ago(bad).is_err(), "{bad}");
        }
    }
}
