package dev.agentruntime.application.approval;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AllowInSessionStoryTest {

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private static ChatModel.Call write(String path, String content) {
    return call(
        "write_file",
        JsonObject.builder().put("path", path).put("content", content).build().canonical());
  }

  private SessionGrant allow(Approval approval) {
    return story
        .runtime()
        .allowInSession(
            new AllowInSession(Owner.LOCAL, approval.id(), approval.digest(), "a person"));
  }

  private Optional<PolicyRepository.Version> own() {
    return story
        .store()
        .inTransaction(work -> work.policies().current(Owner.LOCAL, Optional.of(story.open())));
  }

  @Test
  void what_is_allowed_for_the_session_is_not_asked_again() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    SessionGrant grant = allow(asked);
    story.thenWaitsFor(WaitReason.APPROVAL).thenRan();

    story
        .modelCalls(write("a.txt", "2"))
        .modelCalls(write("b.txt", "3"))
        .approved("write_file")
        .thenRan("write_file", "write_file")
        .thenWaitsFor(WaitReason.APPROVAL);
    assertThat(grant.text()).isEqualTo("write_file: a.txt");
    assertThat(story.workspace().content("a.txt")).contains("2");
    assertThat(story.pending("write_file").request().details().strings("paths"))
        .containsExactly("b.txt");
    assertThat(own().map(PolicyRepository.Version::author)).contains("a person");
  }

  @Test
  void an_allowed_command_runs_again_and_one_with_another_argument_asks() {
    List.of("npm test", "npm  'test'", "npm test -- -u")
        .forEach(line -> story.command(line, output -> ToolResult.succeeded("ok")));
    story.modelCalls(run("npm test")).userSays("test");
    allow(story.pending("execute_command"));
    story
        .modelCalls(run("npm  'test'"))
        .modelCalls(run("npm test -- -u"))
        .approved("execute_command")
        .thenRan("execute_command", "execute_command")
        .thenWaitsFor(WaitReason.APPROVAL);
    assertThat(story.pending("execute_command").request().details().string("command"))
        .contains("npm test -- -u");
  }

  private static ChatModel.Call run(String line) {
    return call("execute_command", JsonObject.builder().put("command", line).build().canonical());
  }

  @Test
  void it_outlives_the_process_and_holds_in_no_other_session() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    allow(story.pending("write_file"));
    story
        .processStops()
        .modelCalls(write("a.txt", "2"))
        .modelReplies("Done.")
        .approved("write_file")
        .thenRan("write_file", "write_file")
        .thenCompletedWith("Done.");
    Optional<PolicyRepository.Version> owners =
        story.store().inTransaction(work -> work.policies().current(Owner.LOCAL, Optional.empty()));
    assertThat(owners).isEmpty();
  }

  @Test
  void a_denial_stands_over_what_a_person_allowed() {
    story.policy(
        """
        {"rules":[{"id":"frozen","subject_pattern":"write_file","decision":"deny",\
        "conditions":{"size_gt":3}}]}\
        """);
    story.modelCalls(write("a.txt", "1")).userSays("write");
    allow(story.pending("write_file"));
    story
        .modelCalls(write("a.txt", "too long"))
        .modelReplies("Done.")
        .approved("write_file")
        .thenRan("write_file")
        .thenAnswered(Outcome.SUCCEEDED, Outcome.DENIED);
  }

  @Test
  void a_file_for_secrets_is_asked_for_until_a_rule_names_it() {
    story.workspace().secretFile(".env", "KEY=1").file("a.txt", "");
    ChatModel.Call read = call("read_file", "{\"path\":\".env\"}");
    story
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelCalls(read)
        .userSays("read")
        .thenRan("read_file")
        .thenWaitsFor(WaitReason.APPROVAL);
    Approval asked = story.pending("read_file");
    assertThat(asked.asked().reason()).contains("secrets");
    allow(asked);
    story
        .modelCalls(read)
        .modelReplies("Done.")
        .approved("read_file")
        .thenRan("read_file", "read_file", "read_file")
        .thenCompletedWith("Done.");
  }

  @Test
  void allowing_it_twice_is_allowing_it_once() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    SessionGrant first = allow(asked);
    assertThat(allow(asked)).isEqualTo(first);
    story.modelReplies("Done.").approved("write_file");
    assertThat(allow(asked)).isEqualTo(first);
    assertThat(own().map(PolicyRepository.Version::number)).contains(1);
  }

  @Test
  void grants_given_at_the_same_time_are_all_kept() throws Exception {
    var paths = List.of("a", "b", "c", "d", "e", "f");
    story
        .modelCalls(paths.stream().map(path -> write(path, "1")).toArray(ChatModel.Call[]::new))
        .userSays("write");
    var tasks = new ArrayList<Callable<SessionGrant>>();
    story.pending().forEach(approval -> tasks.add(() -> allow(approval)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<SessionGrant> grant : threads.invokeAll(tasks)) {
        grant.get();
      }
    }
    PolicyRepository.Version version = own().orElseThrow();
    assertThat(version.number()).isEqualTo(paths.size());
    assertThat(PolicyDocument.read(version.document(), 6).rules())
        .filteredOn(rule -> rule.id().startsWith("session-"))
        .hasSize(paths.size());
  }

  @Test
  void a_decided_request_allows_nothing_more() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    story.decide(asked, new ApprovalDecision.Approve());
    assertThatThrownBy(() -> allow(asked))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("does not wait any more");
    story.modelReplies("Done.").settle();
    assertThatThrownBy(() -> allow(asked)).isInstanceOf(RefusedException.class);
    assertThat(own()).isEmpty();
  }

  @Test
  void a_request_that_no_rule_can_name_exactly_is_refused() {
    story.modelCalls(write(".git/hooks/pre-commit", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    assertThatThrownBy(() -> allow(asked))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no rule for this session would allow exactly");
    assertThat(own()).isEmpty();
  }

  /** A rule that allows does not settle whether another one forbids: it would be asked again. */
  @Test
  void what_a_denial_may_forbid_is_not_allowed_for_the_session() {
    JsonObject noRemoving =
        JsonText.readObject(
            """
            {"rules":[{"id":"no-rm","subject_pattern":"execute_command","decision":"deny",\
            "conditions":{"command_in":["rm *"]}}]}\
            """);
    story.policy(noRemoving.canonical()).modelCalls(run("unknown-tool rm x")).userSays("clean");
    Approval asked = story.pending("execute_command");

    assertThat(SessionGrant.of(asked)).isPresent();
    assertThat(SessionGrant.of(asked, noRemoving)).isEmpty();
    assertThat(SessionGrant.of(asked, JsonObject.empty())).isPresent();
    assertThatThrownBy(() -> allow(asked))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot tell whether rule no-rm forbids this")
        .hasMessageContaining("decide it alone");
    assertThat(own()).isEmpty();
  }

  @Test
  void something_else_than_what_was_seen_is_refused() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .allowInSession(
                        new AllowInSession(Owner.LOCAL, asked.id(), Digest.of("else"), "a person")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(new Refusal.StaleDigest(asked.digest())));
  }

  @Test
  void only_the_owner_allows_and_only_what_there_is() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .allowInSession(
                        new AllowInSession(
                            new Owner("stranger"), asked.id(), asked.digest(), "a stranger")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no approval");
    var unknown =
        new AllowInSession(Owner.LOCAL, new ApprovalId(new UUID(1, 1)), asked.digest(), "a person");
    assertThatThrownBy(() -> story.runtime().allowInSession(unknown))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no approval");
  }

  @Test
  void the_policy_of_the_owner_is_what_is_widened() {
    story.policy("{}");
    story
        .store()
        .inTransaction(
            work -> {
              work.policies()
                  .add(
                      new PolicyRepository.Version(
                          Owner.LOCAL,
                          Optional.empty(),
                          5,
                          JsonText.readObject(
                              "{\"rules\":[{\"id\":\"mine\",\"decision\":\"ask\"}]}"),
                          "a person",
                          work.now()));
              return true;
            });
    story.modelCalls(write("a.txt", "1")).userSays("write");
    allow(story.pending("write_file"));
    PolicyRepository.Version version = own().orElseThrow();
    assertThat(version.number()).isEqualTo(1);
    assertThat(PolicyDocument.read(version.document(), 1).rules())
        .extracting(rule -> rule.id())
        .last()
        .isEqualTo("mine");
  }
}
