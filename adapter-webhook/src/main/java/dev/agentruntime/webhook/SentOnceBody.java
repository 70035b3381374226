package dev.agentruntime.webhook;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that the client sends once, whatever comes of it. It may still try the next address of a
 * host as long as no connection stood.
 */
final class SentOnceBody extends RequestBody {

  private final byte[] bytes;

  SentOnceBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /** None: that is for the headers. */
  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }

  @Override
  public boolean isOneShot() {
    return true;
  }
}
