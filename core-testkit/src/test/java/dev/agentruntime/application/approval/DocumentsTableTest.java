package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.approval.PendingApprovalState.Expired;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Invariants;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of the documents' approval API, a test for each of its rows. */
class DocumentsTableTest {

  private static final Reviewer ANN = new Reviewer("ann", Role.ADMIN);
  private static final JsonObject PLAN =
      JsonText.readObject(
          """
          {"plan_id":"p-1","description":"rebuild it","total_subtasks":7,
           "estimated_duration":"3h","subtasks":[{"title":"one"}]}\
          """);

  private final ShiftableClock clock = new ShiftableClock();
  private final InMemoryPersistence store = new InMemoryPersistence(clock, new UuidV7());
  private final AgentRuntime runtime =
      AgentRuntime.builder().persistence(store).model(new FakeChatModel(what -> {})).build();

  @AfterEach
  void close() {
    runtime.close();
    Invariants.checkAll(store);
  }

  private static RequestApproval.Wanted wanted(String type, String subject, JsonObject details) {
    return new RequestApproval.Wanted(new ApprovalType(type), subject, details);
  }

  private ApprovalId add(RequestApproval.Wanted wanted, Optional<Duration> timeout) {
    return runtime.request(
        new RequestApproval(
            Owner.LOCAL,
            Optional.empty(),
            wanted,
            new Petition(Optional.of("it is large"), timeout, Optional.empty())));
  }

  private ApprovalId addPlan() {
    return add(wanted("plan", "rebuild", PLAN), Optional.empty());
  }

  private Approval find(ApprovalId id) {
    return runtime.get(new GetApproval(Owner.LOCAL, id)).approval();
  }

  private Approval decide(ApprovalId id, ApprovalDecision decision) {
    return runtime.decide(
        new DecideApproval(Owner.LOCAL, id, decision, find(id).digest(), ANN, Reach.ONCE));
  }

  private PolicyView set(String policy) {
    return runtime.set(
        new SetPolicy(
            Owner.LOCAL,
            Optional.empty(),
            new SetPolicy.Content(JsonText.readObject(policy), false),
            OptionalInt.empty(),
            new Signature(ANN, "as in the documents")));
  }

  private Ruling check(RequestApproval.Wanted wanted) {
    return runtime
        .check(new CheckRequest(Owner.LOCAL, Optional.empty(), Optional.empty(), wanted))
        .findings()
        .verdict()
        .ruling();
  }

  @Test
  void check_whether_something_requires_approval() {
    set(
        """
        {"default_requires_approval":false,"rules":[
          {"request_type":"tool","subject_pattern":"write_file","requires_approval":true,
           "conditions":{"size_gt":1048576}},
          {"request_type":"plan","requires_approval":true,
           "conditions":{"total_subtasks_gt":5}}]}\
        """);

    JsonObject large = JsonObject.builder().put("size", 2 * 1024 * 1024).build();
    JsonObject small = JsonObject.builder().put("size", 100).build();
    assertThat(check(wanted("tool", "write_file", large))).isEqualTo(Ruling.ASK);
    assertThat(check(wanted("tool", "write_file", small))).isEqualTo(Ruling.ALLOW);
    assertThat(check(wanted("plan", "rebuild", PLAN))).isEqualTo(Ruling.ASK);
    JsonObject five = JsonObject.builder().put("total_subtasks", 5).build();
    assertThat(check(wanted("plan", "rebuild", five))).isEqualTo(Ruling.ALLOW);
  }

  @Test
  void add_a_request() {
    assertThat(find(addPlan()).isPending()).isTrue();
  }

  @Test
  void get_a_request() {
    Approval plan = find(addPlan());

    assertThat(plan.request().details()).isEqualTo(PLAN);
    assertThat(plan.asked().reason()).isEqualTo("it is large");
  }

  @Test
  void list_requests_by_type() {
    ApprovalId plan = addPlan();
    JsonObject where =
        JsonText.readObject("{\"target\":\"web\",\"version\":\"2\",\"environment\":\"prod\"}");
    ApprovalId deployment = add(wanted("deployment", "web 2", where), Optional.empty());

    assertThat(list("plan")).containsExactly(plan);
    assertThat(list("deployment")).containsExactly(deployment);
    assertThat(list("trip")).isEmpty();
  }

  private List<ApprovalId> list(String type) {
    var filter =
        new ApprovalFilter(
            Optional.empty(),
            Optional.of(new ApprovalType(type)),
            Optional.of("pending"),
            10,
            Optional.empty());
    return runtime.list(new ListApprovals(Owner.LOCAL, filter)).items().stream()
        .map(ApprovalView::approval)
        .map(Approval::id)
        .toList();
  }

  @Test
  void approve_a_request() {
    assertThat(decide(addPlan(), new ApprovalDecision.Approve()).state())
        .isInstanceOf(Approved.class);
  }

