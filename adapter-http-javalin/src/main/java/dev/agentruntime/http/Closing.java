package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonObject;

/** Why the server ends a stream that its reader did not leave. */
enum Closing {
  /** Another instance, or this one when it is back, goes on with it. */
  SERVER_STOPPING,
  /** Nothing more comes, wherever the reader connects. */
  SESSION_DELETED;

  JsonObject body() {
    return JsonObject.builder().put("reason", Words.of(this)).build();
  }
}
