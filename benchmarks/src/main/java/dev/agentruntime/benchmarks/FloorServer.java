package dev.agentruntime.benchmarks;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The least that holds a stream open: Javalin as it comes and a virtual thread for each reader,
 * which waits for a queue or, as a proxy, for another server. Knows no sessions, no keys and no
 * log.
 */
final class FloorServer {

  private static final byte[] OPEN = ": open\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpClient upstream =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Serves until it is killed. */
  public static void main(String[] args) {
    var floor = new FloorServer();
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.routes.get("/queue", context -> wait(stream(context)));
                  config.routes.get(
                      "/proxy",
                      context ->
                          floor.copy(
                              URI.create(Objects.requireNonNull(context.queryParam("from"))),
                              stream(context)));
                })
            .start("127.0.0.1", 0);
    System.out.println("listening on http://127.0.0.1:" + server.port());
  }

  private static OutputStream stream(Context context) throws IOException {
    context.contentType("text/event-stream");
    // Javalin's own stream may compress, and then keeps back what is small.
    return context.res().getOutputStream();
  }

  private static void wait(OutputStream out) throws IOException, InterruptedException {
    var waiting = new LinkedBlockingQueue<byte[]>();
    byte[] frame = OPEN;
    while (true) {
      out.write(frame == null ? HEARTBEAT : frame);
      out.flush();
      frame = waiting.poll(15, TimeUnit.SECONDS);
    }
  }

  private void copy(URI from, OutputStream out) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        upstream.send(HttpRequest.newBuilder(from).build(), BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      byte[] buffer = new byte[1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    }
  }
}
