//! Several moments as one picture that moves by itself: a row is drawn once for as long as it stays the same.

use super::{CELL, Frame, MARGIN, escaped, head, top};
use std::collections::{BTreeMap, BTreeSet};

/// A moment, how many hundredths of a second it stays, and what is said under it.
pub struct Moment {
    pub frame: Frame,
    pub stays: u32,
    pub said: String,
}

/// From which moment to which, the last one not included.
type Span = (usize, usize);

/// The moving picture. Where people have asked for less motion, the last moment stands still.
pub fn svg(moments: &[Moment], title: &str) -> String {
    let first = &moments[0].frame;
    assert!(moments.iter().all(|moment| moment.frame.rows.len() == first.rows.len()), "the screen keeps its size");
    let (width, height) = first.size();
    let below = height + CELL.1;
    let mut parts: Vec<(Span, String)> = Vec::new();
    for n in 0..first.rows.len() {
        for (span, row) in spans(moments, |moment| moment.frame.rows[n].as_str()) {
            parts.push((span, format!("transform=\"translate({MARGIN},{})\">{row}", top(n))));
        }
    }
    for (span, said) in spans(moments, |moment| &moment.said) {
        let said = format!("<text x=\"{MARGIN}\" y=\"15\" class=\"b\">{}</text>", escaped(said));
        parts.push((span, format!("transform=\"translate(0,{})\">{said}", height - MARGIN / 2)));
    }
    let used: BTreeSet<Span> = parts.iter().map(|(span, _)| *span).collect();
    let names: BTreeMap<Span, String> = used.iter().enumerate().map(|(n, span)| (*span, format!("s{n}"))).collect();
    let mut svg = head(width, below + MARGIN / 2, title, &styles(moments, &names));
    for (span, part) in &parts {
        svg.push_str(&format!("<g class=\"{}\" {part}</g>\n", names[span]));
    }
    svg.push_str("</svg>\n");
    svg
}

/// What each moment has here, with how long it stays; what is empty is left out.
fn spans<'m>(moments: &'m [Moment], of: impl Fn(&'m Moment) -> &'m str) -> Vec<(Span, &'m str)> {
    let mut spans: Vec<(Span, &str)> = Vec::new();
    for (n, moment) in moments.iter().enumerate() {
        match spans.last_mut() {
            Some(((_, end), text)) if *text == of(moment) => *end = n + 1,
            _ => spans.push(((n, n + 1), of(moment))),
        }
    }
    spans.retain(|(_, text)| !text.is_empty());
    spans
}

/// When each span is seen, in hundredths of the whole.
fn styles(moments: &[Moment], names: &BTreeMap<Span, String>) -> String {
    let whole: u32 = moments.iter().map(|moment| moment.stays).sum();
    let until = |moment: usize| {
        let before: u32 = moments[..moment].iter().map(|moment| moment.stays).sum();
        f64::from(before) * 100.0 / f64::from(whole)
    };
    let mut styles = String::new();
    let mut moving = String::new();
    for ((from, to), name) in names {
        let still = if *to == moments.len() { "visible" } else { "hidden" };
        styles.push_str(&format!(".{name}{{visibility:{still}}}\n"));
        if *from == 0 && *to == moments.len() {
            continue;
        }
        let begin = if *from == 0 { "visible" } else { "hidden" };
        let seen = if *from == 0 { String::new() } else { format!("{:.2}%{{visibility:visible}}", until(*from)) };
        let gone = match *to == moments.len() {
            true => "100%{visibility:visible}".to_owned(),
            false => format!("{:.2}%,100%{{visibility:hidden}}", until(*to)),
        };
        styles.push_str(&format!("@keyframes {name}{{0%{{visibility:{begin}}}{seen}{gone}}}\n"));
        moving.push_str(&format!(".{name}{{animation:{name} {:.2}s step-end infinite}}\n", f64::from(whole) / 100.0));
    }
    format!("{styles}@media (prefers-reduced-motion:no-preference){{\n{moving}}}\n")
}
