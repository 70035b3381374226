package dev.agentruntime.testkit.event;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.bus.RuntimeNotice;
import dev.agentruntime.application.bus.SystemNotice;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.EventMeaning;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.testkit.gen.EventGen;
import dev.agentruntime.testkit.gen.Gen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All that the runtime tells, by type: made from the types, their sentences and golden files. */
final class EventCatalogue {

  private static final int SEEDS = 500;
  private static final int WIDTH = 100;

  private EventCatalogue() {}

  /** An event as examples show it. */
  private record Told(
      String type,
      String meaning,
      Optional<String> kind,
      int version,
      String belongs,
      JsonObject data) {}

  /** The page. */
  static String page() {
    Map<String, List<Told>> types = byType(told());
    Map<String, List<JsonObject>> generated = arbitrary(0);
    var page = new StringBuilder();
    page.append(introduction());
    page.append("\n## All types\n\n| type | recorded | when |\n|---|---|---|\n");
    types.forEach((type, examples) -> page.append(row(type, examples.getFirst())));
    for (EventCategory category : EventCategory.values()) {
      page.append("\n## Category %s\n".formatted(code(category.id())));
      types.entrySet().stream()
          .filter(entry -> EventCategory.of(entry.getKey()) == category)
          .forEach(
              entry ->
                  page.append(
                      section(entry.getKey(), entry.getValue(), generated.get(entry.getKey()))));
    }
    return page.append(predecessors()).toString();
  }

  private static String introduction() {
    String categories =
        Stream.of(EventCategory.values()).map(c -> code(c.id())).collect(joining(", "));
    return """
    # Events

    Made from the types, the sentences beside them and the golden files: `EventCatalogueTest` holds this page to that.

    Everything that happens in a session is recorded as an event, in the transaction of what it tells of, and told after
    the commit: in [streams and pages](http.md), by webhooks, by `agent-runtime audit`, and to subscribers of
    `AgentRuntime.bus()`; those who must miss nothing use `AgentRuntime.follow`. What the runtime of a process is at, and
    how it fares itself, is told **on the bus alone**: no log has it.

    Recorded events are read for ever. `version` counts the shapes of a `kind`; a member that came later is one that may
    be left out, and readers ignore members that they do not know. Values of a word from a list may get more.

    ## What every event has

    | member | meaning |
    |---|---|
    | `event_id` | a UUID, unique everywhere |
    | `type` | its name; tells outcomes apart |
    | `category` | what it is about: %s |
    | `kind`, `version` | the shape of `data`, of recorded events; several types may share a kind |
    | `session_id` | the session; left out for what belongs to none |
    | `position` | its place in its session's log, of recorded events: 1, 2, 3 and so on |
    | `at` | when: by the store's clock; for what belongs to no session, by the process' clock |
    | `correlation_id` | what it belongs to, see below |
    | `causation_id` | what led to it, see below |
    | `source` | the part of a program that it is from: `%s` |
    | `data` | what there is to tell |

    On the bus these are the methods of `BusEvent`.

    | told of | correlation | causation |
    |---|---|---|
    | a session, recorded | the turn, from `turn.started` to what ends it; the command where no turn is open | the event that led to it, which is recorded before; the command where none did |
    | work on a turn, on the bus alone | the turn | the recorded event that led to it |
    | the runtime itself, on the bus alone | the id of the `system.startup` of this run | the start; of what a task tells and of its end, its `system.background_task.started` |
    | an embedder's own (`Notice`) | its own id | what the embedder names, else its own id |

    In the tables below, *always* is meant of the object that the member is in: `granted.subject` is always there where
    `granted` is.
    """
        .formatted(categories, EventJson.SOURCE);
  }

  private static String row(String type, Told example) {
    String anchor = type.replace(".", "");
    return "| [`%s`](#%s) | %s | %s |\n"
        .formatted(type, anchor, example.kind().isPresent() ? "yes" : "no", example.meaning());
  }

  private static String section(String type, List<Told> examples, List<JsonObject> generated) {
    Told first = examples.getFirst();
    var section = new StringBuilder();
    section.append("\n### %s\n\n%s\n".formatted(type, first.meaning()));
    new TreeMap<>(examples.stream().collect(groupingBy(Told::version)))
        .forEach(
            (version, of) ->
                section.append(
                    version(version, of, version == newest(examples) ? generated : List.of())));
    return section.toString();
  }

  private static String version(int version, List<Told> examples, List<JsonObject> generated) {
    Told first = examples.getFirst();
    String where =
        first.kind().map(kind -> "Recorded as `" + kind + "`").orElse("On the bus alone");
    List<JsonObject> data = examples.stream().map(Told::data).toList();
    return "\n%s, version %d. %s\n\n%s\n```json\n%s\n```\n"
        .formatted(where, version, first.belongs(), table(data, generated), example(data));
  }

  /** Of golden and of arbitrary examples: what the former always have is not always there. */
  private static String table(List<JsonObject> golden, List<JsonObject> generated) {
    List<Shape.Line> lines =
        Shape.of(Stream.concat(golden.stream(), generated.stream()).toList()).lines();
    if (lines.isEmpty()) {
      return "`data` has no members.\n";
    }
    return lines.stream()
        .map(
            line ->
                "| `%s` | %s | %s |\n"
                    .formatted(line.path(), line.kind(), line.always() ? "always" : "sometimes"))
        .collect(joining("", "| member of `data` | what | there |\n|---|---|---|\n", ""));
  }

  /** The one that shows most. */
  private static String example(List<JsonObject> data) {
    return json(
        data.stream()
            .max(Comparator.comparingInt(object -> object.canonical().length()))
            .orElseThrow(),
        0);
  }

