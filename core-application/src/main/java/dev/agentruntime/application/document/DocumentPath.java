package dev.agentruntime.application.document;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way from a document's root to a part of it, such as {@code rules[0].decision}. */
public record DocumentPath(List<Step> steps) {

  /** The document itself. */
  public static final DocumentPath ROOT = new DocumentPath(List.of());

  public DocumentPath {
    steps = List.copyOf(steps);
  }

  /** One step down. */
  public sealed interface Step {

    /** To a member of a mapping. */
    record Member(String name) implements Step {}

    /** To an item of a list, counted from 0. */
    record Item(int index) implements Step {}
  }

  /** The path to a member of this part. */
  public DocumentPath member(String name) {
    return then(new Step.Member(name));
  }

  /** The path to an item of this part. */
  public DocumentPath item(int index) {
    return then(new Step.Item(index));
  }

  private DocumentPath then(Step step) {
    return new DocumentPath(Stream.concat(steps.stream(), Stream.of(step)).toList());
  }

  /**
   * Where that part begins, a member with its name. Where it is missing, the place of the part
   * around it.
   */
  public Place in(YamlNode root) {
    var part = new Part(root.place(), root);
    for (Step step : steps) {
      Optional<Part> next = below(part.node(), step);
      if (next.isEmpty()) {
        return part.place();
      }
      part = next.get();
    }
    return part.place();
  }

  private record Part(Place place, YamlNode node) {}

  private static Optional<Part> below(YamlNode node, Step step) {
    return switch (step) {
      case Step.Member(String name) when node instanceof YamlNode.Members mapping ->
          Optional.ofNullable(mapping.members().get(name))
              .map(member -> new Part(member.key().place(), member.value()));
      case Step.Item(int index) when node instanceof YamlNode.Items list ->
          list.items().stream().skip(index).findFirst().map(item -> new Part(item.place(), item));
      default -> Optional.empty();
    };
  }

  /** The same as a JSON Pointer. */
  public String pointer() {
    return steps.stream().map(DocumentPath::token).collect(Collectors.joining());
  }

  private static String token(Step step) {
    return switch (step) {
      case Step.Member(String name) -> "/" + name.replace("~", "~0").replace("/", "~1");
      case Step.Item(int index) -> "/" + index;
    };
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Step step : steps) {
      switch (step) {
        case Step.Member(String name) -> text.append(text.isEmpty() ? "" : ".").append(name);
        case Step.Item(int index) -> text.append('[').append(index).append(']');
      }
    }
    return text.toString();
  }
}
