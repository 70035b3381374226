package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows hold by themselves what the session's lock would let nobody try. */
class ApprovalRowsTest {

  @TempDir private Path folder;

  @Test
  void a_decided_row_takes_neither_another_decision_nor_a_vote() {
    var url = new DatabaseUrl.Sqlite(folder.resolve("runtime.db"));
    try (JdbiPersistence persistence = TestStore.open(url);
        SqliteEngine engine = SqliteEngine.open(url, Duration.ofSeconds(5))) {
      Story story = Stories.asking(new TestStore(persistence).begin());
      ApprovalId id = story.session().state().approvals().keySet().iterator().next();
      story.outside(
          (s, m) -> Stories.decide(s, new ApprovalDecision.Reject("no"), Optional.empty(), m));
      String session = story.id().toString();
      var other = new ApprovalRows.Closed(id.toString(), "approved", "{}", "late", 1);
      var vote = new ApprovalRows.Voted(id.toString(), "{\"votes\":[]}");

      int[] closed =
          engine
              .writer()
              .withExtension(ApprovalRows.class, rows -> rows.close(session, List.of(other)));
      int[] voted =
          engine
              .writer()
              .withExtension(ApprovalRows.class, rows -> rows.vote(session, List.of(vote)));

      assertThat(closed).containsExactly(0);
      assertThat(voted).containsExactly(0);
    }
  }
}
