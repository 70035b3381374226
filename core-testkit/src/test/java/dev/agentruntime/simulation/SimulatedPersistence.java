package dev.agentruntime.simulation;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.testkit.ForwardingPersistence;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/** A process's way to the store that all of them share. */
final class SimulatedPersistence extends ForwardingPersistence {

  private final World world;
  private final Ports ports;
  private final ReadModel reads;

  SimulatedPersistence(World world, Ports ports) {
    super(world.store());
    this.world = world;
    this.ports = ports;
    this.reads =
        (ReadModel)
            Proxy.newProxyInstance(
                ReadModel.class.getClassLoader(),
                new Class<?>[] {ReadModel.class},
                (proxy, method, arguments) -> read(method, arguments));
  }

  @Override
  public ReadModel reads() {
    return reads;
  }

  private Object read(Method method, Object[] arguments) throws Throwable {
    ports.call("read " + method.getName());
    if (world.strikes(Fault.LOST_READ)) {
      world.reached(Sometimes.READ_LOST);
      throw Ports.lost("during a read");
    }
    try {
      return method.invoke(world.store().reads(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    ports.call("transaction");
    if (world.strikes(Fault.LOST_TRANSACTION)) {
      world.reached(Sometimes.TRANSACTION_LOST);
      rolledBack(work);
      throw Ports.lost("before the commit");
    }
    if (world.strikes(Fault.REPEATED_TRANSACTION)) {
      world.reached(Sometimes.TRANSACTION_REPEATED);
      rolledBack(work);
    }
    T result = committed(work);
    if (world.auditor().sees()) {
      ports.mayDie(Fault.CRASH_AFTER_COMMIT, Sometimes.PROCESS_DIED_AFTER_COMMIT);
      mayLoseTheReply();
    }
    return result;
  }

  private void mayLoseTheReply() {
    if (world.strikes(Fault.LOST_REPLY)) {
      world.reached(Sometimes.REPLY_LOST);
      throw Ports.lost("behind the commit");
    }
  }

  private <T> T committed(Function<UnitOfWork, T> work) {
    try {
      return super.inTransaction(unit -> within(unit, work));
    } catch (StaleSessionException e) {
      world.note(() -> "  refused: " + e.getMessage());
      world.reached(
          String.valueOf(e.getMessage()).startsWith("the lease")
              ? Sometimes.FENCED_WRITE
              : Sometimes.STALE_WRITE);
      throw e;
    }
  }

  /** What the work throws is the same the next time, and told then. */
  private <T> void rolledBack(Function<UnitOfWork, T> work) {
    try {
      super.inTransaction(
          unit -> {
            within(unit, work);
            throw new RolledBack();
          });
    } catch (RolledBack e) {
      // As it should be.
    }
  }

  private <T> T within(UnitOfWork unit, Function<UnitOfWork, T> work) {
    ports.enterTransaction();
    try {
      return work.apply(unit);
    } finally {
      ports.leaveTransaction();
    }
  }

  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RolledBack() {
      super("rolled back", null, false, false);
    }
  }
}
