//! How an outline opens, folds, narrows and is written out.

use super::*;

fn tree() -> Outline<u8> {
    let row = |depth, words: &str, n| Node::row(depth, vec![cell(words, Ink::Plain), cell("x", Ink::Plain)], n);
    let mut outline = Outline::default();
    outline.set(vec![
        Node::heading(0, "routing  2", true),
        row(1, "queue delete", 1),
        row(1, "queue view", 2).opening(false),
        row(2, "by Agent", 3),
        Node::heading(0, "directory  1", false),
        row(1, "user view", 4),
    ]);
    outline
}

fn seen(outline: &Outline<u8>) -> Vec<u8> {
    outline.rows.iter().map(|at| outline.nodes[*at].target).collect()
}

#[test]
fn it_opens_and_folds_and_climbs() {
    let mut tree = tree();
    assert_eq!(seen(&tree), [0, 1, 2, 0], "the second heading is closed");
    tree.cursor.at = 2;
    assert!(tree.unfold() && !tree.unfold());
    assert_eq!(seen(&tree), [0, 1, 2, 3, 0]);
    tree.cursor.at = 3;
    assert!(tree.fold(), "up to what it stands under");
    assert_eq!(tree.cursor.at, 2);
    assert!(tree.fold() && tree.fold(), "folded, then up to the heading");
    assert!(tree.fold() && !tree.fold(), "folded, and nothing above");
    assert_eq!(seen(&tree), [0, 0]);
}

#[test]
fn a_filter_shows_matches_under_their_headings_whatever_is_folded() {
    let mut tree = tree();
    tree.filter.set("view");
    tree.narrow();
    assert_eq!(seen(&tree), [0, 2, 0, 4], "a match opens its headings, not itself");
    assert_eq!(tree.counts(), (3, 4), "what stands under a match counts with it");
    tree.filter.set("agent");
    tree.narrow();
    assert_eq!(seen(&tree), [0, 2, 3]);
    tree.filter.set("nothing");
    tree.narrow();
    assert!(seen(&tree).is_empty() && tree.selected().is_none());
}

#[test]
fn the_selected_row_and_the_folds_outlive_other_rows() {
    let mut tree = tree();
    tree.cursor.at = 2;
    tree.unfold();
    let mut nodes = tree.nodes.clone();
    nodes.remove(1);
    nodes[0] = Node::heading(0, "routing  1", true);
    tree.set(nodes);
    assert_eq!((tree.cursor.at, seen(&tree)), (1, vec![0, 2, 3, 0]));
}

#[test]
fn what_is_written_out_is_what_the_filter_leaves_in_with_folded_rows() {
    let mut tree = tree();
    let table = tree.table("t", &["under", "what", "more"]);
    let under: Vec<_> = table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(under, ["routing", "routing", "routing > queue view", "directory"]);
    assert!(table.rows.iter().all(|row| row.len() == 3));
    tree.filter.set("delete");
    tree.narrow();
    assert_eq!(tree.table("t", &["what"]).rows, [[DisplayText::new("queue delete")]]);
}
