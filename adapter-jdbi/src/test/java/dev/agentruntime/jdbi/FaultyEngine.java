package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ServerClaim;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A database of which one call fails, whichever that is. */
final class FaultyEngine implements Engine {

  /** What goes to the database, and can fail there or on the way. */
  private static final Set<String> CALLS =
      Set.of(
          "setAutoCommit",
          "prepareStatement",
          "createStatement",
          "commit",
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "executeBatch");

  private final Engine real;
  private final NthCall calls;
  private final Jdbi writer;
  private final Jdbi reader;

  FaultyEngine(Engine real, NthCall calls) {
    this.real = real;
    this.calls = calls;
    this.writer = Rows.jdbi(faulty(real.writer()));
    this.reader = Rows.jdbi(faulty(real.reader()));
  }

  @Override
  public Jdbi writer() {
    return writer;
  }

  @Override
  public Jdbi reader() {
    return reader;
  }

  private DataSource faulty(Jdbi jdbi) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          if (!method.getName().equals("getConnection")) {
            throw new UnsupportedOperationException(method.getName());
          }
          try {
            calls.atDatabase("getConnection", () -> {});
          } catch (NthCall.Failed failed) {
            throw failed.fault().thrown();
          }
          return new Line(jdbi.open()).connection();
        });
  }

  /** A connection, which may break. */
  private final class Line {
    private final Handle handle;
    private boolean broken;

    Line(Handle handle) {
      this.handle = handle;
    }

    Connection connection() {
      return proxy(Connection.class, this::onConnection);
    }

    private Object onConnection(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close")) {
        // Whoever serves the database gives up what was not committed.
        handle.close();
        return null;
      }
      Object answer = pass(handle.getConnection(), method, arguments);
      return answer instanceof PreparedStatement statement
          ? statement(PreparedStatement.class, statement)
          : answer instanceof Statement statement ? statement(Statement.class, statement) : answer;
    }

    private <T extends Statement> T statement(Class<T> type, T statement) {
      return proxy(type, (proxy, method, arguments) -> pass(statement, method, arguments));
    }

    private Object pass(Object to, Method method, Object[] arguments) throws Throwable {
      String name = method.getName();
      if (!CALLS.contains(name)) {
        return invoke(to, method, arguments);
      }
      if (broken) {
        throw Fault.LOST_BEFORE.thrown();
      }
      var answer = new Object[1];
      try {
        calls.atDatabase(name, () -> answer[0] = invoke(to, method, arguments));
      } catch (NthCall.Failed failed) {
        broken = failed.fault().breaks();
        throw failed.fault().thrown();
      }
      return answer[0];
    }
  }

  private static Object invoke(Object to, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(to, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyEngine.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public Instant now(Handle handle) {
    return real.now(handle);
  }

  @Override
  public Trouble trouble(SQLException error) {
    return real.trouble(error);
  }

  @Override
  public Ledger ledger() {
    return real.ledger();
  }

  @Override
  public RateMeter rates(Transactions transactions, Supplier<Duration> clockShift) {
    return real.rates(transactions, clockShift);
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return real.claimServer(process);
  }

  /** Whose connections are its own: what fails there is told nobody, and nothing relies on it. */
  @Override
  public Hints hints(HintReceiver receiver) {
    return real.hints(receiver);
  }

  @Override
  public void meter(Object registry) {
    real.meter(registry);
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public void close() {
    real.close();
  }
}
