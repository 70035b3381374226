package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** What a route answers. */
sealed interface Reply {

  /** JSON. */
  record Json(int status, JsonObject body, Map<String, String> headers) implements Reply {
    public Json {
      headers = Map.copyOf(headers);
    }
  }

  /** Nothing but a status. */
  record Empty(int status) implements Reply {}

  /** Something that is not JSON of ours. */
  record Document(String mediaType, String text, Map<String, String> headers) implements Reply {
    public Document {
      headers = Map.copyOf(headers);
    }
  }

  /** A text that is written while it is read from the store, however long it is. */
  record Copy(String mediaType, Map<String, String> headers, Text text) implements Reply {
    public Copy {
      headers = Map.copyOf(headers);
    }
  }

  /** Writes a text. */
  interface Text {
    void writeTo(Writer out) throws IOException;
  }

  /** Events, for as long as there are any. */
  record Events(EventSource source) implements Reply {}

  static Json ok(JsonObject body) {
    return new Json(200, body, Map.of());
  }
}
