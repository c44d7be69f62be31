//! Ctrl-C: the first press ends an import after the batches in flight, the second press ends it at once.

use std::pin::Pin;

use futures::{FutureExt, Stream, StreamExt, stream};
use tokio::signal::unix::{SignalKind, signal};

use crate::{failure::Failure, out};

/// Watches for Ctrl-C.
pub struct Interrupt {
    presses: Pin<Box<dyn Stream<Item = ()> + Send>>,
    pressed: bool,
}

impl Interrupt {
    /// Starts to watch.
    pub fn watch() -> Result<Self, Failure> {
        let signal = signal(SignalKind::interrupt())
            .map_err(|error| Failure::io("cannot watch for Ctrl-C", &error))?;
        Ok(Self::from_presses(stream::unfold(
            signal,
            |mut signal| async move { signal.recv().await.map(|()| ((), signal)) },
        )))
    }

    /// Takes presses from a stream instead of the keyboard.
    pub fn from_presses(presses: impl Stream<Item = ()> + Send + 'static) -> Self {
        let presses = presses.chain(stream::pending());
        Self {
            presses: Box::pin(presses),
            pressed: false,
        }
    }

    /// Whether to stop before the next batch.
    pub fn is_pressed(&mut self) -> bool {
        self.pressed |= self.presses.next().now_or_never().is_some();
        self.pressed
    }

    /// Waits until the work ends, unless the user presses Ctrl-C a second time.
    pub async fn finish<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                _ = self.presses.next() => {
                    if self.pressed {
                        return Err(Failure::Interrupted);
                    }
                    self.pressed = true;
                    out::remark("finishing the batches in flight; press Ctrl-C again to stop now");
                }
            }
        }
    }
}
