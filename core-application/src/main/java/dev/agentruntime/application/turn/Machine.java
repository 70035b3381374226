package dev.agentruntime.application.turn;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.LeaseOwner;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a runner has of the machine that it is on. A simulation has one of its own, where one thread
 * runs at a time and no time passes by itself.
 *
 * @param self the process, as an owner of leases
 * @param dead whether an owner is known to be gone
 * @param nanoTime the monotonic clock
 */
record Machine(
    LeaseOwner self, Predicate<LeaseOwner> dead, LongSupplier nanoTime, Threads threads) {

  /** Where work is done. */
  interface Threads {

    /** Begins to do something. */
    void start(String name, Runnable work);

    /** For things that may be done side by side; closed by whoever asked for it. */
    ExecutorService together();
  }

  /** This one. */
  static Machine here(UUID instance, LongSupplier nanoTime) {
    return new Machine(
        LocalProcess.owner(instance), LocalProcess::isDead, nanoTime, new VirtualThreads());
  }

  private record VirtualThreads() implements Threads {

    @Override
    public void start(String name, Runnable work) {
      Thread.ofVirtual().name(name).start(work);
    }

    @Override
    public ExecutorService together() {
      return Executors.newVirtualThreadPerTaskExecutor();
    }
  }
}
