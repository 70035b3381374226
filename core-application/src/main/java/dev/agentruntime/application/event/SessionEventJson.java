package dev.agentruntime.application.event;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent.Created;
import dev.agentruntime.domain.session.SessionEvent.Updated;
import dev.agentruntime.domain.session.SessionEvent.UserMessageAdded;
import dev.agentruntime.domain.session.SessionKind;

/** Events of the session itself. */
final class SessionEventJson {

  private SessionEventJson() {}

  static JsonObject write(Created event) {
    return JsonObject.builder()
        .put("owner", event.owner().value())
        .put("kind", Fields.name(event.kind()))
        .put("settings", SettingsJson.write(event.settings()))
        .put("agent", event.agent().value())
        .build();
  }

  static Created created(JsonObject json) {
    var fields = new Fields(json);
    return new Created(
        new Owner(fields.text("owner")),
        fields.constant("kind", SessionKind.class),
        SettingsJson.read(fields.object("settings")),
        new AgentName(fields.text("agent")));
  }

  static JsonObject write(Updated event) {
    return JsonObject.builder().put("settings", SettingsJson.write(event.settings())).build();
  }

  static Updated updated(JsonObject json) {
    return new Updated(SettingsJson.read(new Fields(json).object("settings")));
  }

  static JsonObject write(UserMessageAdded event) {
    return JsonObject.builder().put("message", MessageJson.write(event.message())).build();
  }

  static UserMessageAdded userMessageAdded(JsonObject json) {
    return new UserMessageAdded(MessageJson.user(new Fields(json).object("message")));
  }
}
