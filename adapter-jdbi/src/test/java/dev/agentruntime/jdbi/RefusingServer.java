package dev.agentruntime.jdbi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Speaks as much of PostgreSQL's protocol as it takes to turn everybody away: the server that tests
 * start lets everybody in.
 */
final class RefusingServer implements AutoCloseable {

  private final ServerSocket socket;

  /**
   * Turns everybody away.
   *
   * @param state SQLSTATE it gives
   */
  RefusingServer(String state) throws IOException {
    socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> refuse(state));
  }

  DatabaseUrl url() {
    return DatabaseUrl.parse(
        "postgresql://u:s3cret@127.0.0.1:"
            + socket.getLocalPort()
            + "/d?sslmode=disable&gssEncMode=disable");
  }

  private void refuse(String state) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        var in = new DataInputStream(client.getInputStream());
        in.readNBytes(in.readInt() - Integer.BYTES);
        client.getOutputStream().write(refusal(state));
      } catch (IOException e) {
        // The client is gone, or the test is over.
      }
    }
  }

  private static byte[] refusal(String state) throws IOException {
    byte[] fields =
        ("SFATAL\0VFATAL\0C" + state + "\0Mthe server's own words: s3cret\0\0").getBytes(US_ASCII);
    var message = new ByteArrayOutputStream();
    var out = new DataOutputStream(message);
    out.writeByte('E');
    out.writeInt(Integer.BYTES + fields.length);
    out.write(fields);
    return message.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
