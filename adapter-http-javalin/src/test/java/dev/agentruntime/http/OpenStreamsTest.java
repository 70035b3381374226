package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {

  private static final Caller CALLER = new Caller("1", "user", new Owner("us"), Role.USER);

  private final OpenStreams streams = new OpenStreams(1);
  private int closed;

  private final class Source implements EventSource {
    private final Optional<RuntimeException> broken;

    Source(Optional<RuntimeException> broken) {
      this.broken = broken;
    }

    @Override
    public void run(SseWriter writer) {
      broken.ifPresent(
          e -> {
            throw e;
          });
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static Optional<SseWriter> writer(OutputStream out) {
    return Optional.of(new SseWriter(out, Duration.ofSeconds(1), () -> true));
  }

  private void serve(Source source, OpenStreams.Start start) throws Exception {
    streams.enter(CALLER, source);
    streams.serve(CALLER, source, start, e -> JsonObject.empty());
  }

  private void assertThatThePlaceIsFree(int times) {
    assertThat(streams.count()).isZero();
    assertThat(closed).isEqualTo(times);
    var next = new Source(Optional.empty());
    streams.enter(CALLER, next);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> streams.enter(CALLER, new Source(Optional.empty())))
        .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.TOO_MANY_STREAMS));
  }

  @Test
  void a_stream_that_ends_gives_its_place_back() throws Exception {
    serve(new Source(Optional.empty()), () -> writer(OutputStream.nullOutputStream()));
    assertThatThePlaceIsFree(1);
  }

  @Test
  void a_stream_that_is_over_with_its_head_gives_its_place_back() throws Exception {
    serve(new Source(Optional.empty()), Optional::empty);
    assertThatThePlaceIsFree(1);
  }

  @Test
  void a_stream_that_cannot_begin_gives_its_place_back() {
    for (Exception broken :
        new Exception[] {new IOException("gone"), new IllegalStateException("no")}) {
      assertThatThrownBy(
              () ->
                  serve(
                      new Source(Optional.empty()),
                      () -> {
                        if (broken instanceof IOException e) {
                          throw e;
                        }
                        throw (IllegalStateException) broken;
                      }))
          .isSameAs(broken);
    }
    assertThatThePlaceIsFree(2);
  }

  @Test
  void a_stream_that_breaks_tells_why_and_gives_its_place_back() throws Exception {
    var told = new ByteArrayOutputStream();
    serve(new Source(Optional.of(new IllegalStateException("no"))), () -> writer(told));
    assertThat(told.toString(StandardCharsets.UTF_8)).endsWith("event: problem\ndata: {}\n\n");
    assertThatThePlaceIsFree(1);
  }

  @Test
  void a_reader_that_is_gone_before_the_first_byte_gives_its_place_back() {
    var gone =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> serve(new Source(Optional.empty()), () -> writer(gone)));
    assertThatThePlaceIsFree(1);
  }
}
