package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.audit.AuditLogKind;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.gen.EventGen;
import dev.agentruntime.testkit.gen.Gen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document says what the server does: no more, no less. */
class OpenApiTest {

  private final ApiDocument document = ApiDocument.shipped();

  private List<String> enumOf(String schema) {
    return document.schema(schema).strings("enum");
  }

  @Test
  void the_document_has_the_routes_of_the_router_and_no_others() {
    try (Served server = Served.inMemory()) {
      assertThat(document.operations().stream().map(ApiDocument.Operation::name))
          .containsExactlyInAnyOrderElementsOf(
              server.routes().stream().filter(route -> !route.startsWith("HEAD ")).toList());
    }
  }

  @Test
  void head_goes_with_every_get_and_with_nothing_else() {
    try (Served server = Served.inMemory()) {
      assertThat(server.routes().stream().filter(route -> route.startsWith("HEAD ")))
          .containsExactlyInAnyOrderElementsOf(
              document.operations().stream()
                  .filter(operation -> operation.method().equals("GET"))
                  .map(operation -> "HEAD " + operation.path())
                  .toList());
    }
  }

  @Test
  void the_server_hands_out_the_document_as_it_is() {
    try (Served server = Served.inMemory()) {
      assertThat(server.get("/openapi.json").text()).isEqualTo(document.text());
    }
  }

  @Test
  void each_operation_has_an_id_of_its_own_and_only_uses_tags_that_are_explained() {
    List<String> tags =
        document.root().array("tags").stream()
            .map(tag -> ((JsonObject) tag).string("name").orElseThrow())
            .toList();

    assertThat(document.operations().stream().map(ApiDocument.Operation::id))
        .doesNotHaveDuplicates();
    assertThat(document.operations())
        .allSatisfy(operation -> assertThat(tags).containsAll(operation.body().strings("tags")));
  }

  @Test
  void the_codes_of_problems_are_those_of_the_document_and_each_has_a_page() {
    List<String> codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::id).toList();

    assertThat(enumOf("ProblemCode")).containsExactlyElementsOf(codes);
    assertThat(pages()).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void each_page_about_a_problem_tells_its_title_its_status_and_what_to_do() {
    assertThat(ProblemCode.values())
        .allSatisfy(
            code ->
                assertThat(page(code))
                    .startsWith("# " + code.title() + "\n")
                    .contains("`" + code.id() + "`", "HTTP " + code.status())
                    .contains(code.isRetryable() ? "Retryable: yes" : "Retryable: no")
                    .contains("## When it comes", "## What a client does"));
  }

  private static Path folder() {
    return Path.of("..", "docs", "errors");
  }

