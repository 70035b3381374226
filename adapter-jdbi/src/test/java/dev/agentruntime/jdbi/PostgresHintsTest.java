package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class PostgresHintsTest {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  private final BlockingQueue<Hint> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Hint> toldOfItself = new LinkedBlockingQueue<>();
  private JdbiPersistence here;
  private JdbiPersistence there;
  private EventFeed feed;
  private Hints listener;
  private Hints sender;

  @BeforeEach
  void twoProcesses() {
    here = TestStore.open(SCHEMA.url());
    there = TestStore.open(SCHEMA.url());
    feed = new EventFeed(here.reads(), Duration.ofHours(1));
    listener =
        here.hints(
            hint -> {
              feed.hinted(hint);
              told.add(hint);
            });
    sender = there.hints(toldOfItself::add);
    feed.connect(listener);
  }

  @AfterEach
  void end() {
    listener.close();
    sender.close();
    here.close();
    there.close();
  }

  private static Hint next(BlockingQueue<Hint> queue) throws InterruptedException {
    Hint hint = queue.poll(60, TimeUnit.SECONDS);
    assertThat(hint).as("a hint").isNotNull();
    return hint;
  }

  @Test
  void a_listener_whose_connection_is_killed_comes_back_and_nothing_is_missed() throws Exception {
    SessionId session = new TestStore(there).create();
    long before = there.reads().lastPosition(session);
    try (EventStream stream = feed.open(session, before)) {
      assertThat(stream.take(Duration.ofSeconds(60))).get().isInstanceOf(StreamEntry.Live.class);
      assertThat(next(told)).isEqualTo(new Hint.Anything());

      assertThat(killListeners()).isEqualTo(1);
      // Nobody gives a hint of this one.
      new TestStore(there).retitle(session, "while nobody listened");

      assertThat(position(stream)).isEqualTo(before + 1);
      assertThat(next(told)).isEqualTo(new Hint.Anything());
      var hint = new Hint.Recorded(Owner.LOCAL, session, before + 2);
      new TestStore(there).retitle(session, "and afterwards");
      sender.send(hint);
      assertThat(next(told)).isEqualTo(hint);
      assertThat(position(stream)).isEqualTo(before + 2);
    }
  }

  private static long position(EventStream stream) throws InterruptedException {
    return ((StreamEntry.Recorded) stream.take(Duration.ofSeconds(60)).orElseThrow())
        .event()
        .position();
  }

  /** Ends the connections on which somebody listens to the channel of this schema. */
  private static int killListeners() throws SQLException {
    try (Connection connection = TestPostgres.connect(SCHEMA.url());
        Statement statement = connection.createStatement();
        ResultSet channel = statement.executeQuery("SELECT " + PostgresHints.CHANNEL)) {
      channel.next();
      try (PreparedStatement kill =
          connection.prepareStatement(
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = ?")) {
        kill.setString(1, "LISTEN \"" + channel.getString(1) + "\"");
        try (ResultSet killed = kill.executeQuery()) {
          killed.next();
          return killed.getInt(1);
        }
      }
    }
  }

  @Test
  void nobody_is_told_what_it_told_itself() throws Exception {
    listener.listen();
    sender.listen();
    assertThat(next(told)).isEqualTo(new Hint.Anything());
    assertThat(next(toldOfItself)).isEqualTo(new Hint.Anything());
    var from = new Hint.Runnable(new SessionId(new UUID(0, 1)));
    var back = new Hint.Runnable(new SessionId(new UUID(0, 2)));

    sender.send(from);
    assertThat(next(told)).isEqualTo(from);
    listener.send(back);

    assertThat(next(toldOfItself)).isEqualTo(back);
    assertThat(told).isEmpty();
  }

  @Test
  void other_schemas_of_the_database_are_told_nothing() throws Exception {
    DatabaseUrl.Postgres elsewhere = TestPostgres.emptySchema();
    var hint = new Hint.Runnable(new SessionId(new UUID(0, 1)));
    listener.listen();
    assertThat(next(told)).isEqualTo(new Hint.Anything());
    try (JdbiPersistence other = TestStore.open(elsewhere)) {
      Hints stranger = other.hints(ignored -> {});
      stranger.send(new Hint.Runnable(new SessionId(new UUID(0, 9))));
      // Closing waits until that is sent.
      stranger.close();

      sender.send(hint);

      assertThat(next(told)).isEqualTo(hint);
    } finally {
      TestPostgres.drop(elsewhere);
    }
  }
}
