//! Steps of work, counted in tests only: a test holds how work grows without looking at a clock.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one step; nothing at all outside tests.
#[inline]
pub(super) fn note() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// How many steps this thread takes for something.
#[cfg(test)]
pub(super) fn counted<T>(what: impl FnOnce() -> T) -> (u64, T) {
    let before = STEPS.with(std::cell::Cell::get);
    let done = what();
    (STEPS.with(std::cell::Cell::get) - before, done)
}