  private static String predecessors() {
    var text = new StringBuilder();
    text.append(
        """

        ## Names of the predecessor

        Its other types are told under their own names. These mean what became of them, where types are asked for: in
        subscriptions, in `type=` of streams and pages, and in `--type`.

        | its name | means |
        |---|---|
        """);
    PREDECESSOR_NAMES.stream()
        .map(
            name ->
                "| `%s` | %s |\n".formatted(name, codes(EventSelector.matching(name).patterns())))
        .forEach(text::append);
    text.append(
        """

        It had classes of domain events too, which it wrote to its log file and published nowhere:

        | its class | told as |
        |---|---|
        """);
    DOMAIN_EVENTS.forEach(
        (name, types) -> text.append("| `%s` | %s |\n".formatted(name, codes(types))));
    return text.toString();
  }

  /** The predecessor's names that are none of today's. */
  private static final List<String> PREDECESSOR_NAMES =
      EventSelector.PREDECESSORS.stream().sorted().toList();

  /** What the predecessor's domain events have become. */
  static final SortedMap<String, List<String>> DOMAIN_EVENTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("SessionCreated", List.of("session.created")),
              Map.entry("MessageReceived", List.of("session.message.added", "message.completed")),
              Map.entry("ConversationCompleted", List.of("session.closed")),
              Map.entry("SessionDeactivated", List.of("session.closed", "session.deleted")),
              Map.entry("SessionExpired", List.of("system.background_task.completed")),
              Map.entry("AgentAssigned", List.of("agent.routed")),
              Map.entry("AgentSwitchRequested", List.of("tool.call.proposed", "agent.routed")),
              Map.entry("AgentSwitched", List.of("agent.switched")),
              Map.entry("TaskStarted", List.of("turn.started", "agent.processing.started")),
              Map.entry("TaskCompleted", List.of("turn.completed", "agent.processing.completed")),
              Map.entry("TaskFailed", List.of("turn.failed", "agent.processing.failed"))));

  private static String codes(List<String> names) {
    return names.stream().map(EventCatalogue::code).collect(joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** What the golden files have of each type in its newest version. */
  static Map<String, List<JsonObject>> golden() {
    var golden = new TreeMap<String, List<JsonObject>>();
    byType(told())
        .forEach(
            (type, examples) -> {
              int newest = newest(examples);
              golden.put(
                  type,
                  examples.stream()
                      .filter(example -> example.version() == newest)
                      .map(Told::data)
                      .toList());
            });
    return golden;
  }

  private static int newest(List<Told> examples) {
    return examples.stream().mapToInt(Told::version).max().orElseThrow();
  }

  private static SortedMap<String, List<Told>> byType(Stream<Told> told) {
    return told.collect(
        groupingBy(
            Told::type,
            () -> new TreeMap<>(Comparator.comparingInt(EventTypes.TOLD::indexOf)),
            toList()));
  }

  private static Stream<Told> told() {
    return Stream.concat(
        EventJson.kinds().stream().flatMap(EventCatalogue::recorded),
        NoticeExamples.all().stream().map(EventCatalogue::onTheBus));
  }

  private static Stream<Told> recorded(String kind) {
    int newest = EventJson.version(EventExamples.byKind().get(kind).getFirst());
    return IntStream.rangeClosed(1, newest)
        .boxed()
        .flatMap(
            version ->
                GoldenFiles.all(kind, version).stream().map(data -> recorded(kind, version, data)));
  }

  private static Told recorded(String kind, int version, JsonObject data) {
    SessionEvent event = EventJson.read(new EventJson.Form(kind, version, data));
    return new Told(
        event.type(),
        EventMeaning.of(event),
        Optional.of(kind),
        version,
        "Correlation: the turn, else the command. Causation: the event before that led to it, else"
            + " the command.",
        data);
  }

  private static Told onTheBus(RuntimeNotice notice) {
    String belongs =
        notice instanceof SystemNotice
            ? "Correlation: the run of the runtime. Causation: its start, or the task."
            : "Correlation: the turn. Causation: the recorded event that led to it.";
    return new Told(
        notice.type(),
        notice.meaning(),
        Optional.empty(),
        notice.version(),
        belongs,
        notice.data());
  }

  /** What arbitrary events hold, by type. */
  static Map<String, List<JsonObject>> arbitrary(long seeds) {
    var found = new TreeMap<String, List<JsonObject>>();
    LongStream.range(seeds, seeds + SEEDS)
        .forEach(
            seed -> {
              for (SessionEvent event : new EventGen(new Gen(seed)).oneOfEach()) {
                found
                    .computeIfAbsent(event.type(), type -> new ArrayList<>())
                    .add(EventJson.write(event).data());
              }
              for (RuntimeNotice notice : NoticeExamples.generated(new Gen(seed))) {
                found.computeIfAbsent(notice.type(), type -> new ArrayList<>()).add(notice.data());
              }
            });
    return found;
  }

  /** On a line where it fits. */
  private static String json(JsonValue value, int indent) {
    String line = value.canonical();
    if (indent + line.length() <= WIDTH) {
      return line;
    }
    String inner = " ".repeat(indent + 2);
    String end = "\n" + " ".repeat(indent);
    return switch (value) {
      case JsonObject object ->
          new TreeMap<>(object.members())
              .entrySet().stream()
                  .map(
                      member ->
                          inner
                              + "\"%s\": ".formatted(member.getKey())
                              + json(member.getValue(), indent + 2))
                  .collect(joining(",\n", "{\n", end + "}"));
      case JsonArray array ->
          array.items().stream()
              .map(item -> inner + json(item, indent + 2))
              .collect(joining(",\n", "[\n", end + "]"));
      default -> line;
    };
  }
}
