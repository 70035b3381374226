package dev.agentruntime.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.testkit.gen.EventGen;
import dev.agentruntime.testkit.gen.Gen;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {

  private static final int SEEDS = 500;

  @Test
  void every_generated_event_survives_its_recorded_form() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (SessionEvent event : new EventGen(new Gen(seed)).oneOfEach()) {
        EventJson.Form form = EventJson.write(event);
        JsonObject stored = StoredJson.parse(form.data().canonical());
        assertThat(EventJson.read(new EventJson.Form(form.kind(), form.version(), stored)))
            .as("seed %d", seed)
            .isEqualTo(event);
      }
    }
  }

  @Test
  void the_generator_and_the_mapping_know_the_same_kinds() {
    assertThat(new EventGen(new Gen(1)).oneOfEach())
        .extracting(event -> EventJson.write(event).kind())
        .containsExactlyInAnyOrderElementsOf(EventJson.kinds());
  }

  @Test
  void members_nobody_knows_are_ignored() {
    for (SessionEvent event : new EventGen(new Gen(7)).oneOfEach()) {
      EventJson.Form form = EventJson.write(event);
      Map<String, JsonValue> more = new LinkedHashMap<>(form.data().members());
      more.put("from_the_future", new JsonString("?"));
      assertThat(
              EventJson.read(new EventJson.Form(form.kind(), form.version(), new JsonObject(more))))
          .isEqualTo(event);
    }
  }

  @Test
  void an_unknown_kind_is_refused_by_its_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventJson.read(new EventJson.Form("session.sold", 1, JsonObject.empty())))
        .withMessageContaining("session.sold")
        .withMessageContaining("not known to this version");
  }

  @Test
  void a_version_from_the_future_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> EventJson.read(new EventJson.Form("session.closed", 2, JsonObject.empty())))
        .withMessageContaining("session.closed")
        .withMessageContaining("version 2");
  }

  @Test
  void a_missing_member_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventJson.read(new EventJson.Form("turn.started", 1, JsonObject.empty())))
        .withMessageContaining("\"turn_id\"");
  }

  @Test
  void a_constant_nobody_knows_is_named_with_its_member() {
    JsonObject data = JsonObject.builder().put("reason", "weather").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventJson.read(new EventJson.Form("turn.waiting", 1, data)))
        .withMessageContaining("\"reason\"")
        .withMessageContaining("weather");
  }
}
