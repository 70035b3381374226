package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows hold by themselves what the aggregate would let nobody try. */
class CallRowsTest {

  @TempDir private Path folder;

  @Test
  void an_answered_call_takes_no_other_answer_and_stands_nowhere_else() {
    var url = new DatabaseUrl.Sqlite(folder.resolve("runtime.db"));
    try (JdbiPersistence persistence = TestStore.open(url);
        SqliteEngine engine = SqliteEngine.open(url, Duration.ofSeconds(5))) {
      Story story = Stories.working(new TestStore(persistence).begin());
      story
          .loop(
              (s, m) ->
                  s.reply(
                      story
                          .workshop()
                          .reply("", story.workshop().read("a"), story.workshop().read("b")),
                      Workshop.GATE,
                      m))
          .loop(Stories::startFront);
      ToolCallId call = Stories.firstOpen(story.session()).id();
      story.loop((s, m) -> s.answer(call, ToolResult.succeeded("text of a"), m));
      String session = story.id().toString();
      String id = call.toString();

      int[] answered =
          engine
              .writer()
              .withExtension(
                  CallRows.class,
                  rows -> rows.answer(session, List.of(new CallRows.Answer(id, "failed", 1))));
      int[] moved =
          engine
              .writer()
              .withExtension(
                  CallRows.class,
                  rows ->
                      rows.update(
                          session,
                          List.of(
                              new CallRows.State(id, "started", null, CallRows.Particulars.NONE))));
      int[] proposed =
          engine
              .writer()
              .withExtension(
                  CallRows.class,
                  rows ->
                      rows.propose(
                          session, List.of(new CallRows.Proposed(id, "read", "workspace"))));

      assertThat(answered).containsExactly(0);
      assertThat(moved).containsExactly(0);
      assertThat(proposed).containsExactly(0);
    }
  }
}
