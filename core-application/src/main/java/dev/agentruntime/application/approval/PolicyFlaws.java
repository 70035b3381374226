package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.DocumentPath;
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

  private final List<Flaw> found = new ArrayList<>();

  List<Flaw> found() {
    return List.copyOf(found);
  }

  /** Notes one; the sentence begins with the part's path. */
  void add(DocumentPath part, String text) {
    found.add(new Flaw(part, part + text));
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
