package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Collects what is wrong with a policy's document. */
final class PolicyFlaws {

  /**
   * Something that is wrong.
   *
   * @param text a sentence that names the part
   */
  record Flaw(DocumentPath part, String text) {}

  /**
   * Most instructions of all patterns of a policy: what is asked before every call must not take
   * longer than the call.
   */
  private static final int MAX_SIZE = 20_000;

  private final List<Flaw> found = new ArrayList<>();
  private int size;

  List<Flaw> found() {
    return List.copyOf(found);
  }

  /** Notes one; the sentence begins with the part's path. */
  void add(DocumentPath part, String text) {
    found.add(new Flaw(part, part + text));
  }

  /** The pattern of a text; where it is none, or one too many, that is noted. */
  Optional<TextPattern> pattern(String source, DocumentPath part) {
    boolean before = size > MAX_SIZE;
    size += read(LinearPatterns::size, source, part).orElse(0);
    if (!before && size > MAX_SIZE) {
      return none(
          part, ": up to here the patterns of the policy are too costly together; use fewer ones");
    }
    return before ? Optional.empty() : compiled(source);
  }

  private static Optional<TextPattern> compiled(String source) {
    try {
      return Optional.of(LinearPatterns.compile(source));
    } catch (IllegalArgumentException e) {
      // It was noted when its size was asked for.
      return Optional.empty();
    }
  }

  /** What a text stands for; where it stands for nothing, that is noted. */
  <T> Optional<T> read(Function<String, T> reader, String text, DocumentPath part) {
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      return none(part, ": " + e.getMessage());
    }
  }

  /** A member of another type would count as absent, and an absent condition holds for all. */
  void requireType(
      JsonObject object,
      String name,
      Class<? extends JsonValue> type,
      String what,
      DocumentPath path) {
    object
        .get(name)
        .filter(value -> !type.isInstance(value))
        .ifPresent(value -> add(path.member(name), " is not " + what));
  }

  void requireKnown(JsonObject object, List<String> known, DocumentPath path) {
    object.members().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> add(path.member(name), " is unknown" + NearestName.instead(name, known)));
  }

  /** Notes one, where nothing can be made of the part. */
  <T> Optional<T> none(DocumentPath part, String text) {
    add(part, text);
    return Optional.empty();
  }
}
