package dev.agentruntime.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads the body of a request, bounded in size and in time: who sends a byte now and then would
 * otherwise hold a thread for ever.
 */
final class RequestBody {

  private static final String READ = "body";

  /** Beside the patience: a body of this many bytes may take a second more. */
  private static final long BYTES_A_SECOND = 64 * 1024;

  private static final int PIECE = 8192;

  private RequestBody() {}

  /** The bytes; read once, whoever asks. */
  static byte[] of(Context context, HttpSettings.Bounds bounds) throws IOException {
    byte[] known = context.attribute(READ);
    if (known == null) {
      if (context.req().getContentLengthLong() > bounds.body()) {
        throw tooLarge(bounds);
      }
      known = read(context.req().getInputStream(), bounds);
      context.attribute(READ, known);
    }
    return known;
  }

  private static byte[] read(InputStream in, HttpSettings.Bounds bounds) throws IOException {
    long began = System.nanoTime();
    var body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      body.write(piece, 0, count);
      if (body.size() > bounds.body()) {
        throw tooLarge(bounds);
      }
      Duration most = bounds.patience().plusSeconds(body.size() / BYTES_A_SECOND);
      if (System.nanoTime() - began > most.toNanos()) {
        throw Problem.of(ProblemCode.REQUEST_TIMEOUT, "the body did not come to its end in time")
            .exception();
      }
    }
    return body.toByteArray();
  }

  private static ProblemException tooLarge(HttpSettings.Bounds bounds) {
    return Problem.of(
            ProblemCode.PAYLOAD_TOO_LARGE,
            "the body is larger than the " + bounds.body() + " bytes that this server takes")
        .exception();
  }
}
