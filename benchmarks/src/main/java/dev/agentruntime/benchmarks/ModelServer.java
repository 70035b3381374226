package dev.agentruntime.benchmarks;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A model that answers in pieces, some of them a second, by the protocol of OpenAI. */
final class ModelServer implements AutoCloseable {

  private static final String PIECE = "word ".repeat(400);
  private static final long PAUSE_MILLIS = 20;

  private static final long MAX_REQUEST = 64 << 20;

  private final Javalin server;

  private ModelServer(Javalin server) {
    this.server = server;
  }

  static ModelServer start(int pieces) {
    return new ModelServer(
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  // Each request brings all that was said before.
                  config.http.maxRequestSize = MAX_REQUEST;
                  config.routes.get("/held", ModelServer::hold);
                  config.routes.post("/v1/chat/completions", context -> answer(context, pieces));
                })
            .start("127.0.0.1", 0));
  }

  /** Where something begins that never goes on. */
  String heldUrl() {
    return "http://127.0.0.1:" + server.port() + "/held";
  }

  private static void hold(Context context) throws IOException, InterruptedException {
    context.contentType("text/event-stream");
    OutputStream out = context.res().getOutputStream();
    out.write(": open\n\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    new CountDownLatch(1).await();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.port() + "/v1";
  }

  private static void answer(Context context, int pieces) throws IOException, InterruptedException {
    // A server that leaves a request unread resets the connection behind its answer.
    context.bodyAsBytes();
    context.contentType("text/event-stream");
    OutputStream out = context.res().getOutputStream();
    for (int i = 0; i < pieces; i++) {
      chunk(out, "{\"role\":\"assistant\",\"content\":\"" + PIECE + "\"}", "null");
      Thread.sleep(PAUSE_MILLIS);
    }
    chunk(out, "{}", "\"stop\"");
    out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static void chunk(OutputStream out, String delta, String finish) throws IOException {
    String json =
        """
        {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":\
        [{"index":0,"delta":%s,"finish_reason":%s}]}\
        """
            .formatted(delta, finish);
    out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() {
    server.stop();
  }
}
