package dev.agentruntime.application.webhook;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Time as the dispatcher spends it; tests have their own. */
interface Timing {

  /** The machine's. */
  Timing REAL =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public boolean isGiven(Semaphore permits, Duration patience) throws InterruptedException {
          return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void join(Thread thread, Duration patience) throws InterruptedException {
          thread.join(patience);
        }
      };

  /** Tells how much time passed between two calls. */
  long nanoTime();

  /** Waits for a permit and takes it; false if none came in that time. */
  boolean isGiven(Semaphore permits, Duration patience) throws InterruptedException;

  /** Waits for the end of a thread. */
  void join(Thread thread, Duration patience) throws InterruptedException;
}