  @Test
  void reject_a_request_with_feedback() {
    assertThat(decide(addPlan(), new ApprovalDecision.Reject("too much")).state())
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.feedback()).isEqualTo("too much"));
  }

  @Test
  void edit_a_request() {
    JsonObject smaller =
        JsonText.readObject(
            PLAN.canonical().replace("\"total_subtasks\":7", "\"total_subtasks\":2"));
    var nothing = new ApprovalDecision.ApproveWithEdits(JsonObject.empty());

    assertThatThrownBy(() -> decide(addPlan(), nothing))
        .hasMessageContaining("details.plan_id is missing");
    assertThat(decide(addPlan(), new ApprovalDecision.ApproveWithEdits(smaller)).state())
        .isInstanceOfSatisfying(
            Approved.class,
            approved -> {
              assertThat(approved.edited()).isTrue();
              assertThat(approved.granted().details()).isEqualTo(smaller);
            });
  }

  @Test
  void delete_a_request_which_stays_in_the_history() {
    ApprovalId plan = addPlan();

    runtime.withdraw(new WithdrawApproval(Owner.LOCAL, plan, "not needed"));

    assertThat(find(plan).state()).isInstanceOf(Cancelled.class);
  }

  @Test
  void clean_up_what_expired() {
    ApprovalId plan = add(wanted("plan", "rebuild", PLAN), Optional.of(Duration.ofMinutes(5)));
    clock.pass(Duration.ofMinutes(6));

    runtime.expireDue();

    assertThat(find(plan).state()).isInstanceOf(Expired.class);
  }

  @Test
  void a_request_that_says_too_little_or_too_much_is_refused() {
    JsonObject empty = JsonObject.empty();
    assertThatThrownBy(() -> add(wanted("trip", " ", empty), Optional.empty()))
        .hasMessageContaining("subject is blank");
    assertThatThrownBy(() -> add(wanted("trip", "x".repeat(1001), empty), Optional.empty()))
        .hasMessageContaining("more than 1000 characters");
    JsonObject large = JsonObject.builder().put("text", "x".repeat(300_000)).build();
    assertThatThrownBy(() -> add(wanted("trip", "x", large), Optional.empty()))
        .hasMessageContaining("more than 262144 characters");
    for (String wrong : List.of("\"-P1D\"", "7200", "\"soon\"")) {
      JsonObject plan = JsonText.readObject(PLAN.canonical().replace("\"3h\"", wrong));
      assertThatThrownBy(() -> add(wanted("plan", "x", plan), Optional.empty()))
          .hasMessageContaining("details.estimated_duration is missing or not a duration");
    }
    for (String wrong : List.of("5", "\" \"", "null")) {
      JsonObject plan = JsonText.readObject(PLAN.canonical().replace("\"p-1\"", wrong));
      assertThatThrownBy(() -> add(wanted("plan", "x", plan), Optional.empty()))
          .hasMessageContaining("details.plan_id is missing or not a text");
    }
    for (String wrong : List.of("\"7\"", "1.5", "-1")) {
      JsonObject plan =
          JsonText.readObject(
              PLAN.canonical().replace("total_subtasks\":7", "total_subtasks\":" + wrong));
      assertThatThrownBy(() -> add(wanted("plan", "x", plan), Optional.empty()))
          .hasMessageContaining("details.total_subtasks is missing or not a whole number");
    }
    JsonObject undercounted =
        JsonText.readObject(
            PLAN.canonical().replace("\"total_subtasks\":7", "\"total_subtasks\":0"));
    assertThatThrownBy(() -> add(wanted("plan", "x", undercounted), Optional.empty()))
        .hasMessageContaining("less than there are subtasks");
    JsonObject unlisted =
        JsonText.readObject(PLAN.canonical().replace("[{\"title\":\"one\"}]", "1"));
    assertThatThrownBy(() -> add(wanted("plan", "x", unlisted), Optional.empty()))
        .hasMessageContaining("details.subtasks is missing or not a list");
  }

  @Test
  void a_plan_without_a_count_is_told_so_and_not_that_it_counts_too_little() {
    JsonObject uncounted =
        JsonText.readObject(PLAN.canonical().replace(",\"total_subtasks\":7", ""));

    assertThat(RequestShapes.flaws(wanted("plan", "x", uncounted)))
        .extracting(Refusal.Flaw::message)
        .singleElement()
        .asString()
        .startsWith("details.total_subtasks is missing");
  }

  @Test
  void a_request_may_be_as_large_as_the_bounds_say() {
    JsonObject exact =
        JsonText.readObject(
            PLAN.canonical().replace("\"total_subtasks\":7", "\"total_subtasks\":1"));
    assertThat(RequestShapes.flaws(wanted("plan", "x", exact))).isEmpty();
    assertThat(RequestShapes.flaws(wanted("trip", "x".repeat(1000), JsonObject.empty()))).isEmpty();
    String empty = "{\"text\":\"\"}";
    JsonObject large =
        JsonObject.builder().put("text", "x".repeat(256 * 1024 - empty.length())).build();
    assertThat(RequestShapes.flaws(wanted("trip", "x", large))).isEmpty();
  }

  @Test
  void update_the_policy() {
    assertThat(set("{\"rules\":[{\"decision\":\"deny\"}]}").version().number()).isEqualTo(1);

    assertThat(find(addPlan()).state()).isInstanceOf(Rejected.class);
  }

  @Test
  void get_the_policy() {
    set("{\"rules\":[{\"decision\":\"ask\"}]}");

    PolicyView policy = runtime.get(new GetPolicy(Owner.LOCAL, Optional.empty()));
    assertThat(policy.document().array("rules")).hasSize(1);
    assertThat(policy.put().orElseThrow().author()).isEqualTo("ann");
  }
}
