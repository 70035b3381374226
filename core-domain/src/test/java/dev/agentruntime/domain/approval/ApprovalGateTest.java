package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.CALL;
import static dev.agentruntime.domain.approval.Requests.CODER;
import static dev.agentruntime.domain.approval.Requests.NOON;
import static dev.agentruntime.domain.approval.Requests.approved;
import static dev.agentruntime.domain.approval.Requests.granted;
import static dev.agentruntime.domain.approval.Requests.pending;
import static dev.agentruntime.domain.approval.Requests.policy;
import static dev.agentruntime.domain.approval.Requests.prepared;
import static dev.agentruntime.domain.approval.Requests.rule;
import static dev.agentruntime.domain.approval.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalGate.Passage;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalGateTest {

  private static final PreparedCall CALL_NOW = write("new", "old");

  private static ApprovalGate gate(Ruling ruling) {
    return new ApprovalGate(PolicyInForce.of(policy(rule("r", ruling, ".*"))));
  }

  private static Passage pass(Ruling ruling, PreparedCall call, Optional<Approval> approval) {
    return gate(ruling).pass(call, CODER, approval);
  }

  @Test
  void what_the_policy_allows_passes_on_its_word() {
    var open = (Passage.Open) pass(Ruling.ALLOW, CALL_NOW, Optional.empty());
    AuthorizedCall call = open.call();

    assertThat(call.grounds())
        .isEqualTo(
            new Grounds.Policy(
                new Verdict.Explanation("r", PolicyVersion.ofOwner(7), "because of r")));
    assertThat(call.id()).isEqualTo(CALL);
    assertThat(call.tool()).hasToString("write_file");
    assertThat(call.sideEffect()).isEqualTo(SideEffect.EDIT);
    assertThat(call.arguments()).isEqualTo(CALL_NOW.arguments());
    assertThat(call.preview()).isEqualTo(CALL_NOW.preview());
    assertThat(call.digest()).isEqualTo(ApprovalRequest.of(CALL_NOW, CODER).digest());
    assertThat(call).hasToString("write_file " + CALL);
  }

  @Test
  void what_the_policy_asks_about_is_asked() {
    assertThat(pass(Ruling.ASK, CALL_NOW, Optional.empty()))
        .isEqualTo(
            new Passage.Ask(
                ApprovalRequest.of(CALL_NOW, CODER),
                "because of r",
                new Approval.Basis(
                    Optional.of(
                        new Verdict.Explanation("r", PolicyVersion.ofOwner(7), "because of r")),
                    ApprovalTerms.DEFAULT,
                    Optional.empty())));
  }

  @Test
  void what_the_policy_denies_is_shut_even_with_an_approval() {
    for (Optional<Approval> approval : twoWays(approved(CALL_NOW))) {
      var shut = (Passage.Shut) pass(Ruling.DENY, CALL_NOW, approval);

      assertThat(shut.verdict().explanation().rule()).isEqualTo("r");
    }
  }

  private static java.util.List<Optional<Approval>> twoWays(Approval approval) {
    return java.util.List.of(Optional.empty(), Optional.of(approval));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "ASK"})
  void an_approval_of_exactly_this_opens(Ruling ruling) {
    var open = (Passage.Open) pass(ruling, CALL_NOW, Optional.of(approved(CALL_NOW)));

    assertThat(open.call().grounds()).isEqualTo(new Grounds.Person(approved(CALL_NOW).id(), false));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "ASK"})
  void an_approval_of_edited_arguments_opens_for_those_alone(Ruling ruling) {
    PreparedCall edited = write("better", "old");
    Approval approval =
        pending(ApprovalRequest.of(CALL_NOW, CODER), Optional.of(CALL))
            .closed(granted(ApprovalRequest.of(edited, CODER), true));

    var open = (Passage.Open) pass(ruling, edited, Optional.of(approval));

    assertThat(open.call().grounds()).isEqualTo(new Grounds.Person(approval.id(), true));
    assertThat(open.call().arguments().string("content")).contains("better");
    assertThat(pass(ruling, CALL_NOW, Optional.of(approval))).isInstanceOf(Passage.Ask.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "ASK"})
  void a_file_that_changed_since_the_approval_is_asked_about_by_name(Ruling ruling) {
    PreparedCall drifted = write("new", "changed meanwhile");

    assertThat(pass(ruling, drifted, Optional.of(approved(CALL_NOW))))
        .isEqualTo(
            new Passage.Ask(
                ApprovalRequest.of(drifted, CODER),
                "changed since it was approved: a.txt",
                approved(CALL_NOW).asked().basis()));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "ASK"})
  void other_arguments_than_the_approved_ones_are_asked_about(Ruling ruling) {
    PreparedCall approved = command("ls");

    assertThat(pass(ruling, command("rm x"), Optional.of(approved(approved))))
        .isEqualTo(
            new Passage.Ask(
                ApprovalRequest.of(command("rm x"), CODER),
                "what would run is no longer what was approved",
                approved(approved).asked().basis()));
  }

  @Test
  void only_the_files_that_changed_are_named() {
    FileImpact same = new FileImpact("same.txt", Optional.empty(), Optional.of(Digest.of("x")));
    FileImpact before =
        new FileImpact("a.txt", Optional.of(Digest.of("1")), Optional.of(Digest.of("2")));
    FileImpact after =
        new FileImpact("a.txt", Optional.of(Digest.of("3")), Optional.of(Digest.of("2")));

    assertThat(pass(Ruling.ASK, editing(same, after), Optional.of(approved(editing(same, before)))))
        .isInstanceOfSatisfying(
            Passage.Ask.class,
            ask -> assertThat(ask.reason()).isEqualTo("changed since it was approved: a.txt"));
  }

  private static PreparedCall editing(FileImpact... files) {
    return prepared(
        CALL,
        SideEffect.EDIT,
        "apply_diff",
        JsonObject.empty(),
        new Preview(List.of(), List.of(files), OptionalLong.empty(), Optional.empty(), false));
  }

  private static PreparedCall command(String line) {
    return prepared(
        CALL,
        SideEffect.COMMAND,
        "execute_command",
        JsonObject.builder().put("command", line).build(),
        Preview.nothing());
  }

  @Test
  void an_approval_for_another_agent_does_not_open() {
    assertThat(
            gate(Ruling.ASK)
                .pass(CALL_NOW, new AgentName("debug"), Optional.of(approved(CALL_NOW))))
        .isInstanceOf(Passage.Ask.class);
  }

  static Stream<PendingApprovalState> unapproved() {
    return Stream.of(
        new PendingApprovalState.Rejected("no", "ann", NOON),
        new PendingApprovalState.Expired(NOON),
        new PendingApprovalState.Cancelled("withdrawn", NOON));
  }

  @ParameterizedTest
  @MethodSource("unapproved")
  void an_approval_that_is_not_approved_opens_nothing(PendingApprovalState state) {
    Approval asked = pending(ApprovalRequest.of(CALL_NOW, CODER), Optional.of(CALL));

    assertRefused(asked);
    assertRefused(asked.closed(state));
  }

  @Test
  void an_approval_of_another_call_opens_nothing() {
    PreparedCall twin =
        prepared(
            new ToolCallId(new UUID(0, 2)),
            SideEffect.EDIT,
            "write_file",
            CALL_NOW.arguments(),
            CALL_NOW.preview());

    assertRefused(approved(twin));
    assertRefused(
        pending(ApprovalRequest.of(CALL_NOW, CODER), Optional.empty())
            .closed(granted(ApprovalRequest.of(CALL_NOW, CODER), false)));
  }

  private static void assertRefused(Approval approval) {
    for (Ruling ruling : new Ruling[] {Ruling.ALLOW, Ruling.ASK}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pass(ruling, CALL_NOW, Optional.of(approval)))
          .withMessageContaining("does not approve call " + CALL);
    }
  }

  @Test
  void a_recovery_that_was_approved_is_no_approval_of_the_call() {
    var recovery =
        new ApprovalRequest(
            ApprovalType.RECOVERY,
            "write_file",
            ApprovalRequest.of(CALL_NOW, CODER).details(),
            Optional.of(CODER),
            ApprovalRequest.of(CALL_NOW, CODER).files());
    Approval approval = pending(recovery, Optional.of(CALL)).closed(granted(recovery, false));

    assertThat(pass(Ruling.ASK, CALL_NOW, Optional.of(approval))).isInstanceOf(Passage.Ask.class);
  }

  @ParameterizedTest
  @EnumSource(Ruling.class)
  void the_verdict_on_a_call_is_that_on_its_request(Ruling ruling) {
    Verdict verdict = gate(ruling).judge(CALL_NOW, CODER);

    assertThat(verdict.ruling()).isEqualTo(ruling);
    assertThat(verdict.ruling().id()).isEqualTo(ruling.name().toLowerCase(java.util.Locale.ROOT));
    assertThat(verdict.explanation().rule()).isEqualTo("r");
  }
}
