package dev.agentruntime.application.session;

import dev.agentruntime.application.event.SettingsJson;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionSettings;

/**
 * What became of an update.
 *
 * @param settings as they are now
 * @param position of the session's last event
 */
public record Updated(SessionSettings settings, long position) {

  static final Receipt<Updated> RECEIPT = new Receipt<>(Updated::of, Updated::write, Updated::read);

  private static Updated of(Session recorded) {
    return new Updated(recorded.state().header().settings(), recorded.version().position());
  }

  private static JsonObject write(Updated updated) {
    return JsonObject.builder()
        .put("settings", SettingsJson.write(updated.settings))
        .put("position", updated.position)
        .build();
  }

  private static Updated read(JsonObject json) {
    return new Updated(
        SettingsJson.read(json.object("settings").orElseThrow()), Receipt.position(json));
  }
}
