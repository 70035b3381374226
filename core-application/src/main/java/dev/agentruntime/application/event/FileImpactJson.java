package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.FileImpact;

/** What a call would do to a file, as JSON. */
public final class FileImpactJson {

  private FileImpactJson() {}

  /** The JSON form. */
  public static JsonObject write(FileImpact file) {
    return JsonObject.builder()
        .put("path", file.path())
        .put("before", file.before().map(Digest::hex))
        .put("after", file.after().map(Digest::hex))
        .build();
  }

  /** Reads {@link #write}. */
  public static FileImpact read(JsonObject json) {
    var fields = new Fields(json);
    return new FileImpact(
        fields.text("path"),
        fields.optionalText("before").map(Digest::new),
        fields.optionalText("after").map(Digest::new));
  }
}
