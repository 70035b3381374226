package dev.agentruntime.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which the head of a request does not come to its end: each byte would
 * otherwise buy another idle timeout. A connection that is silent between requests, and one that is
 * being answered, are left alone.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {

  private final Map<Connection, Seen> connections = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Duration patience;

  /** A connection as it was at the last look. */
  private record Seen(long requests, long bytes) {

    /** Equal to no look: a head has at least the time between two looks. */
    static final Seen NEVER = new Seen(-1, -1);

    static Seen of(Connection connection) {
      return new Seen(connection.getMessagesIn(), connection.getBytesIn());
    }
  }

  SlowRequests(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  protected void doStart() {
    scheduleNext();
  }

  private void scheduleNext() {
    scheduler.schedule(this::look, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    connections.forEach(this::look);
    if (isRunning()) {
      scheduleNext();
    }
  }

  private void look(Connection connection, Seen before) {
    Seen now = Seen.of(connection);
    boolean trickles = now.requests == before.requests && now.bytes > before.bytes;
    if (isAnswered(connection) && trickles) {
      cut(connection);
    } else {
      connections.replace(connection, now);
    }
  }

  private static boolean isAnswered(Connection connection) {
    return connection.getMessagesIn() == connection.getMessagesOut();
  }

  /** Closes the connections over which no request has come that is not answered. */
  void closeIdle() {
    connections.keySet().stream().filter(SlowRequests::isAnswered).forEach(SlowRequests::cut);
  }

  /**
   * Closes what it stands on: a connection that is closed itself waits for the end of a send that
   * has just been answered, and where both meet for ever.
   */
  private static void cut(Connection connection) {
    connection.getEndPoint().close();
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, Seen.NEVER);
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }
}
