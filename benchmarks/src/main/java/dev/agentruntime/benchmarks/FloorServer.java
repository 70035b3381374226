package dev.agentruntime.benchmarks;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The least that holds a stream open: Javalin as it comes, a virtual thread and a queue for each
 * reader, and a heartbeat. Knows no sessions, no keys and no log.
 */
final class FloorServer {

  private static final byte[] OPEN = ": open\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.US_ASCII);

  private FloorServer() {}

  public static void main(String[] args) {
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.routes.get(
                      "/events",
                      context -> {
                        context.contentType("text/event-stream");
                        serve(context.res().getOutputStream());
                      });
                })
            .start("127.0.0.1", 0);
    System.out.println("listening on http://127.0.0.1:" + server.port());
  }

  private static void serve(OutputStream out) throws IOException, InterruptedException {
    var waiting = new LinkedBlockingQueue<byte[]>();
    out.write(OPEN);
    out.flush();
    while (true) {
      byte[] frame = waiting.poll(15, TimeUnit.SECONDS);
      out.write(frame == null ? HEARTBEAT : frame);
      out.flush();
    }
  }
}