  private static List<String> pages() {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString().replace(".md", "")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String page(ProblemCode code) {
    try {
      return Files.readString(folder().resolve(code.id() + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_statuses_of_problems_are_documented_for_some_operation() {
    var documented = new TreeSet<String>();
    document
        .operations()
        .forEach(
            operation ->
                documented.addAll(
                    operation.body().object("responses").orElseThrow().members().keySet()));
    documented.addAll(
        document
            .root()
            .object("x-other-requests")
            .orElseThrow()
            .object("responses")
            .orElseThrow()
            .members()
            .keySet());

    assertThat(Arrays.stream(ProblemCode.values()).map(code -> Integer.toString(code.status())))
        .allSatisfy(status -> assertThat(documented).contains(status));
  }

  @Test
  void the_types_and_kinds_of_events_are_those_of_the_domain() {
    List<JsonObject> events =
        document.schema("Event").array("oneOf").stream()
            .map(reference -> document.resolved((JsonObject) reference))
            .map(event -> (JsonObject) event.array("allOf").getLast())
            .map(event -> event.object("properties").orElseThrow())
            .toList();

    assertThat(events.stream().map(event -> event.object("kind").orElseThrow().string("const")))
        .map(kind -> kind.orElseThrow())
        .containsExactlyInAnyOrderElementsOf(EventJson.kinds());
    assertThat(
            events.stream()
                .map(event -> event.object("type").orElseThrow())
                .flatMap(
                    type ->
                        Stream.concat(
                            type.string("const").stream(), type.strings("enum").stream())))
        .containsExactlyInAnyOrderElementsOf(enumOf("EventType"));
  }

  private static List<RecordedEvent> events(long seed) {
    var gen = new Gen(seed);
    return new EventGen(gen)
        .oneOfEach().stream()
            .map(
                event ->
                    new RecordedEvent(
                        new SessionId(gen.uuid()),
                        1 + gen.below(1000),
                        gen.uuid(),
                        gen.instant(),
                        new RecordedEvent.Cause(gen.uuid(), gen.uuid()),
                        event))
            .toList();
  }

  @Test
  void every_event_there_can_be_is_as_the_document_says_and_every_type_comes() {
    var types = new TreeSet<String>();
    for (long seed = 0; seed < 40; seed++) {
      for (RecordedEvent event : events(seed)) {
        types.add(event.type());
        ResponseContract.shipped()
            .check(
                "GET",
                "/api/v1/sessions/x/events",
                new SseReader.Frame(
                    Optional.of("1"), event.type(), EventBody.of(event).canonical()));
      }
    }

    assertThat(enumOf("EventType")).containsExactlyElementsOf(types);
  }

  @Test
  void the_words_of_the_document_are_those_of_the_code() {
    assertThat(enumOf("SessionStatus"))
        .isEqualTo(SessionRoutes.SHOWN.stream().map(Words::of).toList());
    assertThat(enumOf("EventTypeFilter")).isEqualTo(TypeFilter.KNOWN);
    assertThat(enumOf("WaitReason")).isEqualTo(words(WaitReason.class));
    assertThat(enumOf("ToolOutcome")).isEqualTo(words(ToolResult.Outcome.class));
    assertThat(enumOf("SideEffect")).isEqualTo(words(SideEffect.class));
    assertThat(enumOf("ToolExecution")).isEqualTo(words(ToolExecution.class));
    assertThat(enumOf("FailureKind")).isEqualTo(words(FailureKind.class));
    assertThat(enumOf("Limit")).isEqualTo(words(Limit.class));
    assertThat(enumOf("ApprovalStatus")).isEqualTo(words(ApprovalRoutes.Status.class));
    assertThat(enumOf("AuditLogEventType")).isEqualTo(words(AuditLogKind.class));
    assertThat(enumOf("RouterConfidence")).isEqualTo(words(Routing.Confidence.class));
    assertThat(enumOf("AuditContent")).isEqualTo(words(AuditJson.Content.class));
    assertThat(enumOf("WebhookDeliveryState")).isEqualTo(words(Delivery.State.class));
    assertThat(enumOf("Role")).isEqualTo(words(Role.class));
    assertThat(enumOf("Ruling")).isEqualTo(words(Ruling.class));
    assertThat(enumOf("Truth")).isEqualTo(words(Condition.Truth.class));
    assertThat(enumOf("PolicyScope")).isEqualTo(words(PolicyVersion.Scope.class));
    assertThat(member("ApprovalTerms", "on_timeout")).isEqualTo(words(OnTimeout.class));
    assertThat(member("DecideApproval", "decision")).isEqualTo(words(DecisionInput.Decision.class));
    assertThat(member("DecideApproval", "scope")).isEqualTo(words(Reach.Scope.class));
    List<String> presets = Arrays.stream(PolicyPreset.values()).map(PolicyPreset::id).toList();
    assertThat(member("SetPolicy", "preset")).isEqualTo(presets);
    assertThat(member("DryRunPolicy", "preset")).isEqualTo(presets);
  }

  /** The words that a member may be. */
  private List<String> member(String schema, String name) {
    return document
        .schema(schema)
        .object("properties")
        .flatMap(members -> members.object(name))
        .orElseThrow()
        .array("enum")
        .stream()
        .flatMap(word -> word instanceof JsonString text ? Stream.of(text.value()) : Stream.empty())
        .toList();
  }

  private static List<String> words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
  }

  @Test
  void commands_take_no_members_that_are_not_documented() {
    assertThat(document.operations())
        .allSatisfy(
            operation ->
                document
                    .bodySchema(operation)
                    .map(document::resolved)
                    .ifPresent(
                        schema -> assertThat(schema.bool("additionalProperties")).contains(false)));
  }

  @Test
  void paths_and_components_are_in_order() {
    assertThat(List.copyOf(document.root().object("paths").orElseThrow().members().keySet()))
        .isSorted();
    JsonObject components = document.root().object("components").orElseThrow();
    assertThat(components.members().values())
        .allSatisfy(
            kind -> assertThat(List.copyOf(((JsonObject) kind).members().keySet())).isSorted());
  }

  @Test
  void every_reference_leads_to_something_in_the_document() {
    List<String> references =
        Pattern.compile("\"\\$ref\": \"([^\"]*)\"")
            .matcher(document.text())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(references)
        .hasSizeGreaterThan(100)
        .allSatisfy(
            reference ->
                assertThat(document.resolved(JsonObject.builder().put("$ref", reference).build()))
                    .isNotNull());
  }
}
