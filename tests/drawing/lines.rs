//! Lines and blocks as shapes.

use super::CELL;

/// How thick the arms of a line are to the left, to the right, up and down: nothing, light or heavy.
fn arms(c: char) -> Option<[u32; 4]> {
    Some(match c {
        '─' => [1, 1, 0, 0],
        '━' => [2, 2, 0, 0],
        '│' => [0, 0, 1, 1],
        '┃' => [0, 0, 2, 2],
        '┌' => [0, 1, 0, 1],
        '┐' => [1, 0, 0, 1],
        '└' => [0, 1, 1, 0],
        '┘' => [1, 0, 1, 0],
        '┏' => [0, 2, 0, 2],
        '┓' => [2, 0, 0, 2],
        '┗' => [0, 2, 2, 0],
        '┛' => [2, 0, 2, 0],
        '├' => [0, 1, 1, 1],
        '┤' => [1, 0, 1, 1],
        '┬' => [1, 1, 0, 1],
        '┴' => [1, 1, 1, 0],
        '┼' => [1, 1, 1, 1],
        _ => return None,
    })
}

/// The path of a character that is a line or a block, in a cell that begins there; none for all others.
pub fn path(c: char, x: u32) -> Option<String> {
    let (width, height) = CELL;
    let eighths = u32::from(c).wrapping_sub(u32::from('▁'));
    if eighths < 8 {
        let high = height * (eighths + 1) / 8;
        return Some(rectangle(x, height - high, width, high));
    }
    match c {
        '▌' => return Some(rectangle(x, 0, width / 2, height)),
        '▐' => return Some(rectangle(x + width / 2, 0, width - width / 2, height)),
        _ => {}
    }
    let [left, right, up, down] = arms(c)?;
    let thick = |arm: u32| if arm == 2 { 3 } else { 1 };
    let (middle, centre) = (x + width / 2, height / 2);
    let mut path = String::new();
    if left == right && left > 0 {
        path.push_str(&rectangle(x, centre - thick(left) / 2, width, thick(left)));
    } else {
        // An arm that ends in a corner fills the corner.
        let corner = thick(up.max(down)) / 2;
        if left > 0 {
            path.push_str(&rectangle(x, centre - thick(left) / 2, middle - x + corner + 1, thick(left)));
        }
        if right > 0 {
            path.push_str(&rectangle(
                middle - corner,
                centre - thick(right) / 2,
                x + width - middle + corner,
                thick(right),
            ));
        }
    }
    if up > 0 {
        path.push_str(&rectangle(middle - thick(up) / 2, 0, thick(up), centre));
    }
    if down > 0 {
        path.push_str(&rectangle(middle - thick(down) / 2, centre, thick(down), height - centre));
    }
    Some(path)
}

fn rectangle(x: u32, y: u32, width: u32, height: u32) -> String {
    format!("M{x} {y}h{width}v{height}h-{width}z")
}
