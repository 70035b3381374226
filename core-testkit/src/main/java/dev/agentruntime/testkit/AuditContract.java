package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.audit.ApprovalRecord;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditFilter.When;
import dev.agentruntime.application.audit.AuditFilter.Where;
import dev.agentruntime.application.audit.AuditFilter.Who;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.audit.AuditLogEntry;
import dev.agentruntime.application.audit.AuditLogKind;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.EventChain;
import dev.agentruntime.application.audit.GetApprovalRecord;
import dev.agentruntime.application.audit.GetApprovalRecordHandler;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.ReadAuditLog;
import dev.agentruntime.application.audit.ReadAuditLogHandler;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.audit.VerifyCopy;
import dev.agentruntime.application.audit.VerifyCopyHandler;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.event.ToolResultJson;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.SessionRepository.Origin;
import dev.agentruntime.application.query.AgentContextView;
import dev.agentruntime.application.query.GetAgentContext;
import dev.agentruntime.application.query.GetAgentContextHandler;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a store owes those who look up who did what. Each test uses owners of its own, so a store
 * may be shared.
 */
@Timeout(120)
public abstract class AuditContract {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Supplier<UUID> ids = new CountingIds();
  private Persistence persistence;
  private Owner owner;

  /** The store to test. */
  protected abstract Persistence open() throws Exception;

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
  }

  @AfterEach
  final void releaseStore() {
    release(persistence);
  }

  private Story tell(String name) {
    return Objects.requireNonNull(Stories.all().get(name))
        .apply(Story.begin(persistence, ids, owner, Workshop.settings()));
  }

  static Stream<String> stories() {
    return Stories.all().keySet().stream();
  }

  private List<AuditEntry> all(AuditFilter filter, boolean newestFirst, int most) {
    return Page.all(
        cursor ->
            persistence
                .reads()
                .audit(
                    new AuditQuery(owner, filter, new AuditQuery.Part(newestFirst, most, cursor))));
  }

  private List<AuditEntry> all(AuditFilter filter) {
    return all(filter, false, 1000);
  }

  private static List<UUID> idsOf(List<AuditEntry> entries) {
    return entries.stream().map(entry -> entry.event().id()).toList();
  }

  private Verification verify() {
    return new VerifyAuditHandler(persistence.reads())
        .handle(new VerifyAudit(Optional.of(owner), Optional.empty()));
  }

  // The chain.

  @ParameterizedTest
  @MethodSource("stories")
  void whatever_happens_each_event_has_its_link(String name) {
    Story story = tell(name);
    Digest link = EventChain.START;
    List<AuditEntry> entries = all(AuditFilter.ALL);

    assertThat(entries.stream().map(entry -> entry.event())).isEqualTo(story.log());
    for (AuditEntry entry : entries) {
      link =
          EventChain.link(
              link, entry.event(), LoggedEvent.of(entry.event()), entry.facts().agent());
      assertThat(entry.link()).as(entry.event().type()).isEqualTo(link);
    }
    assertThat(verify().isSound()).isTrue();
    assertThat(verify().checked().events()).isEqualTo(story.log().size());
  }

  private List<ChainHead> heads(int most) {
    var heads = new ArrayList<ChainHead>();
    List<ChainHead> page;
    do {
      page =
          persistence
              .reads()
              .heads(
                  new HeadsQuery(
                      Optional.of(owner),
                      heads.stream().map(ChainHead::session).reduce((first, second) -> second),
                      most));
      heads.addAll(page);
    } while (!page.isEmpty());
    return heads;
  }

  private CopyVerification verify(List<ChainHead> heads) {
    return new VerifyCopyHandler(persistence.reads())
        .handle(new VerifyCopy(heads.stream().map(head -> head.json().canonical()).iterator()));
  }

  @Test
  void heads_that_were_kept_show_whether_the_log_still_holds_what_it_held() {
    Story story = tell("a question is routed and answered");
    Story other = tell("an edit is rejected");
    List<ChainHead> kept = heads(1);

    assertThat(kept)
        .isEqualTo(heads(100))
        .extracting(ChainHead::session)
        .containsExactlyInAnyOrder(story.id(), other.id());
    assertThat(verify(kept)).isEqualTo(sound(new CopyVerification.Checked(2, 2, 0, 0)));
    story.outside((session, moment) -> session.cancelTurn("enough", moment));
    assertThat(verify(kept))
        .as("more was recorded since")
        .isEqualTo(sound(new CopyVerification.Checked(2, 2, 1, 0)));
    assertThat(heads(100)).isNotEqualTo(kept);
    ChainHead first = kept.getFirst();
    assertThat(
            verify(List.of(new ChainHead(first.session(), first.position(), Digest.of("x"))))
                .flaws())
        .singleElement()
        .asString()
        .endsWith("the store has another link there");
    assertThat(verify(List.of(new ChainHead(new SessionId(ids.get()), 1, first.link()))).flaws())
        .singleElement()
        .asString()
        .contains("the store has no event there");
    assertThat(verify(List.of(first, first)).flaws())
        .singleElement()
        .asString()
        .contains("line 2: session ", "is in the copy already");
  }

  private static CopyVerification sound(CopyVerification.Checked checked) {
    return new CopyVerification(checked, List.of(), 0);
  }

  @Test
  void the_heads_of_sessions_that_were_removed_are_told_and_proved() {
    Story story = tell("an edit is approved and done");
    List<ChainHead> early = heads(100);
    story.outside((session, moment) -> session.close(moment));
    story.outside((session, moment) -> session.delete(moment));
    List<ChainHead> kept = heads(100);
    persistence.inTransaction(
        work -> {
          work.retention().begin(story.id());
          return true;
        });

    assertThat(verify().checked())
        .as("half of it may be gone")
        .isEqualTo(new Verification.Checked(0, 0, 1));
    assertThat(heads(100)).isEqualTo(kept);
    while (!persistence.inTransaction(work -> work.retention().remove(story.id(), 100))) {
      assertThat(heads(100)).isEqualTo(kept);
    }
    assertThat(heads(100)).isEqualTo(kept);
    assertThat(verify(kept)).isEqualTo(sound(new CopyVerification.Checked(1, 1, 0, 0)));
    assertThat(verify(early))
        .as("nothing is left to compare with")
        .isEqualTo(sound(new CopyVerification.Checked(1, 1, 0, 1)));
    ChainHead head = kept.getFirst();
    assertThat(
            verify(List.of(new ChainHead(head.session(), head.position() + 1, head.link())))
                .found())
        .isOne();
    assertThat(
            verify(List.of(new ChainHead(head.session(), head.position(), Digest.of("x")))).found())
        .isOne();
  }

  @Test
  void the_sessions_of_one_owner_or_one_session_are_checked_alone() {
    Story one = tell("the model fails");
    Story two = tell("a limit is raised");
    var handler = new VerifyAuditHandler(persistence.reads());

    assertThat(verify().checked().sessions()).isEqualTo(2);
    Verification alone = handler.handle(new VerifyAudit(Optional.of(owner), Optional.of(two.id())));
    assertThat(alone.checked().sessions()).isEqualTo(1);
    assertThat(alone.checked().events()).isEqualTo(two.log().size());
    assertThat(
            handler
                .handle(new VerifyAudit(Optional.of(new Owner("another")), Optional.of(one.id())))
                .checked()
                .sessions())
        .isZero();
    assertThat(
            handler
                .handle(new VerifyAudit(Optional.empty(), Optional.of(new SessionId(ids.get()))))
                .checked()
                .sessions())
        .isZero();
  }

  @Test
  void an_event_keeps_the_trace_it_stands_in() {
    Story story = tell("the model fails");
    var trace = new TraceParent(TRACE);
    persistence.inTransaction(
        work -> {
          Session locked = work.sessions().lock(story.id()).orElseThrow();
          return work.sessions()
              .save(
                  locked.close(new Moment(work.now(), ids)),
                  new Origin(ids.get(), Optional.of(trace)));
        });

    List<RecordedEvent> log = story.log();
    assertThat(log.getLast().cause().trace()).contains(trace);
    assertThat(log.getFirst().cause().trace()).isEmpty();
    assertThat(verify().isSound()).isTrue();
  }

  // Finding.

  @Test
  void entries_are_found_by_what_they_are_about() {
    Story story = tell("an edit is changed by the reviewer");
    tell("an agent hands over and back");
    Story other = tell("an edit is rejected");
    List<AuditEntry> whole = all(AuditFilter.ALL);
    ApprovalId approval =
        whole.stream()
            .flatMap(entry -> entry.facts().subject().approval().stream())
            .findFirst()
            .orElseThrow();
    ToolCallId call =
        whole.stream()
            .flatMap(entry -> entry.facts().subject().call().stream())
            .findFirst()
            .orElseThrow();
    Instant middle = whole.get(whole.size() / 2).entry().event().at();

    assertFound(
        whole,
        new AuditFilter(
            List.of(),
            new Where(Optional.of(other.id()), Optional.empty(), Optional.empty()),
            Who.ANY,
            When.ANY),
        entry -> entry.event().session().equals(other.id()));
    assertFound(
        whole,
        new AuditFilter(
            List.of(),
            new Where(Optional.empty(), Optional.of(approval), Optional.empty()),
            Who.ANY,
            When.ANY),
        entry -> entry.facts().subject().approval().equals(Optional.of(approval)));
    assertFound(
        whole,
        AuditFilter.of(new Where(Optional.empty(), Optional.empty(), Optional.of(call))),
        entry -> entry.facts().subject().call().equals(Optional.of(call)));
    assertFound(
        whole,
        new AuditFilter(List.of("approval.approved", "turn.started"), Where.ANY, Who.ANY, When.ANY),
        entry -> List.of("approval.approved", "turn.started").contains(entry.event().type()));
    assertFound(
        whole,
        of(new Who(Optional.of("reviewer"), Optional.empty(), Optional.empty())),
        entry -> entry.facts().subject().decider().equals(Optional.of("reviewer")));
    assertFound(
        whole,
        of(new Who(Optional.empty(), Optional.of("debug"), Optional.empty())),
        entry -> entry.facts().agent().equals("debug"));
    assertFound(
        whole,
        of(new Who(Optional.empty(), Optional.empty(), Optional.of("write_file"))),
        entry -> entry.facts().tool().equals(Optional.of("write_file")));
    assertFound(
        whole,
        new AuditFilter(
            List.of(), Where.ANY, Who.ANY, new When(Optional.of(middle), Optional.empty())),
        entry -> !entry.event().at().isBefore(middle));
    assertFound(
        whole,
        new AuditFilter(
            List.of(),
            Where.ANY,
            Who.ANY,
            new When(Optional.empty(), Optional.of(middle.plusMillis(1)))),
        entry -> entry.event().at().isBefore(middle.plusMillis(1)));
    assertThat(all(of(new Who(Optional.of("nobody"), Optional.empty(), Optional.empty()))))
        .isEmpty();
    assertThat(story.log()).hasSizeLessThan(whole.size());
  }

  private static AuditFilter of(Who who) {
    return new AuditFilter(List.of(), Where.ANY, who, When.ANY);
  }

  private void assertFound(
      List<AuditEntry> whole, AuditFilter filter, Predicate<AuditEntry> wanted) {
    List<AuditEntry> expected = whole.stream().filter(wanted).toList();
    assertThat(expected).as("%s finds something", filter).isNotEmpty();
    assertThat(all(filter)).as("%s", filter).isEqualTo(expected);
    assertThat(idsOf(all(filter, true, 3)))
        .as("%s from the other end", filter)
        .isEqualTo(idsOf(expected.reversed()));
  }

  @Test
  void pages_bring_everything_once_from_either_end() {
    tell("a reply brings calls of every kind");
    tell("an edit is approved and done");
    List<UUID> whole = idsOf(all(AuditFilter.ALL));

    assertThat(idsOf(all(AuditFilter.ALL, false, 4))).isEqualTo(whole);
    assertThat(idsOf(all(AuditFilter.ALL, true, 7))).isEqualTo(whole.reversed());
    assertThat(idsOf(all(AuditFilter.ALL, true, whole.size()))).isEqualTo(whole.reversed());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                persistence
                    .reads()
                    .audit(
                        new AuditQuery(
                            owner,
                            AuditFilter.ALL,
                            new AuditQuery.Part(true, 5, Optional.of("none")))));
  }

  @Test
  void what_happened_in_deleted_sessions_is_told_to_their_owner_alone() {
    Story story = tell("the session is set otherwise, closed and deleted");

    assertThat(idsOf(all(AuditFilter.ALL)))
        .isEqualTo(story.log().stream().map(RecordedEvent::id).toList());
    owner = new Owner("owner-" + ids.get());
    assertThat(all(AuditFilter.ALL)).isEmpty();
  }

  private List<AuditLogEntry> auditLog(Optional<AuditLogKind> kind, int most) {
    return new ReadAuditLogHandler(persistence.reads())
        .handle(new ReadAuditLog(owner, Optional.empty(), kind, AuditJson.Content.FULL, most));
  }

  @Test
  void the_predecessors_audit_log_is_made_from_the_log() {
    tell("a question is routed and answered");
    tell("a reply brings calls of every kind");
    tell("an edit is changed by the reviewer");
    tell("an edit is rejected");
    tell("the model fails");
    tell("requests that are no tool calls");
    List<AuditLogEntry> whole = auditLog(Optional.empty(), 1000);

    assertThat(whole.stream().map(entry -> entry.told().type()))
        .containsSubsequence(
            AuditLogKind.AGENT_SWITCHED,
            AuditLogKind.TOOL_EXECUTION_FAILED,
            AuditLogKind.TOOL_APPROVAL_REQUIRED,
            AuditLogKind.HITL_DECISION_MADE,
            AuditLogKind.AGENT_ERROR);
    assertThat(idsOf(whole.stream().map(AuditLogEntry::entry).toList()))
        .as("in the log's order")
        .isEqualTo(
            idsOf(all(AuditFilter.ALL)).stream()
                .filter(idsOf(whole.stream().map(AuditLogEntry::entry).toList())::contains)
                .toList());
    assertThat(auditLog(Optional.empty(), 3))
        .isEqualTo(whole.subList(whole.size() - 3, whole.size()));
    for (AuditLogKind kind : AuditLogKind.values()) {
      assertThat(auditLog(Optional.of(kind), 1000))
          .isNotEmpty()
          .isEqualTo(whole.stream().filter(entry -> entry.told().type() == kind).toList());
    }
  }

  @Test
  void who_is_at_work_in_a_session_is_told_with_each_switch() {
    Story story = tell("a question is routed and answered");
    story.outside((session, moment) -> session.cancelTurn("enough", moment));
    story.outside(
        (session, moment) ->
            session.switchAgent(Workshop.DEBUG, "a test fails", Workshop.AGENTS, moment));
    List<RecordedEvent> switches =
        story.log().stream()
            .filter(event -> event.event() instanceof SessionEvent.AgentSwitched)
            .toList();
    AgentContextView context =
        new GetAgentContextHandler(persistence.reads())
            .handle(new GetAgentContext(owner, story.id(), true));

    assertThat(context.agents()).isEqualTo(new AgentContext(Workshop.DEBUG, 2));
    assertThat(context.createdAt()).isEqualTo(story.log().getFirst().at());
    assertThat(context.lastSwitch()).contains(switches.getLast().at());
    assertThat(context.history())
        .containsExactly(
            new AgentContextView.Switch(
                AgentName.ORCHESTRATOR,
                Workshop.CODER,
                "it is code",
                switches.getFirst().at(),
                Optional.of(Routing.Confidence.HIGH)),
            new AgentContextView.Switch(
                Workshop.CODER,
                Workshop.DEBUG,
                "a test fails",
                switches.getLast().at(),
                Optional.empty()));
  }

  @Test
  void an_approval_is_joined_with_what_it_led_to() {
    Story story = tell("an edit is changed by the reviewer");
    ApprovalId approval =
        all(AuditFilter.ALL).stream()
            .flatMap(entry -> entry.facts().subject().approval().stream())
            .findFirst()
            .orElseThrow();
    ApprovalRecord record =
        new GetApprovalRecordHandler(persistence.reads())
            .handle(new GetApprovalRecord(owner, approval));

    assertThat(record.view().approval().asked().basis().policy()).isPresent();
    assertThat(record.view().approval().state())
        .isInstanceOfSatisfying(
            PendingApprovalState.Approved.class,
            approved -> {
              assertThat(approved.edited()).isTrue();
              assertThat(approved.by()).isEqualTo("reviewer");
              assertThat(record.ran()).contains(approved.granted().digest());
            });
    ToolResult result =
        story.log().stream()
            .map(RecordedEvent::event)
            .filter(SessionEvent.ToolAnswered.class::isInstance)
            .map(event -> ((SessionEvent.ToolAnswered) event).result())
            .findFirst()
            .orElseThrow();
    assertThat(result.outcome()).isEqualTo(ToolResult.Outcome.SUCCEEDED);
    assertThat(record.result()).contains(result);
    assertThat(AuditJson.write(record).object("result").orElseThrow())
        .as("its outcome, and a hash by which whoever has the result can tell it")
        .isEqualTo(
            JsonObject.builder()
                .put("outcome", "succeeded")
                .put("digest", Digest.of(ToolResultJson.write(result)).hex())
                .build());
    assertThat(record.entries().stream().map(entry -> entry.event().type()))
        .containsExactly(
            "tool.call.proposed",
            "approval.requested",
            "approval.approved",
            "tool.execution.started",
            "tool.execution.completed");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () ->
                new GetApprovalRecordHandler(persistence.reads())
                    .handle(new GetApprovalRecord(new Owner("another"), approval)));
  }
}
