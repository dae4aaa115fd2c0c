//! Reads of which only the newest counts: a newer one ends the older one's work.

use std::future::Future;
use tokio::task::{AbortHandle, JoinSet};

/// One kind of read.
#[derive(Default)]
pub(super) struct Newest(Option<AbortHandle>);

impl Newest {
    /// Starts this read and drops the one before, answered or not.
    pub(super) fn start<F>(&mut self, tasks: &mut JoinSet<()>, read: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if let Some(older) = self.0.replace(tasks.spawn(read)) {
            older.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn an_overtaken_read_is_never_answered() {
        let (tell, mut told) = mpsc::channel(4);
        let (mut tasks, mut newest) = (JoinSet::new(), Newest::default());
        let (gate, wait) = tokio::sync::oneshot::channel::<()>();
        let first = tell.clone();
        newest.start(&mut tasks, async move {
            let _ = wait.await;
            let _ = first.send(1).await;
        });
        newest.start(&mut tasks, async move {
            let _ = tell.send(2).await;
        });
        let _ = gate.send(());
        while tasks.join_next().await.is_some() {}
        assert_eq!(told.recv().await, Some(2));
        assert_eq!(told.recv().await, None);
    }
}
