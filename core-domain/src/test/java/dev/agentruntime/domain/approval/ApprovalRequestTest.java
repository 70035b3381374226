package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.CALL;
import static dev.agentruntime.domain.approval.Requests.CODER;
import static dev.agentruntime.domain.approval.Requests.pattern;
import static dev.agentruntime.domain.approval.Requests.prepared;
import static dev.agentruntime.domain.approval.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.agent.AgentName;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalRequestTest {

  private static JsonObject details(SideEffect effect, JsonObject arguments, Preview preview) {
    return ApprovalRequest.of(prepared(CALL, effect, "x", arguments, preview), CODER).details();
  }

  @Test
  void the_details_of_a_call_are_what_the_preview_found() {
    assertThat(ApprovalRequest.of(write("abc", "old"), CODER).details())
        .hasToString(
            "{\"agent\":\"coder\",\"arguments\":{\"content\":\"abc\",\"path\":\"a.txt\"},"
                + "\"path\":\"a.txt\",\"paths\":[\"a.txt\"],\"secret\":false,\"size\":3}");
  }

  @Test
  void without_a_preview_the_arguments_tell_path_and_size() {
    JsonObject arguments =
        JsonObject.builder().put("path", "b.txt").put("content", "\u00e9\u20ac").build();
    JsonObject details = details(SideEffect.EDIT, arguments, Preview.nothing());

    assertThat(details.string("path")).contains("b.txt");
    assertThat(details.strings("paths")).containsExactly("b.txt");
    assertThat(details.integer("size")).contains(5L);
  }

  @Test
  void the_size_that_the_preview_found_counts() {
    JsonObject arguments = JsonObject.builder().put("content", "abc").build();
    var preview = new Preview(List.of(), List.of(), OptionalLong.of(7), Optional.empty(), false);

    assertThat(details(SideEffect.EDIT, arguments, preview).integer("size")).contains(7L);
  }

  @Test
  void what_the_policy_saw_of_a_call_can_be_made_again_of_what_is_recorded() {
    JsonObject command = JsonObject.builder().put("command", "ls").put("cwd", "a").build();
    for (PreparedCall call :
        List.of(
            write("abc", "old"),
            prepared(CALL, SideEffect.COMMAND, "run", command, Preview.nothing()),
            prepared(CALL, SideEffect.READ, "read", command, Preview.ofPaths(List.of("a", "b"))))) {
      ApprovalRequest request = ApprovalRequest.of(call, CODER);

      assertThat(request.seen().members().keySet()).doesNotContain("arguments", "command");
      ApprovalRequest again =
          ApprovalRequest.recorded(call.call(), call.spec().sideEffect(), request.seen());
      assertThat(again.details()).isEqualTo(request.details());
      assertThat(again.type()).isEqualTo(ApprovalType.TOOL);
      assertThat(again.subject()).isEqualTo(request.subject());
      assertThat(again.agent()).isEqualTo(request.agent());
    }
  }

  @Test
  void a_call_without_paths_has_no_path() {
    JsonObject details = details(SideEffect.READ, JsonObject.empty(), Preview.nothing());

    assertThat(details.members().keySet()).containsExactly("arguments", "agent", "secret");
  }

  @Test
  void what_a_call_always_has_and_what_it_can_have_is_told_in_advance() {
    JsonObject all =
        JsonObject.builder().put("path", "a").put("content", "b").put("command", "c").build();

    assertThat(details(SideEffect.READ, JsonObject.empty(), Preview.nothing()).members().keySet())
        .containsExactlyElementsOf(ApprovalRequest.CERTAIN_DETAILS);
    assertThat(details(SideEffect.COMMAND, all, Preview.nothing()).members().keySet())
        .containsExactlyElementsOf(ApprovalRequest.TOOL_DETAILS);
  }

  @Test
  void only_a_command_has_a_command() {
    JsonObject arguments = JsonObject.builder().put("command", "ls").build();

    assertThat(details(SideEffect.COMMAND, arguments, Preview.nothing()).string("command"))
        .contains("ls");
    assertThat(details(SideEffect.READ, arguments, Preview.nothing()).get("command")).isEmpty();
    assertThat(details(SideEffect.COMMAND, JsonObject.empty(), Preview.nothing()).get("command"))
        .isEmpty();
  }

  @Test
  void every_call_says_whether_it_reads_secrets() {
    Preview env = Preview.ofPaths(List.of(".env"));

    assertThat(details(SideEffect.READ, JsonObject.empty(), env.ofSecrets()).bool("secret"))
        .contains(true);
    assertThat(details(SideEffect.READ, JsonObject.empty(), env).bool("secret")).contains(false);
  }

  @Test
  void the_first_of_several_paths_does_not_speak_for_the_others() {
    PreparedCall call =
        prepared(
            CALL,
            SideEffect.EDIT,
            "apply_diff",
            JsonObject.empty(),
            Preview.ofPaths(List.of("docs/a", "src/b")));
    var docs = new Condition("path", new Condition.Test.Matches(pattern("docs/.*")));
    var source = new Condition("path", new Condition.Test.Matches(pattern("src/.*")));

    assertThat(gate(Ruling.ALLOW, docs).judge(call, CODER).ruling()).isEqualTo(Ruling.ASK);
    assertThat(gate(Ruling.DENY, source).judge(call, CODER).ruling()).isEqualTo(Ruling.DENY);
  }

  private static ApprovalGate gate(Ruling ruling, Condition condition) {
    return new ApprovalGate(
        PolicyInForce.of(Requests.policy(Requests.rule("r", ruling, ".*", condition))));
  }

  @Test
  void the_digest_is_that_of_what_would_happen() {
    ApprovalRequest request = ApprovalRequest.of(write("new", "old"), CODER);
    FileImpact file = request.files().getFirst();
    FileImpact gone = new FileImpact(file.path(), Optional.empty(), file.after());

    assertThat(ApprovalRequest.of(write("new", "old"), CODER).digest()).isEqualTo(request.digest());
    assertThat(
            List.of(
                request.digest(),
                ApprovalRequest.of(write("new!", "old"), CODER).digest(),
                ApprovalRequest.of(write("new", "old!"), CODER).digest(),
                ApprovalRequest.of(write("new", "old"), new AgentName("debug")).digest(),
                with(ApprovalType.RECOVERY, "write_file", request, request.files()).digest(),
                with(ApprovalType.TOOL, "apply_diff", request, request.files()).digest(),
                with(ApprovalType.TOOL, "write_file", request, List.of()).digest(),
                with(ApprovalType.TOOL, "write_file", request, List.of(gone)).digest(),
                with(ApprovalType.TOOL, "write_file", request, List.of(file, file)).digest(),
                request.withDetails(JsonObject.empty()).digest(),
                withoutAgent(request).digest()))
        .doesNotHaveDuplicates();
  }

  private static ApprovalRequest with(
      ApprovalType type, String subject, ApprovalRequest like, List<FileImpact> files) {
    return new ApprovalRequest(type, subject, like.details(), like.agent(), files);
  }

  private static ApprovalRequest withoutAgent(ApprovalRequest like) {
    return new ApprovalRequest(
        like.type(), like.subject(), like.details(), Optional.empty(), like.files());
  }

  @Test
  void the_digest_does_not_depend_on_the_call_or_on_what_is_only_shown() {
    PreparedCall call = write("new", "old");
    PreparedCall twin =
        prepared(
            new ToolCallId(new UUID(5, 5)),
            SideEffect.EDIT,
            "write_file",
            call.arguments(),
            new Preview(
                call.preview().paths(),
                call.preview().impacts(),
                call.preview().size(),
                Optional.of("another rendering of the diff"),
                call.preview().secret()));

    assertThat(ApprovalRequest.of(twin, CODER).digest())
        .isEqualTo(ApprovalRequest.of(call, CODER).digest());
  }

  @Test
  void stored_digests_stay_valid() {
    assertThat(ApprovalRequest.of(write("new", "old"), CODER).digest())
        .isEqualTo(
            Digest.of(
                "{\"agent\":\"coder\",\"details\":{\"agent\":\"coder\",\"arguments\":"
                    + "{\"content\":\"new\",\"path\":\"a.txt\"},\"path\":\"a.txt\","
                    + "\"paths\":[\"a.txt\"],\"secret\":false,\"size\":3},\"files\":[{\"before\":\""
                    + Digest.of("old")
                    + "\",\"path\":\"a.txt\"}],\"subject\":\"write_file\",\"type\":\"tool\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool", "recovery", "limit"})
  void three_types_are_the_runtimes_own(String type) {
    assertThat(new ApprovalType(type).isReserved()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "d", "tool2", "a_b-c"})
  void every_other_name_is_a_type_of_the_clients(String type) {
    assertThat(new ApprovalType(type).isReserved()).isFalse();
    assertThat(new ApprovalType(type)).hasToString(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Tool", "2x", "t\u043eol", "tool\u200b", "a b", "tool\n"})
  void other_text_is_no_type(String type) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ApprovalType(type));
  }
}
