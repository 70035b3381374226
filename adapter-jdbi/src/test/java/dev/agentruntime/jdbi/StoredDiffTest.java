package dev.agentruntime.jdbi;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.SessionChange;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.ShiftableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoredDiffTest {

  private static final String LINES = "a line of a long file\n".repeat(1000);

  @TempDir Path folder;

  @Test
  void a_long_diff_is_stored_once_and_comes_back_everywhere() throws SQLException {
    Path file = folder.resolve("runtime.db");
    var store = JdbiPersistence.open(JdbiSettings.of(new DatabaseUrl.Sqlite(file), new UuidV7()));
    try (Scenario story = Scenario.on(store, new ShiftableClock())) {
      story
          .file("a.txt", "what was there")
          .modelCalls(
              call(
                  "write_file",
                  JsonObject.builder()
                      .put("path", "a.txt")
                      .put("content", LINES)
                      .build()
                      .canonical()))
          .modelReplies("Done.")
          .userSays("write");
      assertThat(story.pending("write_file").asked().diff()).contains("+" + LINES);
      story.approved("write_file").thenCompletedWith("Done.");

      assertThat(SessionChange.in(story.events()).getFirst().diff()).contains("+" + LINES);
      assertThat(stored(file).split("\\+a line of", -1)).hasSize(2);
    }
  }

  private static String stored(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return StoredText.of(connection);
    }
  }
}
