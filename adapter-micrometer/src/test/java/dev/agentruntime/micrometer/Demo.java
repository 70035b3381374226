package dev.agentruntime.micrometer;

import static dev.agentruntime.testkit.FakeChatModel.call;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;
import dev.agentruntime.application.port.RuntimeObserver.JobRun;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.ShiftableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A process in which everything happened that there is a meter for. */
final class Demo {

  private Demo() {}

  /** What it tells. */
  static Scraped scraped() {
    return Scraped.of(scrape());
  }

  static String scrape() {
    var time = new ShiftableClock();
    try (var meters = new PrometheusMeters(new FakeClock(time))) {
      Instant asked = time.instant();
      meters.show(
          () -> new StoreStanding(Map.of(SessionStatus.WAITING, 2L), 3, Optional.of(asked)));
      collectGarbage(meters);
      work(meters);
      talk(meters, time);
      return scrapeWithPool(meters);
    }
  }

  /** A pause is told by the virtual machine some time after it. */
  private static void collectGarbage(PrometheusMeters meters) {
    var told = new CountDownLatch(1);
    meters
        .registry()
        .config()
        .onMeterAdded(
            meter -> {
              if (meter.getId().getName().equals("jvm.gc.pause")) {
                told.countDown();
              }
            });
    System.gc();
    if (meters.registry().find("jvm.gc.pause").timer() == null) {
      Gate.await(told, "no collection of garbage was told of");
    }
  }

  /** A pool takes its meters along when it is closed. */
  private static String scrapeWithPool(PrometheusMeters meters) {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite::memory:");
    config.setPoolName("demo");
    config.setMetricRegistry(meters.registry());
    try (var pool = new HikariDataSource(config)) {
      pool.getConnection().close();
      return meters.scrape().text();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void work(PrometheusMeters meters) {
    var run = meters.begins(FakeWork.agent("coder"));
    var asked = run.asks(FakeWork.request(Purpose.REPLY));
    asked.firstPiece();
    asked.ends(FakeWork.reply("fake-model"));
    run.executes(FakeWork.call("read_file")).ends(ToolResult.succeeded("text"));
    run.ends(new AgentEnd.Left());
    meters.leaseLost(FakeWork.SESSION);
    meters.jobBegins(Job.EXPIRY);
    meters.jobEnds(new JobRun(Job.EXPIRY, JobOutcome.DONE, Duration.ofMillis(20), 3));
  }

  private static void talk(PrometheusMeters meters, ShiftableClock time) {
    try (var story = Scenario.on(new InMemoryPersistence(time, new UuidV7()), time)) {
      meters.attachTo(story.runtime());
      story.runtime().bus().subscribe(EventSubscriber.ofAll("audit"), event -> {});
      story
          .file("a.txt", "text")
          .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
          .modelCalls(call("write_file", "{\"path\":\"b.txt\",\"content\":\"b\"}"))
          .modelReplies("Done.")
          .userSays("go")
          .timePasses(Duration.ofSeconds(20))
          .approved("write_file")
          .thenCompletedWith("Done.");
      story
          .modelDoes((request, deltas) -> new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "slow"))
          .userSays("again");
      var debug = new AgentName("debug");
      story.runtime().switchAgent(new SwitchAgent(Owner.LOCAL, story.open(), debug, "a bug"));
      story.runtime().close(new CloseSession(Owner.LOCAL, story.open()));
    }
  }
}
