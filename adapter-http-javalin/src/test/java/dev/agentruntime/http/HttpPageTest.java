package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.testkit.FakeReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/http.md tells of events, side effects and aliases is what there is. */
class HttpPageTest {

  private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private final String page = page();
  private final ApiDocument document = ApiDocument.shipped();

  private static String page() {
    try {
      return Files.readString(Path.of("..", "docs", "http.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From a heading to the next of its rank or a higher one. */
  private String section(String heading) {
    int from = page.indexOf("\n" + heading + "\n");
    assertThat(from).as(heading).isPositive();
    String rest = page.substring(from + heading.length() + 2);
    String marks = heading.substring(0, heading.indexOf(' '));
    return Pattern.compile("\n#{1," + marks.length() + "} ").split(rest, 2)[0];
  }

  private static List<String> names(String text) {
    return NAME.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** The rows of a table: each name in the first column with the second column. */
  private static Map<String, String> table(String section, String head) {
    var rows = new TreeMap<String, String>();
    section
        .substring(section.indexOf(head))
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> names(cells[1]).forEach(name -> rows.put(name, cells[2])));
    return rows;
  }

  private Map<String, String> recorded() {
    return table(section("## What events carry"), "| `type` |");
  }

  /** The members that a row tells; behind a colon come those of a member, or words. */
  private static Set<String> members(String row) {
    var members = new TreeSet<String>();
    for (String part : row.split("; and ", -1)) {
      members.addAll(names(part.replaceFirst(":.*", "")));
    }
    return members;
  }

  private JsonObject data(String type) {
    return document.schema("Event").array("oneOf").stream()
        .map(JsonObject.class::cast)
        .map(document::resolved)
        .map(event -> ((JsonObject) event.array("allOf").getLast()).object("properties"))
        .map(Optional::orElseThrow)
        .filter(
            event ->
                Stream.concat(
                        event.object("type").orElseThrow().string("const").stream(),
                        event.object("type").orElseThrow().strings("enum").stream())
                    .anyMatch(type::equals))
        .map(event -> document.resolved(event.object("data").orElseThrow()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_table_has_every_type_of_event_and_no_other() {
    assertThat(recorded().keySet()).containsExactlyElementsOf(EventTypes.ALL);
  }

  @Test
  void the_table_has_the_members_of_each_type() {
    var told = new TreeMap<JsonObject, Set<String>>(Comparator.comparing(JsonObject::canonical));
    recorded()
        .forEach(
            (type, row) -> {
              JsonObject data = data(type);
              assertThat(members(row)).as(type).containsAll(data.strings("required"));
              told.computeIfAbsent(data, one -> new TreeSet<>()).addAll(members(row));
            });

    told.forEach(
        (data, members) ->
            assertThat(members)
                .containsExactlyInAnyOrderElementsOf(
                    data.object("properties").orElse(JsonObject.empty()).members().keySet()));
  }

  @Test
  void each_example_is_as_the_document_says() {
    List<JsonObject> examples =
        EXAMPLE
            .matcher(section("## What events carry"))
            .results()
            .map(found -> JsonText.readObject(found.group(1)))
            .toList();

    assertThat(examples).hasSizeGreaterThan(6);
    assertThat(examples)
        .allSatisfy(
            example ->
                ResponseContract.shipped()
                    .check(
                        "GET",
                        "/api/v1/sessions/x/events",
                        new SseReader.Frame(
                            example.string("id"),
                            example.string("event").orElseThrow(),
                            example.object("data").orElseThrow().canonical())));
  }

  @Test
  void the_message_to_a_receiver_is_as_the_document_says() {
    var examples =
        EXAMPLE.matcher(section("## Webhooks")).results().map(found -> found.group(1)).toList();

    assertThat(examples)
        .singleElement()
        .satisfies(
            example ->
                assertThat(
                        ResponseContract.shipped()
                            .isValid(
                                JsonText.readObject(
                                    "{\"$ref\":\"#/components/schemas/WebhookMessage\"}"),
                                example))
                    .isTrue());
  }

  @Test
  void the_signature_on_the_page_is_made_as_ours_are() {
    String webhooks = section("## Webhooks");
    var message =
        new FakeReceiver.Message(
            URI.create("https://hooks.example/agents"),
            Stream.of("webhook-id", "webhook-timestamp", "webhook-signature")
                .collect(
                    Collectors.toMap(
                        name -> name, name -> found(webhooks, "'" + name + "': '([^']*)'"))),
            found(webhooks, "const body = '([^']*)'"));

    assertThat(message.isSignedWith(found(webhooks, "const secret = '([^']*)'"))).isTrue();
  }

  private static String found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(one -> one.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_frame_that_is_not_recorded_is_in_its_table() {
    Set<String> frames = new TreeSet<>();
    for (String union : List.of("TurnFrame", "SessionFrame", "LedgerFrame")) {
      document.schema(union).array("oneOf").stream()
          .map(frame -> document.resolved((JsonObject) frame))
          .map(
              frame -> frame.object("properties").flatMap(all -> all.object("event")).orElseThrow())
          .map(document::resolved)
          .filter(event -> !event.strings("enum").containsAll(EventTypes.ALL))
          .forEach(
              event -> {
                event.string("const").ifPresent(frames::add);
                frames.addAll(event.strings("enum"));
              });
    }

    assertThat(table(section("## What events carry"), "| event |").keySet())
        .containsExactlyElementsOf(frames);
  }

  @Test
  void every_side_effect_is_explained() {
    assertThat(table(section("### What a tool does to the world"), "| `side_effect` |").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(SideEffect.values()).map(Words::of).toList());
  }

  @Test
  void every_alias_is_named_as_one() {
    List<String> aliases =
        document.operations().stream()
            .filter(operation -> operation.body().array("tags").contains(new JsonString("Aliases")))
            .map(ApiDocument.Operation::path)
            .distinct()
            .toList();

    assertThat(aliases).isNotEmpty();
    assertThat(section("## Other names")).contains(aliases);
  }
}
