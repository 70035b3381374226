package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeWorkspace;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MissingEventTest {

  @TempDir private Path folder;

  private void deleteLast(SessionId session) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"));
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "DELETE FROM events WHERE session_id = '%1$s' AND position = (SELECT last_position FROM sessions WHERE id = '%1$s')"
                      .formatted(session)))
          .isOne();
    }
  }

  @Test
  void a_run_that_finds_the_last_event_gone_fails_once_and_says_so() throws Exception {
    var model = new FakeChatModel(line -> {});
    JdbiPersistence store = new TestSqlite().in(folder);
    Story story =
        Story.begin(store, TestStore.IDS, Owner.LOCAL, Workshop.settings())
            .outside((session, moment) -> Stories.say(session, "hello", Optional.empty(), moment));
    deleteLast(story.id());
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .persistence(store)
            .model(model)
            .workspaces(root -> new FakeWorkspace(line -> {}))
            .build()) {
      CompletableFuture<Void> settled = runtime.settled(story.id());

      assertThatThrownBy(() -> settled.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(PersistenceException.class)
          .hasMessageContaining(
              "the log of session %s is not as it was written".formatted(story.id()));
      assertThat(model.requests()).isEmpty();
    }
  }
}
