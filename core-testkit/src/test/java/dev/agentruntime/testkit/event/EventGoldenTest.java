package dev.agentruntime.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file per kind and version, never edited once released. A new version of a kind adds a file
 * and a line to the test below it; the old file stays and must still read as the same events. What
 * a version got later, which is only what may be left out, has a file of its own beside it.
 */
class EventGoldenTest {

  static List<String> kinds() {
    return EventJson.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void version_1_still_loads(String kind) {
    assertThat(GoldenFiles.of(kind, 1).stream().map(data -> read(kind, 1, data)))
        .isEqualTo(examples(kind));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void the_newest_version_is_what_is_written(String kind) {
    List<EventJson.Form> written = examples(kind).stream().map(EventJson::write).toList();

    assertThat(written).extracting(EventJson.Form::kind).containsOnly(kind);
    assertThat(written)
        .extracting(form -> form.data().canonical())
        .isEqualTo(
            GoldenFiles.of(kind, written.getFirst().version()).stream()
                .map(JsonObject::canonical)
                .toList());
  }

  static Set<String> laterKinds() {
    return EventExamples.later().keySet();
  }

  @ParameterizedTest
  @MethodSource("laterKinds")
  void what_version_1_got_later_is_written_and_read(String kind) {
    List<SessionEvent> examples = EventExamples.later().get(kind);

    assertThat(GoldenFiles.later(kind, 1).stream().map(data -> read(kind, 1, data)))
        .isEqualTo(examples);
    assertThat(examples.stream().map(EventJson::write).map(form -> form.data().canonical()))
        .isEqualTo(GoldenFiles.later(kind, 1).stream().map(JsonObject::canonical).toList());
  }

  /**
   * What is stored somewhere already stays readable only as long as nobody makes its example fit
   * what is written now.
   */
  @Test
  void no_file_of_a_version_is_edited() throws IOException {
    List<String> files = GoldenFiles.digests();

    assertThat(files)
        .as(
            "files that were edited or are not listed in %s: a form of an event that is stored"
                + " already is never edited, so take the edit back and add a new version with a"
                + " file of its own; only what is new, and what was never released, gets another"
                + " line there",
            GoldenFiles.LISTED)
        .isEqualTo(GoldenFiles.listed());
  }

  private static List<SessionEvent> examples(String kind) {
    List<SessionEvent> examples = EventExamples.byKind().get(kind);
    assertThat(examples).as("examples of %s", kind).isNotEmpty();
    return examples;
  }

  private static SessionEvent read(String kind, int version, JsonObject data) {
    return EventJson.read(new EventJson.Form(kind, version, data));
  }
}
