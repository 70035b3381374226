package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.FakeChatModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each call that a runtime makes of what is not itself fails once: the first, the second and so on
 * to the last one of a story, in each of the ways that there are by turns. A build has some of
 * them, {@code -Dfault.stride=1} all, and {@code -Dfault.tale} one story alone.
 */
class NthFaultTest {

  /** Every how manieth call fails. Odd, so that each way to fail has its turn. */
  private static final int STRIDE = Integer.getInteger("fault.stride", 113);

  /** To repeat one: with a stride that is longer than the story, and one way to fail. */
  private static final int FIRST = Integer.getInteger("fault.first", 1);

  private static final Fault[] FAULTS =
      Optional.ofNullable(System.getProperty("fault.way"))
          .map(way -> new Fault[] {Fault.valueOf(way)})
          .orElse(Fault.values());

  @TempDir private Path folder;

  /** What happens in a play. */
  private interface Act {
    void in(FaultyPlay play) throws Exception;
  }

  /** The stories. */
  enum Tale {
    THE_SERVER_EXECUTES(NthFaultTest::theServerExecutes),
    THE_CLIENT_EXECUTES(NthFaultTest::theClientExecutes),
    A_PROCESS_DIES_IN_A_COMMAND(NthFaultTest::aProcessDies),
    THE_USER_CHANGES_HER_MIND(NthFaultTest::changesOfMind),
    REQUESTS_STAND_ALONE(NthFaultTest::requestsStandAlone);

    private final Act act;

    Tale(Act act) {
      this.act = act;
    }
  }

  private static ChatModel.Call call(String tool, String arguments) {
    return FakeChatModel.call(tool, arguments);
  }

  private static void theServerExecutes(FaultyPlay play) throws Exception {
    play.workspace().command("make", output -> ToolResult.succeeded("made"));
    SessionId session = play.begin(ToolExecution.WORKSPACE);
    play.say(
        session,
        "go",
        IfBusy.REJECT,
        call("read_file", "{\"path\":\"file-1\"}"),
        call("write_file", "{\"path\":\"file-9\",\"content\":\"nine\"}"),
        call("execute_command", "{\"command\":\"make\"}"));
    play.settle(session);
  }

  private static void theClientExecutes(FaultyPlay play) throws Exception {
    SessionId session = play.begin(ToolExecution.CLIENT);
    play.say(
        session,
        "go",
        IfBusy.REJECT,
        call("read_file", "{\"path\":\"file-1\"}"),
        call("execute_command", "{\"command\":\"make\"}"));
    play.settle(session);
  }

  private static void aProcessDies(FaultyPlay play) throws Exception {
    play.workspace()
        .command(
            "make",
            output -> {
              play.dies();
              return ToolResult.succeeded("made");
            });
    SessionId session = play.begin(ToolExecution.WORKSPACE);
    play.say(session, "go", IfBusy.REJECT, call("execute_command", "{\"command\":\"make\"}"));
    play.settleOrDie(session);
    play.anotherProcess();
    play.workspace().command("make", output -> ToolResult.succeeded("made"));
    play.settle(session);
  }

  private static void changesOfMind(FaultyPlay play) throws Exception {
    SessionId session = play.begin(ToolExecution.CLIENT);
    play.say(
        session, "ask", IfBusy.REJECT, call("ask_followup_question", "{\"question\":\"Which?\"}"));
    play.settle(session);
    play.answer(session, "This one.");
    play.settle(session);
    play.say(session, "left", IfBusy.REJECT, call("read_file", "{\"path\":\"file-1\"}"));
    play.rests(session);
    play.say(session, "instead", IfBusy.INTERRUPT);
    play.settle(session);
    play.say(session, "cancelled", IfBusy.REJECT, call("read_file", "{\"path\":\"file-2\"}"));
    play.rests(session);
    play.repeat(runtime -> runtime.cancel(new CancelTurn(Owner.LOCAL, session, "enough")));
    play.repeat(runtime -> runtime.close(new CloseSession(Owner.LOCAL, session)));
  }

  private static void requestsStandAlone(FaultyPlay play) throws Exception {
    play.addWebhook();
    Approval decided = asked(play);
    Approval withdrawn = asked(play);
    asked(play);
    play.approve(decided);
    play.repeat(
        runtime -> runtime.withdraw(new WithdrawApproval(Owner.LOCAL, withdrawn.id(), "a person")));
    play.passes(Duration.ofHours(2));
    play.repeat(
        runtime -> {
          runtime.expireDue();
          return true;
        });
    play.repeat(runtime -> new MetricsProjection(play.store()).catchUp(Integer.MAX_VALUE));
    play.checkAll();
    play.passes(Duration.ofDays(2));
    play.repeat(runtime -> runtime.cleanUp(new CleanUp(Duration.ofDays(1), 100)));
    // What it could not bring to its end is left for the next time.
    play.repeat(runtime -> runtime.cleanUp(new CleanUp(Duration.ofDays(1), 100)));
    play.removeWebhooks();
  }

  private static Approval asked(FaultyPlay play) {
    ApprovalId id =
        play.insist(
            commands ->
                commands.request(
                    new RequestApproval(
                        Owner.LOCAL,
                        Optional.empty(),
                        new RequestApproval.Wanted(
                            new ApprovalType("trip"), "to the sea", JsonObject.empty()),
                        new Petition(
                            Optional.empty(),
                            Optional.of(Duration.ofHours(1)),
                            Optional.empty()))));
    return play.repeat(runtime -> runtime.get(new GetApproval(Owner.LOCAL, id))).approval();
  }

  @ParameterizedTest
  @EnumSource(Tale.class)
  void whatever_call_fails_on_sqlite_nothing_is_lost_or_done_twice(Tale tale) {
    failEach(tale, new DatabaseUrl.Sqlite(folder.resolve("runtime.db")));
  }

  @ParameterizedTest
  @EnumSource(Tale.class)
  void whatever_call_fails_on_postgresql_nothing_is_lost_or_done_twice(Tale tale) {
    DatabaseUrl.Postgres url = TestPostgres.emptySchema();
    try {
      failEach(tale, url);
    } finally {
      TestPostgres.drop(url);
    }
  }

  private static void failEach(Tale tale, DatabaseUrl url) {
    assumeTrue(System.getProperty("fault.tale", tale.name()).equals(tale.name()));
    try (var stage = new FaultyPlay.Stage(url)) {
      var whole = new NthCall(0, Fault.BUSY);
      play(tale, stage, whole);
      Set<Fault> used = EnumSet.noneOf(Fault.class);
      int failed = 0;
      for (int nth = FIRST; nth <= whole.count(); nth += STRIDE) {
        Fault fault = FAULTS[nth / STRIDE % FAULTS.length];
        var calls = new NthCall(nth, fault);
        play(tale, stage, calls);
        if (calls.hit().isPresent()) {
          failed++;
          used.add(fault);
        }
      }
      System.out.printf(
          "%s on %s: %d calls, %d failed, in %d ways%n",
          tale, url.toString().split(":", 2)[0], whole.count(), failed, used.size());
      assertThat(used.size())
          .as("ways to fail")
          .isGreaterThanOrEqualTo(Math.min(FAULTS.length, failed));
    }
  }

  private static void play(Tale tale, FaultyPlay.Stage stage, NthCall calls) {
    try (var play = new FaultyPlay(stage, calls)) {
      calls.begin();
      tale.act.in(play);
      play.check();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(tale + ": " + calls.hit().orElse("nothing failed"), e);
    }
  }
}
