package dev.agentruntime.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that answers every request alike, byte for byte as told. */
final class Receiver implements AutoCloseable {

  /** Plays an answer; what it throws ends the connection. */
  interface Answer {
    void play(InputStream in, OutputStream out) throws IOException;
  }

  /** What came. */
  record Request(String line, List<String> headers, String body) {}

  private final ServerSocket server;
  private final Answer answer;
  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> ended = new LinkedBlockingQueue<>();

  Receiver(ServerSocket server, Answer answer) {
    this.server = server;
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  static Receiver answering(Answer answer) throws IOException {
    return new Receiver(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
  }

  /** Such as {@code "202 Accepted"}, with lines of headers. */
  static Receiver answering(String status, String... headers) throws IOException {
    return answering(text(status, headers));
  }

  static Answer text(String status, String... headers) {
    String head = "HTTP/1.1 " + status + "\r\n";
    String lines = String.join("", List.of(headers).stream().map(line -> line + "\r\n").toList());
    return (in, out) -> out.write((head + lines + "Content-Length: 2\r\n\r\nok").getBytes(UTF_8));
  }

  /** Not even a status: ends when the sender closes the connection. */
  static Answer silence() {
    return (in, out) -> in.transferTo(OutputStream.nullOutputStream());
  }

  /** Something, and then the same again until the sender closes the connection. */
  static Answer endless(String first, String again) {
    return (in, out) -> {
      out.write(first.getBytes(UTF_8));
      while (true) {
        out.write(again.getBytes(UTF_8));
      }
    };
  }

  int port() {
    return server.getLocalPort();
  }

  URI at(String host, String pathAndQuery) {
    return URI.create("http://" + host + ":" + port() + pathAndQuery);
  }

  URI url() {
    return at("127.0.0.1", "/hook");
  }

  int connections() {
    return connections.get();
  }

  /** All that came and were not yet asked for. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Waits for the next one. */
  Request request() throws InterruptedException {
    return awaited(requests.poll(10, TimeUnit.SECONDS));
  }

  /** Waits until a connection is over. */
  void awaitEnd() throws InterruptedException {
    awaited(ended.poll(10, TimeUnit.SECONDS));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static <T> T awaited(T thing) {
    if (thing == null) {
      throw new AssertionError("nothing came within 10 s");
    }
    return thing;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      requests.add(read(in));
      answer.play(in, socket.getOutputStream());
    } catch (IOException e) {
      // The sender has gone.
    }
    ended.add(socket);
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    var headers = new ArrayList<String>();
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      headers.add(header);
      if (header.startsWith("Content-Length: ")) {
        length = Integer.parseInt(header.substring("Content-Length: ".length()));
      }
    }
    return new Request(line, headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append(new String(new byte[] {(byte) c}, ISO_8859_1));
    }
    return line.toString().stripTrailing();
  }
}
