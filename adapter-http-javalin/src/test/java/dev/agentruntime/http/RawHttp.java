package dev.agentruntime.http;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests as they are written, right or wrong, over one connection after the other. Every
 * answer is held to the OpenAPI document.
 */
final class RawHttp implements Closeable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final URI server;
  private Optional<Socket> socket = Optional.empty();

  RawHttp(URI server) {
    this.server = server;
  }

  /**
   * A request.
   *
   * @param headers whole lines, so that one can come twice or be none
   * @param octets of the body, a character each
   */
  record Request(String method, String target, List<String> headers, String octets) {

    static Request of(String method, String target, List<String> headers) {
      return new Request(method, target, headers, "");
    }

    static Request of(String method, String target, List<String> headers, byte[] body) {
      return new Request(method, target, headers, new String(body, StandardCharsets.ISO_8859_1));
    }

    byte[] body() {
      return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    String path() {
      return target.split("\\?", 2)[0];
    }

    @Override
    public String toString() {
      return method
          + " "
          + target
          + " "
          + headers
          + "\n"
          + new String(body(), StandardCharsets.UTF_8);
    }
  }

  /** An answer. */
  record Answer(int status, Map<String, String> headers, String text) {
    JsonObject json() {
      return JsonText.readObject(text);
    }

    String code() {
      return text.startsWith("{") ? json().string("code").orElse("") : "";
    }
  }

  /** Sends it on the connection that is open, or on a new one. */
  Answer send(Request request) {
    try {
      return exchange(request);
    } catch (IOException stale) {
      close();
      try {
        return exchange(request);
      } catch (IOException e) {
        throw new UncheckedIOException("no answer to " + request, e);
      }
    }
  }

  private Answer exchange(Request request) throws IOException {
    if (socket.isEmpty()) {
      socket = Optional.of(new Socket(server.getHost(), server.getPort()));
      socket.get().setSoTimeout(PATIENCE_MILLIS);
      socket.get().setTcpNoDelay(true);
    }
    Socket open = socket.get();
    open.getOutputStream().write(bytes(request));
    Answer answer = read(open.getInputStream(), request.method());
    if (answer.headers().getOrDefault("connection", "").equalsIgnoreCase("close")) {
      close();
    }
    boolean head = request.method().equals("HEAD");
    boolean whole =
        !head && !answer.headers().getOrDefault("content-type", "").startsWith("text/event");
    ResponseContract.shipped()
        .check(
            head ? "GET" : request.method(),
            request.path(),
            answer.status(),
            answer.headers(),
            whole ? Optional.of(answer.text()) : Optional.empty());
    return answer;
  }

  private static byte[] bytes(Request request) throws IOException {
    var out = new ByteArrayOutputStream();
    var head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
    request.headers().forEach(line -> head.append(line).append("\r\n"));
    if (request.body().length > 0) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(request.body());
    return out.toByteArray();
  }

  private Answer read(InputStream in, String method) throws IOException {
    String statusLine = line(in);
    var headers = new LinkedHashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    byte[] body = method.equals("HEAD") || status == 204 ? new byte[0] : body(in, headers);
    return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return in.readNBytes(Integer.parseInt(headers.get("content-length")));
    }
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      var body = new ByteArrayOutputStream();
      for (int size = size(in); size > 0; size = size(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
      return body.toByteArray();
    }
    byte[] rest = in.readAllBytes();
    close();
    return rest;
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection was closed behind \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket.isPresent()) {
        socket.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      socket = Optional.empty();
    }
  }
}
