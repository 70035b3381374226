package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementCountTest {

  private final AtomicInteger statements = new AtomicInteger();

  @TempDir Path folder;

  private final List<String> read = new ArrayList<>();
  private int steps;

  @Test
  void a_step_takes_as_many_statements_in_a_long_session_as_in_a_new_one() {
    try (JdbiPersistence store = counted()) {
      Story story = Stories.working(new TestStore(store).begin());
      // The first reply has none before it whose calls would have to be read.
      step(story, 1);
      int first = statementsOfStep(story, 1);
      IntStream.range(0, 20).forEach(i -> step(story, 1));

      assertThat(statementsOfStep(story, 1)).isEqualTo(first);
    }
  }

  @Test
  void a_reply_with_many_calls_takes_as_many_statements_as_one_with_few() {
    try (JdbiPersistence store = counted()) {
      Story story = Stories.working(new TestStore(store).begin());
      // The first reply has none before it whose calls would have to be read.
      step(story, 1);
      int few = statementsOfStep(story, 1);

      assertThat(statementsOfStep(story, 30)).isEqualTo(few);
    }
  }

  @Test
  void to_count_more_events_takes_as_many_statements_and_no_long_text_is_read() {
    try (JdbiPersistence store = counted()) {
      // The first time there is no place yet.
      statementsOfCounting(store, 1);
      int few = statementsOfCounting(store, 1);
      int many = statementsOfCounting(store, 6);

      assertThat(many).isEqualTo(few);
    }
    assertThat(read).isNotEmpty().noneMatch(sql -> sql.contains("payloads"));
  }

  private int statementsOfCounting(JdbiPersistence store, int stories) {
    for (int i = 0; i < stories; i++) {
      TestStore.withEverything(store);
      TestStore.withLongText(store);
    }
    read.clear();
    int before = statements.get();
    assertThat(new MetricsProjection(store).catchUp(Integer.MAX_VALUE))
        .isEqualTo(new MetricsProjection.Progress(true, 0));
    return statements.get() - before;
  }

  private JdbiPersistence counted() {
    JdbiSettings settings =
        TestStore.settings(
            new DatabaseUrl.Sqlite(folder.resolve("runtime.db")), Duration.ofSeconds(5));
    Engine engine = JdbiPersistence.engine(settings);
    engine.writer().setSqlLogger(counting(sql -> {}));
    engine.reader().setSqlLogger(counting(read::add));
    return new JdbiPersistence(engine, settings, attempt -> {});
  }

  private SqlLogger counting(Consumer<String> also) {
    return new SqlLogger() {
      @Override
      public void logAfterExecution(StatementContext context) {
        statements.incrementAndGet();
        also.accept(context.getRenderedSql());
      }
    };
  }

  /**
   * One reply with its calls, and all their answers; what the story checks of it is counted too.
   */
  private int statementsOfStep(Story story, int calls) {
    int before = statements.get();
    step(story, calls);
    return statements.get() - before;
  }

  private void step(Story story, int calls) {
    story
        .loop((session, moment) -> replied(story, calls, session, moment))
        .loop(Stories::startFront)
        .loop(StatementCountTest::answered);
  }

  private Session replied(Story story, int calls, Session session, Moment moment) {
    // Other files each time: equal calls in a row would reach a limit.
    steps++;
    Preparation[] reads =
        IntStream.range(0, calls)
            .mapToObj(i -> story.workshop().read("file-" + steps + "-" + i))
            .toArray(Preparation[]::new);
    return session.reply(story.workshop().reply("", reads), Workshop.GATE, moment);
  }

  private static Session answered(Session session, Moment moment) {
    Session answered = session;
    while (!answered.state().openTurn().batch().unanswered().isEmpty()) {
      answered =
          answered.answer(Stories.firstOpen(answered).id(), ToolResult.succeeded("text"), moment);
    }
    return answered;
  }
}
