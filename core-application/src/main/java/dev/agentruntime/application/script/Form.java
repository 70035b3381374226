package dev.agentruntime.application.script;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.Problems;
import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlValue;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Takes values out of nodes. What does not fit becomes a problem, and a stand-in goes on. */
record Form(Problems problems) {

  /** Up to here doubles, and so JSON as it is kept here, hold every whole number. */
  static final long MAX_COUNT = 1L << 53;

  /** The members of a mapping, of which only these are known. */
  Fields fields(YamlNode node, String what, List<String> known) {
    Fields fields = open(node, what);
    fields
        .members()
        .forEach(
            (name, member) -> {
              if (!known.contains(name)) {
                problems.add(
                    member.key().place(),
                    what
                        + " has no \""
                        + Excerpts.of(name)
                        + "\""
                        + NearestName.instead(name, known));
              }
            });
    return fields;
  }

  /** The members of a mapping, whatever they are named. */
  Fields open(YamlNode node, String what) {
    if (node instanceof YamlNode.Members mapping) {
      return new Fields(this, node.place(), what, mapping.members());
    }
    problems.add(node.place(), what + " should be a mapping, but here is " + kind(node));
    return new Fields(this, node.place(), what, Map.of());
  }

  String text(YamlNode node, String what) {
    if (isText(node)) {
      return ((YamlNode.Scalar) node).text();
    }
    problems.add(
        node.place(),
        what
            + " should be text, but here is "
            + kind(node)
            + (node instanceof YamlNode.Scalar ? "; put it in quotes" : ""));
    return "";
  }

  /** A text that says something. */
  String filled(YamlNode node, String what) {
    String text = text(node, what);
    if (isText(node) && text.isBlank()) {
      problems.add(node.place(), what + " is empty");
    }
    return text;
  }

  boolean isText(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar
        && YamlValue.of(scalar, new Problems()) instanceof JsonString;
  }

  /** A whole number, not below zero. */
  long count(YamlNode node, String what, long most) {
    if (node instanceof YamlNode.Scalar scalar
        && YamlValue.of(scalar, new Problems()) instanceof JsonNumber number
        && number.isWhole()
        && number.value() >= 0
        && number.value() <= most) {
      return (long) number.value();
    }
    String range = most == MAX_COUNT ? ", 0 or more" : " from 0 to " + most;
    problems.add(
        node.place(), what + " should be a whole number" + range + ", but here is " + kind(node));
    return 0;
  }

  <T> List<T> list(YamlNode node, String what, Function<YamlNode, T> item) {
    if (node instanceof YamlNode.Items list) {
      return list.items().stream().map(item).toList();
    }
    problems.add(node.place(), what + " should be a list, but here is " + kind(node));
    return List.of();
  }

  /** One of some words. */
  Optional<String> word(YamlNode node, String what, List<String> known) {
    if (node instanceof YamlNode.Scalar scalar && known.contains(scalar.text())) {
      return Optional.of(scalar.text());
    }
    String hint =
        node instanceof YamlNode.Scalar scalar
            ? NearestName.instead(scalar.text(), known)
            : "; known are " + String.join(", ", known);
    problems.add(node.place(), what + " cannot be " + kind(node) + hint);
    return Optional.empty();
  }

  /** What a node is, for whoever wrote it. */
  static String kind(YamlNode node) {
    return switch (node) {
      case YamlNode.Items list -> "a list";
      case YamlNode.Members mapping -> "a mapping";
      case YamlNode.Scalar scalar when YamlValue.isNumber(scalar) -> "the number " + scalar.text();
      case YamlNode.Scalar scalar ->
          switch (YamlValue.of(scalar, new Problems())) {
            case JsonNull none -> "nothing";
            case JsonBoolean truth -> "the truth value " + scalar.text();
            default -> "the text \"" + Excerpts.of(scalar.text()) + "\"";
          };
    };
  }
}
