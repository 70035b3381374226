package dev.agentruntime.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An open stream of events; read only where that is asked for. */
final class HeldStream implements AutoCloseable {

  private static final int SMALL = 4096;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  private HeldStream(Socket socket) {
    this.socket = socket;
  }

  /**
   * Opens a stream, and reads until its first frame stands.
   *
   * @param key the bearer key; empty for a server without any
   */
  static HeldStream open(URI server, String path, String key) throws IOException {
    var socket = new Socket();
    // A reader that stalls should be felt by the server, not be hidden by the system's buffers.
    socket.setReceiveBufferSize(SMALL);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + authorization
                    + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    skipHead(socket.getInputStream(), path);
    return new HeldStream(socket);
  }

  private static void skipHead(InputStream in, String path) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed " + path + " after: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 200")) {
      throw new IOException("the server answered to " + path + ": " + head);
    }
  }

  /** Reads on, in a thread of its own, and tells each line that begins with {@code event:}. */
  void follow(Consumer<String> event) {
    Thread.ofVirtual().start(() -> read(event));
  }

  private void read(Consumer<String> event) {
    try (var in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
      socket.setSoTimeout(0);
      var line = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          if (line.length() < SMALL) {
            line.append((char) next);
          }
          continue;
        }
        if (line.indexOf("event: ") == 0) {
          event.accept(line.substring("event: ".length()).strip());
        }
        line.setLength(0);
      }
    } catch (IOException e) {
      // Closed, by this side or the other: there is nothing more to read.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
