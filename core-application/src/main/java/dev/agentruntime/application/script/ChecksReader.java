package dev.agentruntime.application.script;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.approval.LinearPatterns;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.script.Checks.EventCount;
import dev.agentruntime.application.script.Checks.EventPattern;
import dev.agentruntime.application.script.Checks.FileCheck;
import dev.agentruntime.application.script.Checks.FileCheck.Wanted;
import dev.agentruntime.application.script.Checks.TextCheck;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what has to hold in the end. */
record ChecksReader(Form form) {

  private static final long MAX_EXIT = 255;
  private static final List<String> KNOWN = List.of("exit", "answer", "files", "events", "order");
  private static final List<String> TEXT = List.of("equals", "contains", "lacks", "matches");
  private static final List<String> CONTENT =
      List.of("equals", "contains", "lacks", "matches", "digest");
  private static final List<String> PRESENCE = List.of("exists", "absent");
  private static final List<String> BOUNDS = List.of("at_least", "at_most");
  private static final List<String> PATTERN = List.of("event", "data");

  Checks read(Optional<YamlNode> node) {
    return node.map(checks -> read(form.fields(checks, Fields.quoted("checks"), KNOWN)))
        .orElseGet(() -> new Checks(0, List.of(), List.of(), List.of(), List.of()));
  }

  private Checks read(Fields checks) {
    return new Checks(
        checks
            .get("exit")
            .map(exit -> (int) form.count(exit, Fields.quoted("exit"), MAX_EXIT))
            .orElse(0),
        checks
            .get("answer")
            .map(answer -> texts(form.fields(answer, Fields.quoted("answer"), TEXT)))
            .orElse(List.of()),
        each(checks, "files", this::file),
        each(checks, "events", this::count),
        checks.list("order", this::pattern));
  }

  private <T> List<T> each(Fields checks, String name, Function<YamlNode.Member, List<T>> read) {
    return checks
        .get(name)
        .map(node -> form.open(node, Fields.quoted(name)).members())
        .orElse(Map.of())
        .values()
        .stream()
        .flatMap(member -> read.apply(member).stream())
        .toList();
  }

  private List<TextCheck> texts(Fields fields) {
    var checks = new ArrayList<TextCheck>();
    add(checks, fields, "equals", TextCheck.Equal::new);
    add(checks, fields, "contains", TextCheck.Contains::new);
    add(checks, fields, "lacks", TextCheck.Lacks::new);
    fields.get("matches").ifPresent(node -> checks.add(new TextCheck.Matches(pattern(node, form))));
    if (fields.members().isEmpty()) {
      form.problems().add(fields.place(), fields.what() + " checks nothing; known are " + TEXT);
    }
    return checks;
  }

  /** One text or a list of them. */
  private void add(
      List<TextCheck> checks, Fields fields, String name, Function<String, TextCheck> check) {
    fields
        .get(name)
        .ifPresent(
            node -> {
              boolean several = node instanceof YamlNode.Items && !name.equals("equals");
              List<YamlNode> nodes = several ? ((YamlNode.Items) node).items() : List.of(node);
              nodes.forEach(one -> checks.add(check.apply(form.text(one, Fields.quoted(name)))));
              if (nodes.isEmpty()) {
                form.problems().add(node.place(), Fields.quoted(name) + " is an empty list");
              }
            });
  }

  private static String pattern(YamlNode node, Form form) {
    String pattern = form.text(node, Fields.quoted("matches"));
    try {
      LinearPatterns.finder(pattern);
      return pattern;
    } catch (IllegalArgumentException e) {
      form.problems().add(node.place(), "\"matches\": " + e.getMessage());
      return "";
    }
  }

  private List<FileCheck> file(YamlNode.Member member) {
    String path = member.key().text();
    WorkspacePath.problem(path)
        .ifPresent(problem -> form.problems().add(member.key().place(), problem));
    return wanted(member.value()).stream().map(wanted -> new FileCheck(path, wanted)).toList();
  }

  private List<Wanted> wanted(YamlNode node) {
    if (node instanceof YamlNode.Members) {
      return content(form.fields(node, "a check of a file", CONTENT));
    }
    return form.word(node, "a check of a file", PRESENCE).stream()
        .<Wanted>map(word -> word.equals("exists") ? new Wanted.Exists() : new Wanted.Absent())
        .toList();
  }

  private List<Wanted> content(Fields fields) {
    var wanted = new ArrayList<Wanted>();
    Optional<YamlNode> digest = fields.get("digest");
    if (digest.isEmpty() || fields.members().size() > 1) {
      texts(fields).forEach(check -> wanted.add(new Wanted.Text(check)));
    }
    digest.flatMap(this::digest).ifPresent(d -> wanted.add(new Wanted.Bytes(d)));
    return wanted;
  }

  private Optional<Digest> digest(YamlNode node) {
    String hex = form.text(node, Fields.quoted("digest"));
    try {
      return Optional.of(new Digest(hex));
    } catch (IllegalArgumentException e) {
      form.problems().add(node.place(), "\"digest\": " + e.getMessage());
      return Optional.empty();
    }
  }

  private String type(YamlNode.Scalar name) {
    if (!EventTypes.ALL.contains(name.text())) {
      form.problems()
          .add(
              name.place(),
              "there is no event \""
                  + Excerpts.of(name.text())
                  + "\""
                  + NearestName.instead(name.text(), EventTypes.ALL));
    }
    return name.text();
  }

  private List<EventCount> count(YamlNode.Member member) {
    String type = type(member.key());
    if (!(member.value() instanceof YamlNode.Members)) {
      long exactly = form.count(member.value(), "how often " + type + " comes", Form.MAX_COUNT);
      return List.of(new EventCount(type, exactly, exactly));
    }
    Fields bounds = form.fields(member.value(), "the count of " + type, BOUNDS);
    long atLeast = bound(bounds, "at_least", 0);
    long atMost = bound(bounds, "at_most", EventCount.UNBOUNDED);
    if (bounds.members().isEmpty() || atLeast > atMost) {
      form.problems()
          .add(bounds.place(), bounds.what() + " should be at_least, at_most, or both, in order");
    }
    return List.of(new EventCount(type, atLeast, atMost));
  }

  private long bound(Fields bounds, String name, long otherwise) {
    return bounds
        .get(name)
        .map(node -> form.count(node, Fields.quoted(name), Form.MAX_COUNT))
        .orElse(otherwise);
  }

  private EventPattern pattern(YamlNode node) {
    if (node instanceof YamlNode.Scalar name) {
      return new EventPattern(type(name), JsonObject.empty());
    }
    Fields pattern = form.fields(node, "an event in \"order\"", PATTERN);
    String type = pattern.required("event");
    pattern.get("event").filter(form::isText).ifPresent(name -> type((YamlNode.Scalar) name));
    return new EventPattern(
        type,
        pattern
            .get("data")
            .map(data -> new ReplyReader(form).object(data, Fields.quoted("data")))
            .orElse(JsonObject.empty()));
  }
}
