//! Parts that every pane draws with.

pub mod canvas;
pub mod columns;
pub mod cursor;
pub mod gauge;
pub mod narrow;
pub mod prompt;
pub mod text;

pub use canvas::Canvas;
pub use columns::Columns;
pub use cursor::{Cursor, Step};
pub use gauge::Bars;
pub use narrow::Narrow;
pub use prompt::Prompt;
