package dev.agentruntime.application.approval;

import dev.agentruntime.application.document.DocumentPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Notes one, where nothing can be made of the part. */
  <T> Optional<T> none(DocumentPath part, String text) {
    add(part, text);
    return Optional.empty();
  }
}
